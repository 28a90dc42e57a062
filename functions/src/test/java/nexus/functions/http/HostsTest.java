package nexus.functions.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import nexus.telemetry.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HostsTest {

  private static final Hosts LOCAL = new Hosts("127.0.0.1", Set.of());

  private static void isRefused(Hosts hosts, String host) {
    assertThatThrownBy(() -> hosts.check(host))
        .isInstanceOfSatisfying(
            StatusException.class, refused -> assertThat(refused.status()).isEqualTo(421));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:8080",
        "LocalHost.:9",
        "localhost:",
        "127.0.0.1",
        "127.0.0.1:18080",
        "[::1]",
        "[::1]:8080",
        "192.168.7.9",
        "10.0.0.1:80",
        "[fe80::1:2]:443",
      })
  void thisMachineAndEveryAddressIsAnswered(String host) {
    assertThatCode(() -> LOCAL.check(host)).doesNotThrowAnyException();
  }

  /** A site that lets its name point at this machine is what this is about. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8080",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "1.2.3",
        "2130706433",
        "0x7f.0.0.1",
        "notlocalhost",
      })
  void namesOfOthersAreRefused(String host) {
    isRefused(LOCAL, host);
    isRefused(new Hosts("::1", Set.of("telemetry.example")), host);
    isRefused(new Hosts("0.0.0.0", Set.of("telemetry.example")), host);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        "a,b",
        "http://localhost",
        "localhost:80a",
        "[::1",
        "[]",
        "a/b",
        "@"
      })
  void whatIsNoHostIsRefused(String host) {
    assertThatThrownBy(() -> LOCAL.check(host))
        .isInstanceOfSatisfying(
            InvalidInputException.class, bad -> assertThat(bad.field()).isEqualTo("Host"));
  }

  @Test
  void theSettingNamesFurtherOnesOrAny() {
    Hosts named = new Hosts("127.0.0.1", Set.of("Telemetry.Example", "gpu"));
    assertThatCode(() -> named.check("telemetry.example:443")).doesNotThrowAnyException();
    assertThatCode(() -> named.check("GPU")).doesNotThrowAnyException();
    isRefused(named, "other.example");
    assertThatCode(() -> new Hosts("127.0.0.1", Set.of("*")).check("other.example"))
        .doesNotThrowAnyException();
  }

  /** Load balancers ask by names that only they know. */
  @Test
  void oneThatListensToOthersAnswersToEveryNameUnlessSomeAreNamed() {
    Hosts open = new Hosts("0.0.0.0", Set.of());
    assertThatCode(() -> open.check("telemetry.example")).doesNotThrowAnyException();
    Hosts named = new Hosts("0.0.0.0", Set.of("telemetry.example"));
    assertThatCode(() -> named.check("telemetry.example")).doesNotThrowAnyException();
    assertThatCode(() -> named.check("10.1.2.3:8080")).doesNotThrowAnyException();
  }

  @Test
  void theNameThatIsListenedOnIsAnswered() {
    assertThatCode(() -> new Hosts("localhost", Set.of()).check("localhost:1"))
        .doesNotThrowAnyException();
  }
}
