package nexus.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class NamedEtcdTest {

  @Test
  void nobodyThereIsSaidOfEveryEndpoint() {
    String first = "127.0.0.1:" + Ports.lasting();
    String second = "127.0.0.1:" + Ports.lasting();

    assertThatThrownBy(() -> NamedEtcd.check("http://" + first + ", https://" + second))
        .isInstanceOf(LocalFailure.class)
        .hasMessageStartingWith("no etcd answers at ETCD_ENDPOINTS: " + first + " (")
        .hasMessageContaining("; " + second + " (");
  }

  @Test
  void silentOneIsFoundOut() throws IOException {
    try (FakeEtcd silent = FakeEtcd.silent()) {
      String address = silent.endpoint().substring("http://".length());

      assertThatThrownBy(() -> NamedEtcd.check(silent.endpoint()))
          .isInstanceOf(LocalFailure.class)
          .hasMessageContaining(address);
      assertThatThrownBy(() -> NamedEtcd.check("https://" + address))
          .isInstanceOf(LocalFailure.class)
          .hasMessageContaining(address);
    }
  }

  /** However late the one who waits looks: silence during the handshake is no answer. */
  @ParameterizedTest
  @ValueSource(strings = {"http", "https"})
  void silenceIsAProblemByItself(String scheme) throws IOException {
    try (FakeEtcd silent = FakeEtcd.silent()) {
      URI endpoint = URI.create(silent.endpoint().replace("http:", scheme + ":"));

      assertThat(NamedEtcd.problem(endpoint, Duration.ofMillis(200))).isPresent();
    }
  }

  @Test
  void oneThatTalksIsEnough() throws IOException {
    try (FakeEtcd talking = FakeEtcd.talking()) {
      String dead = "http://127.0.0.1:" + Ports.lasting();

      assertThatCode(() -> NamedEtcd.check(dead + "," + talking.endpoint()))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void passwordIsNotQuoted() {
    String endpoint = "http://someone:secret@127.0.0.1:" + Ports.lasting();

    assertThatThrownBy(() -> NamedEtcd.check(endpoint))
        .isInstanceOf(LocalFailure.class)
        .hasMessageNotContaining("secret");
  }

  @Test
  void whatIsNoEndpointIsLeftToTheApplication() {
    assertThatCode(() -> NamedEtcd.check("127.0.0.1:1")).doesNotThrowAnyException();
    assertThatCode(() -> NamedEtcd.check("http://")).doesNotThrowAnyException();
  }
}
