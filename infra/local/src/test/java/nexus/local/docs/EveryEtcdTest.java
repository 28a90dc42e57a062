package nexus.local.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Wherever etcd is started, or people are told how to, it is closed to web pages and keeps little
 * in memory: that is forgotten in the next such place unless something asks for it.
 */
class EveryEtcdTest {

  private static final String STARTS_ONE = "--listen-client-urls=";
  private static final List<String> ASKED_FOR =
      List.of("--enable-grpc-gateway=false", "--host-whitelist=", "--cors=", "--snapshot-count=");

  /** It starts an etcd as releases before did. */
  private static final Path AN_OLDER_ONE =
      Path.of("infra/local/src/test/java/nexus/local/LocalEtcdIT.java");

  private static final Path THIS = Path.of("infra/local/src/test/java/nexus/local/docs");

  @Test
  void isStartedWithAllThatItNeeds() throws IOException {
    Map<Path, String> texts = new TreeMap<>(Project.sources());
    Project.pages().forEach(page -> texts.put(page.file(), page.text()));
    List<Path> places = new ArrayList<>();
    texts.forEach(
        (path, text) -> {
          if (text.contains(STARTS_ONE) && !path.equals(AN_OLDER_ONE) && !path.startsWith(THIS)) {
            places.add(path);
            assertThat(text).as(path.toString()).contains(ASKED_FOR);
          }
        });
    assertThat(places)
        .contains(
            Path.of("infra/local/src/main/java/nexus/local/EtcdMember.java"),
            Path.of("infra/etcd/loopback.sh"),
            Path.of("infra/terraform/modules/etcd/boot/files/nexus-etcd.service"),
            Path.of("shared/src/test/java/nexus/telemetry/kv/jetcd/EtcdServer.java"));
  }
}
