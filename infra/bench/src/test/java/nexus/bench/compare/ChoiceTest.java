package nexus.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChoiceTest {

  private static final List<String> ALL = List.of("one", "two");

  @Test
  void withoutWordsAllPeersAreMeasuredAndTheReadmeIsWritten() {
    Choice choice = parse("--readme", "README.md");
    assertThat(choice.peers()).isEqualTo(ALL);
    assertThat(choice.readme()).hasValue("README.md");
    assertThat(choice.plan().hosts() * choice.plan().gpus() * choice.plan().scrapes())
        .isEqualTo(99_200);
  }

  @Test
  void aNamedPeerLeavesTheOthersAndTheReadmeAlone() {
    Choice choice = parse("--readme=README.md", "two", "--loads", "5");
    assertThat(choice.peers()).containsExactly("two");
    assertThat(choice.readme()).isEmpty();
    assertThat(choice.loads()).isEqualTo(5);
  }

  @Test
  void aQuickRunIsSmallAndLeavesTheReadmeAlone() {
    Choice choice = parse("--readme=README.md", "--quick");
    assertThat(choice.readme()).isEmpty();
    assertThat(choice.plan().scrapes()).isLessThan(100);
  }

  @Test
  void anUnknownPeerIsRefusedByName() {
    assertThatThrownBy(() -> parse("three"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("three");
  }

  private static Choice parse(String... arguments) {
    return Choice.parse(List.of(arguments), ALL, "telemetry.csv");
  }
}
