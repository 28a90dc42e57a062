package nexus.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EdnTest {

  @Test
  void valuesAreRead() {
    assertThat(Edn.read(" {:a 1, :b [\"x\\\"\\n\" -2.5 1.0E10 nil true]} "))
        .isEqualTo(Map.of(":a", 1L, ":b", List.of("x\"\n", -2.5, 1.0E10, Edn.Nil.NIL, true)));
    assertThat(Edn.read("-0.0")).isEqualTo(-0.0);
    assertThat(Edn.read("[]")).isEqualTo(List.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[1",
        "{:a}",
        "{:a 1 :a 2}",
        "\"x",
        "\"\\q\"",
        "word",
        "1 2",
        "{:a ]}",
        ":",
        "}"
      })
  void whatIsNoValueIsRefused(String text) {
    assertThatThrownBy(() -> Edn.read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at character");
  }

  @Test
  void whatIsTooDeepIsRefused() {
    assertThatThrownBy(() -> Edn.read("[".repeat(100_000))).hasMessageContaining("too deep");
  }
}
