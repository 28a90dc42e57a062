package nexus.telemetry.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnNamesTest {

  @Test
  void ofRowsThatAllHaveTheSame() {
    assertThat(ColumnNames.of(List.of(List.of("a", "b"), List.of("a", "b"))))
        .containsExactly("a", "b");
  }

  @Test
  void ofRowsThatLackSome() {
    assertThat(ColumnNames.of(List.of(List.of("a", "c"), List.of(), List.of("b", "c"))))
        .containsExactly("a", "b", "c");
  }

  @Test
  void ascendWhereRowsDoNot() {
    assertThat(ColumnNames.of(List.of(List.of("b", "a"), List.of("b", "a"))))
        .containsExactly("a", "b");
  }

  @Test
  void ofNoRows() {
    assertThat(ColumnNames.of(List.of())).isEmpty();
  }
}
