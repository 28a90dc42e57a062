package nexus.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

  private static final Result OURS =
      new Result("ours", "1", 1_000_000, 4, List.of(1.0, 2.0, 1.25), List.of(1.0, 2.0), 0.5, "so");
  private static final Result PEER =
      new Result("peer", "2", 1_000_000, 10, List.of(2.0, 4.0, 2.5), List.of(4.0), 2, "thus");

  @Test
  void aPeersRowHasItsFiguresAndOursOverThem() {
    Table table = new Table();
    table.addOurs(OURS);
    table.addPeer(PEER, OURS);
    assertThat(table.markdown())
        .contains(
            "| ours 1 | 800,000 | 1,000,000 | 250,000 | – | 1.00 / 2.00 | – | 0.50 | – |\n",
            "| peer 2 | 400,000 | 500,000 | 100,000 | 2.00 | 4.00 / 4.00 | 0.25 | 2.00 | 0.25 |\n",
            "- peer: thus.\n");
  }

  @Test
  void onlyTheRateIsComparedOfOneThatStoresNothing() {
    Result queue = OURS.queuedOnly(List.of(2.0, 0.5, 0.5));
    Result messages =
        new Result("queue", "3", 1_000_000, 5, List.of(5.0), List.of(), Double.NaN, "no store");
    Table table = new Table();
    table.addPeer(messages, queue);
    assertThat(table.markdown())
        .contains("| queue 3 | 200,000 | 200,000 | 200,000 | 10.0 | – / – | – | – | – |\n");
  }

  @Test
  void whatWasNotMeasuredIsSaidBelowTheTable() {
    Table table = new Table();
    table.addWithout("peer", "SKIPPED: not here");
    assertThat(table.markdown()).endsWith("\n- **peer SKIPPED: not here**\n");
  }

  @Test
  void numbersHaveAboutThreeDigits() {
    assertThat(List.of(0.349, 1.0, 12.345, 534.2, Double.NaN).stream().map(Table::number))
        .containsExactly("0.35", "1.00", "12.3", "534", "–");
    assertThat(Table.count(344_700)).isEqualTo("345,000");
    assertThat(Table.count(9_437.6)).isEqualTo("9,438");
  }
}
