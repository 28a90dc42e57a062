package nexus.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TableTest {

  private static final Line UPLOAD =
      new Line(
          "CSV upload, warm", "≥ 1,000,000", "above a peer", "600,000 rows/s", "missed", "upload");
  private static final Line BEST =
      new Line("the same, best", "", "", "700,000 rows/s", "", "upload");
  private static final Line SERIES =
      new Line("series, p50", "≤ 1", "≤ 3", "0.9 ms", "met", "series");
  private static final Table TABLE = new Table("2 x AMD", List.of(UPLOAD, BEST, SERIES));
  private static final List<String> ORDER = List.of("upload", "size", "series");

  @Test
  void columnsOfATerminalStandBelowEachOther() {
    List<String> text = TABLE.text();

    assertThat(text).hasSize(4);
    int column = text.get(0).indexOf("measured");
    assertThat(text.get(1).substring(column)).startsWith("600,000 rows/s  missed");
    assertThat(text.get(2).substring(column)).startsWith("700,000 rows/s");
    assertThat(text.get(3).substring(column)).startsWith("0.9 ms");
    assertThat(text).noneMatch(line -> line.endsWith(" "));
  }

  @Test
  void markdownReadsBack() {
    assertThat(Table.parse(TABLE.markdown())).isEqualTo(TABLE);
    assertThat(TABLE.markdown())
        .contains("| the same, best |  |  | 700,000 rows/s |  | upload |")
        .startsWith("\n")
        .endsWith("|\n\n");
  }

  @Test
  void textWithoutATableHasNoLines() {
    assertThat(Table.parse("")).isEqualTo(new Table("", List.of()));
    assertThat(Table.parse("| a | b |\n| --- | --- |\n").lines()).isEmpty();
  }

  @Test
  void onlyMeasuredRowsAreReplaced() {
    Line faster = new Line("CSV upload, warm", "", "", "800,000 rows/s", "", "upload");
    Table newer = new Table("2 x AMD", List.of(faster));

    Table merged = TABLE.with(newer, Set.of("upload"), ORDER);

    assertThat(merged.lines()).containsExactly(faster, SERIES);
  }

  @Test
  void newRowsComeInTheirOrder() {
    Line size = new Line("size", "", "", "0.3 B", "", "size");

    Table merged = TABLE.with(new Table("2 x AMD", List.of(size)), Set.of("size"), ORDER);

    assertThat(merged.lines()).containsExactly(UPLOAD, BEST, size, SERIES);
  }

  @Test
  void rowThatFailedKeepsItsFigures() {
    Table merged = TABLE.with(new Table("2 x AMD", List.of()), Set.of(), ORDER);

    assertThat(merged).isEqualTo(TABLE);
  }

  @Test
  void rowsThatAreNoMoreAreDropped() {
    Table merged = TABLE.with(new Table("2 x AMD", List.of()), Set.of(), List.of("series"));

    assertThat(merged.lines()).containsExactly(SERIES);
  }
}
