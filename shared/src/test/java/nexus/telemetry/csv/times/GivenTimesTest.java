package nexus.telemetry.csv.times;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntBinaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import nexus.telemetry.csv.rows.RowRejected;
import nexus.telemetry.csv.rows.TimelessRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GivenTimesTest {

  private static final long FIRST = 1_795_896_000_000L;

  private static GivenTimes times(String interval) {
    GivenTimes times = new GivenTimes(interval);
    times.begin(FIRST);
    return times;
  }

  @Test
  void memoryIsBounded() throws RowRejected {
    GivenTimes times = times(null);
    for (long row = 0; row < Scrape.MAX_ROWS; row++) {
      assertThat(times.of(row(row * 0x9E3779B97F4A7C15L), 0, null)).isEqualTo(FIRST);
    }

    assertThatThrownBy(() -> times.of(row(1), 0, null))
        .isInstanceOf(RowRejected.class)
        .hasMessageContaining("1048576 rows");
    assertThatThrownBy(() -> times.of(row(0), 0, null))
        .isInstanceOf(RowRejected.class)
        .hasMessageContaining("interval=");
  }

  private static TimelessRow row(long hash) {
    return new TimelessRow(hash, hash, 0, hash, TimelessRow.UNNUMBERED);
  }

  /**
   * In which interval each row is: a dot for one that is rejected.
   *
   * @param rows a GPU, which has a number or another name, a metric of it, and maybe a label of
   *     that each, such as {@code 0a}
   */
  private static String intervals(String rows) {
    return intervals(rows, Integer.MAX_VALUE);
  }

  /**
   * The same.
   *
   * @param read how many rows are there before the others come
   */
  private static String intervals(String rows, int read) {
    List<String> all = List.of(rows.split(" "));
    GivenTimes times = times("250ms");
    StringBuilder intervals = new StringBuilder();
    for (int i = 0; i < all.size(); i++) {
      int next = i + 1;
      try {
        long time =
            times.of(
                row(all.get(i)),
                0,
                () ->
                    new Behind(
                        all.subList(0, next <= read ? Math.min(read, all.size()) : all.size()),
                        next));
        intervals.append((time - FIRST) / 250);
      } catch (RowRejected e) {
        assertThat(e).hasMessageContaining("nothing tells");
        intervals.append('.');
      }
    }
    return intervals.toString();
  }

  private static TimelessRow row(String text) {
    return new TimelessRow(
        text.hashCode() * 0x9E3779B97F4A7C15L,
        text.charAt(0) * 0x9E3779B97F4A7C15L,
        0,
        text.charAt(1) * 0x9E3779B97F4A7C15L,
        TimelessRow.gpu(text.substring(0, 1), "", ""));
  }

  private static final class Behind implements GivenTimes.Ahead {
    private final List<String> all;
    private int at;

    Behind(List<String> all, int next) {
      this.all = all;
      this.at = next - 1;
    }

    @Override
    public TimelessRow next() {
      at++;
      return at < all.size() ? row(all.get(at)) : null;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0a 0a 0a, 012",
    "0a 1a 0a 1a 0a 1a, 001122",
    "0a 0b 0a 0b 0a 0b, 001122",
    "0a 0b 1a 0a 0b 1a, 000111",
  })
  void aRowThatComesAgainBeginsTheNextInterval(String rows, String intervals) {
    assertThat(intervals(rows)).isEqualTo(intervals);
  }

  @ParameterizedTest
  @CsvSource({
    "0a 0b 0a 0b 1c 1c 1c 0a 1c, 001101223",
    "0a 0a 1a 1a 2a 2a, 010101",
    "0a 0a 0a 1a 1a 0a, 012013",
    "0a 1a 1a 2a 2a, 00101",
    "0a 1a 1b 1a 1b 2a 2a, 0001101",
    "0a 0a 1a 1a 0b 0b 1b 1b, 01010101",
  })
  void rowsThatStandGroupByGroupBeginEachAtTheFirstTime(String rows, String intervals) {
    assertThat(intervals(rows)).isEqualTo(intervals);
  }

  @ParameterizedTest
  @CsvSource({
    "0a 1a 0b 0a 1a 0b, 000111",
    "0a 1a 0b 0a 1a 0b 0a, 0001112",
  })
  void aScrapeThatEndsWithTheGpuItBeganWithIsNoGroup(String rows, String intervals) {
    assertThat(intervals(rows)).isEqualTo(intervals);
  }

  @ParameterizedTest
  @CsvSource({
    "0a 0a 1a 0a 1a 0a 1a, 0112233",
    "0a 0a 0a 1a 2a 0a 1a 2a, 01222333",
    "0a 1a 0a 1a 2a 0a 1a 2a, 00111222",
    "0a 0b 0a 0b 1a 1b 0a 0b 1a 1b, 0011112222",
    "0a 1a 0a 2a 1a 0a 2a 1a 0a 2a 1a, 00111222333",
  })
  void whoIsNewInALaterScrapeIsOfThatOne(String rows, String intervals) {
    assertThat(intervals(rows)).isEqualTo(intervals);
  }

  /** Rows are GPU by GPU, or metric by metric, in the order of the GPUs. */
  @ParameterizedTest
  @CsvSource({
    "1a 2a 1a 2a 0a 1a 2a 0a 1a 2a, 0011222333",
    "1a 1a 0a 1a 0a 1a, 012233",
    "1a 1b 1a 1b 0a 1a 0b 1b 0a 1a 0b 1b, 001122223333",
    "1a 1b 1a 1b 0a 0b 1a 1b 0a 0b 1a 1b, 001122223333",
    "1a 1a 2a 0a 1a 2a 0a 1a 2a, 011222333",
    "1a 1a 0a 1a 2a 0a 1a 2a, 01222333",
    "1a 2a 3a 1a 2a 3a 1a 2a 0a 1a 2a 3a, 000111223333",
    "0a 1a 0b 1b 0a 1a 0b 1b 0ax 1a 0bx 1b 0ax 1a 0bx 1b, 0000111122223333",
    "0a 0b 1a 1b 0a 0b 1a 1b 1c 0a 0b 1a 1b 1c, 00001111122222",
    "0a 0b 1a 1b 0a 0b 1a 1b 0c 0a 0b 1a 1b 0c, 00001111222223",
  })
  void whoIsNewBetweenTwoScrapesIsOfTheOneInWhoseOrderItStands(String rows, String intervals) {
    assertThat(intervals(rows)).isEqualTo(intervals);
  }

  @ParameterizedTest
  @CsvSource({
    "xa xa ya xa ya xa, 01.2.3",
    "xa ya xa ya za xa ya za, 0011.22.",
    "1a 0a 1a 0a 2a 1a 0a 2a 1a 0a, 0011.22.33",
    "0a 0b 0a 0b 0c 0a 0b 0c 0a, 0011.22.3",
    "0a 1a 0b 1b 0a 1a 0b 1b 0c 1c 0a 1a 0b 1b 0c 1c, 00001111..2222..",
  })
  void whereNoOrderTellsWhoIsNewBetweenTwoScrapesIsRejected(String rows, String intervals) {
    assertThat(intervals(rows)).isEqualTo(intervals);
  }

  /** Rows of scrapes, and in which one each is. */
  private static final class Scrapes {
    private static final int COUNT = 6;
    private final List<String> rows = new ArrayList<>();
    private final StringBuilder intervals = new StringBuilder();

    /**
     * Makes them, GPU by GPU or metric by metric.
     *
     * @param from the scrape with which each metric of each GPU begins
     */
    Scrapes(String gpus, String metrics, boolean byMetric, IntBinaryOperator from) {
      for (int scrape = 0; scrape < COUNT; scrape++) {
        for (int i = 0; i < gpus.length() * metrics.length(); i++) {
          int gpu = byMetric ? i % gpus.length() : i / metrics.length();
          int metric = byMetric ? i / gpus.length() : i % metrics.length();
          if (from.applyAsInt(gpu, metric) <= scrape) {
            rows.add("" + gpus.charAt(gpu) + metrics.charAt(metric));
            intervals.append(scrape);
          }
        }
      }
    }

    boolean begin() {
      return intervals.indexOf("0") == 0;
    }

    String rows() {
      return String.join(" ", rows);
    }
  }

  /** The first scrape comes twice. */
  private static int scrape(int number) {
    return number == 0 ? 0 : number + 1;
  }

  @Property
  void aGpuThatComesLateIsOfItsScrape(
      @ForAll @IntRange(min = 1, max = 3) int metrics,
      @ForAll boolean byMetric,
      @ForAll @Size(4) List<@IntRange(max = 3) Integer> from) {
    Scrapes scrapes =
        new Scrapes(
            "0123", "abc".substring(0, metrics), byMetric, (gpu, metric) -> scrape(from.get(gpu)));
    Assume.that(scrapes.begin());

    assertThat(intervals(scrapes.rows())).isEqualTo(scrapes.intervals.toString());
  }

  /** However much of a scrape comes late, and however few rows are there by then. */
  @Property
  void noRowThatComesLateHasAWrongTime(
      @ForAll boolean byMetric,
      @ForAll @From("names") String gpus,
      @ForAll @Size(12) List<@IntRange(max = 3) Integer> from,
      @ForAll @IntRange(min = 1, max = 50) int read) {
    Scrapes scrapes =
        new Scrapes(gpus, "abc", byMetric, (gpu, metric) -> scrape(from.get(3 * gpu + metric)));
    Assume.that(scrapes.begin());
    String intervals = intervals(scrapes.rows(), read);

    for (int i = 0; i < intervals.length(); i++) {
      assertThat(intervals.charAt(i))
          .as("%s %s", scrapes.rows(), intervals)
          .isIn('.', scrapes.intervals.charAt(i));
    }
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.of("0123", "wxyz");
  }

  @Test
  void rowsOfASecondCaptureAreRejected() throws RowRejected {
    GivenTimes times = times("15s");
    times.of(row("0a"), 0, null);
    times.anotherCapture();

    assertThatThrownBy(() -> times.of(row("0b"), 0, null))
        .isInstanceOf(RowRejected.class)
        .hasMessageContaining("second capture");
  }

  @ParameterizedTest
  @CsvSource({
    "0a 0b 0b 0a 0b, 00122",
    "0a 1a 1a 0a 1a, 00122",
    "0a 0b 0c 0b 0c 0a 0b 0c, 00011222",
    "0a 1a 2a 1a 2a 0a 1a 2a 0a, 000112223",
    "0a 1a 2a 0a 2a 0a 1a 2a, 00011222",
    "0a 1a 2a 0a 1a 0a 1a 2a, 00011222",
  })
  void whatAScrapeLeavesOutMovesNoOther(String rows, String intervals) {
    assertThat(intervals(rows)).isEqualTo(intervals);
  }

  @ParameterizedTest
  @CsvSource({
    "0a 0a 1a 1a 1a, 3, 01.12",
    "0a 0a 1a 0a 1a, 3, 01.22",
    "0a 0a 1a 1b 1a 1b, 4, 01..11",
    "0a 0b 0a 0b 0c 0c 0c, 5, 0011.12",
    "0a 0b 0a 0b 0c 0a 0b 0c, 5, 0011.22.",
    "1a 2a 1a 2a 0a 1a 2a 0a 1a 2a, 5, 0011.22333",
    "0a 0a 0b 1a 1a 0b, 3, 01.01.",
  })
  void whatIsRejectedAsNobodyKnowsYetCountsForThoseBehind(String rows, int read, String intervals) {
    assertThat(intervals(rows, read)).isEqualTo(intervals);
  }

  @ParameterizedTest
  @CsvSource({
    "0a 1a 1a 0a, 001.",
    "0a 1a 1a 2a 2a 0a, 00101.",
    "0a 1a 0a 1a 1a 0a, 00112.",
    "0a 1a 0a 1a 1a 0a 0a 1a, 00112...",
    "0a 1a 2a 1a 0a 2a 2a 1a 0a, 0001.....",
    "0a 1a 2a 0a 1a 2a 1a 0a 2a 0a 1a 2a, 0001112.....",
    "0a 0b 0a 0b 0b 0a 0a 0b 1a 1b 1a 1b 0b, 00112...0011.",
    "0a 0a 0a 1a, 012.",
    "0a 0a 1a 2a, 01..",
    "0a 0a 0b 0b 0a, 0101.",
  })
  void whereTheOrderTellsNothingTheRowIsRejected(String rows, String intervals) {
    assertThat(intervals(rows)).isEqualTo(intervals);
  }
}
