package nexus.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import nexus.bench.Timings;
import org.junit.jupiter.api.Test;

class TableTest {

  private static final Result OURS = store("ours", 4, Timings.of(1, 2, 1.25), 0.5, 0.5);
  private static final Result PEER = store("peer", 10, Timings.of(2, 4, 2.5), 2, 2);

  @Test
  void aPeersRowHasItsFiguresAndOursOverThem() {
    Table table = new Table();
    table.addOurs(OURS);
    table.addPeer(PEER, OURS);
    assertThat(table.markdown())
        .contains(
            "| ours 1.0 | 800,000 | 1,000,000 | 250,000 | – | 0.50 / 1.00 | – | 0.50 | – |\n",
            "| peer 1.0 | 400,000 | 500,000 | 100,000 | 2.00 | 2.00 / 4.00 | 0.25 | 2.00 | 0.25 |\n",
            "- peer: as it is.\n");
  }

  @Test
  void onlyTheRateIsComparedOfOneThatStoresNothing() {
    Result queue = OURS.queuedOnly(2, Timings.of(0.5, 0.5));
    Result messages =
        new Result(
            "queue", "3", 1_000_000, 5, Timings.of(5), Optional.empty(), Double.NaN, "no store");
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

  private static Result store(String name, double cold, Timings seconds, double ms, double bytes) {
    Timings questions = Timings.of(ms, 2 * ms);
    return new Result(
        name, "1.0", 1_000_000, cold, seconds, Optional.of(questions), bytes, "as it is");
  }
}
