package nexus.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {

  private final Table table =
      new Table("HOST", ">VALUE", "MODEL").row("a", "1", "H100").row("dgx-a01", "1,234", "");

  @Test
  void cellsAreAlignedAndNoLineEndsInSpaces() {
    assertThat(table.lines(0, false))
        .containsExactly("HOST     VALUE  MODEL", "a            1  H100", "dgx-a01  1,234  -");
  }

  @Test
  void linesAreCutToTheTerminal() {
    assertThat(table.lines(18, false))
        .containsExactly("HOST     VALUE  M…", "a            1  H…", "dgx-a01  1,234  -");
    assertThat(table.lines(4, false)).containsExactly("HOS…", "a  …", "dgx…");
  }

  @Test
  void coloursTakeNoRoom() {
    Table coloured = new Table("STATUS", "X").row(new Table.Cell("idle", Style.DIM), "1");

    assertThat(coloured.lines(9, true).get(1)).isEqualTo("\u001b[2midle  \u001b[0m  1");
    assertThat(coloured.lines(9, false).get(1)).isEqualTo("idle    1");
  }
}
