package nexus.telemetry.kv.jetcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EtcdConfigTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private static EtcdConfig withUser(String username, String password) {
    return new EtcdConfig(
        List.of("http://etcd:2379"), username, password, null, null, null, SECOND);
  }

  private static EtcdConfig withFiles(String endpoint, Path ca, Path cert, Path key) {
    return new EtcdConfig(List.of(endpoint), null, null, ca, cert, key, SECOND);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "etcd:2379",
        "127.0.0.1:2379",
        "ftp://etcd:2379",
        "http://",
        "http://etcd:2379/v3",
        "http://etcd:2379?a=b",
        "http://user:secret@etcd:2379",
        "http://under_score:2379",
        "http://etcd:65536",
        "http:// etcd"
      })
  void anEndpointThatIsNoneIsRefusedUnquoted(String endpoint) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EtcdConfig.of(endpoint))
        .withMessageStartingWith("endpoints")
        .withMessageNotContaining("secret");
  }

  @Test
  void endpointsAreNeededAndAllOfOneScheme() {
    assertThatIllegalArgumentException()
        .isThrownBy(EtcdConfig::of)
        .withMessageStartingWith("endpoints");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EtcdConfig.of("http://a:1", "https://b:1"))
        .withMessageStartingWith("endpoints");
  }

  @Test
  void anEndpointWithoutAPortHasEtcdsOwn() {
    assertThat(EtcdConfig.of(" http://etcd/", "http://[::1]:4001").uris())
        .containsExactly(URI.create("http://etcd:2379"), URI.create("http://[::1]:4001"));
  }

  @Test
  void aUserAndItsPasswordGoTogether() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> withUser("worker", " "))
        .withMessageContaining("password");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> withUser(null, "secret"))
        .withMessageContaining("username")
        .withMessageNotContaining("secret");
    assertThat(withUser("", "").username()).isNull();
  }

  @Test
  void thePasswordIsNeverPrinted() {
    assertThat(withUser("worker", "secret").toString())
        .contains("worker", "http://etcd:2379")
        .doesNotContain("secret");
  }

  @Test
  void filesMustExistAndAreForHttps(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("x.pem"), "");
    Path missing = folder.resolve("missing.pem");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> withFiles("https://etcd", missing, null, null))
        .withMessageContaining("caFile")
        .withMessageContaining("missing.pem");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> withFiles("http://etcd", file, null, null))
        .withMessageContaining("caFile");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> withFiles("https://etcd", null, file, null))
        .withMessageContaining("keyFile");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> withFiles("https://etcd", null, file, missing))
        .withMessageContaining("keyFile");
    assertThat(withFiles("https://etcd", file, file, file).secure()).isTrue();
  }

  @Test
  void aCertificateThatIsNoneStopsTheStart(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("x.pem"), "nothing of the kind");
    EtcdConfig config = withFiles("https://etcd", file, null, null);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EtcdKv(config))
        .withMessageContaining("caFile");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "PT11M"})
  void aTimeoutIsPositiveAndBounded(Duration timeout) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EtcdConfig.of("http://etcd").withCallTimeout(timeout))
        .withMessageStartingWith("callTimeout");
  }
}
