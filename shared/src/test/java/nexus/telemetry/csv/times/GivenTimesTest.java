package nexus.telemetry.csv.times;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import nexus.telemetry.csv.rows.RowRejected;
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
    for (long row = 0; row < GivenTimes.MAX_ROWS; row++) {
      assertThat(times.of(row * 0x9E3779B97F4A7C15L, row * 0x9E3779B97F4A7C15L, 0, null))
          .isEqualTo(FIRST);
    }

    assertThatThrownBy(() -> times.of(1, 1, 0, null))
        .isInstanceOf(RowRejected.class)
        .hasMessageContaining("1048576 rows");
    assertThatThrownBy(() -> times.of(0, 0, 0, null))
        .isInstanceOf(RowRejected.class)
        .hasMessageContaining("interval=");
  }

  /**
   * In which interval each row is: a dot for one that is rejected.
   *
   * @param rows a group and a row of it each, such as {@code 0a}
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
                group(all.get(i)),
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

  private static long row(String text) {
    return text.hashCode() * 0x9E3779B97F4A7C15L;
  }

  private static long group(String text) {
    return text.charAt(0) * 0x9E3779B97F4A7C15L;
  }

  private static final class Behind implements GivenTimes.Ahead {
    private final List<String> all;
    private int at;

    Behind(List<String> all, int next) {
      this.all = all;
      this.at = next - 1;
    }

    @Override
    public boolean next() {
      at++;
      return at < all.size();
    }

    @Override
    public long row() {
      return GivenTimesTest.row(all.get(at));
    }

    @Override
    public long group() {
      return GivenTimesTest.group(all.get(at));
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
    "0a 0b 0a 0b 0c 0a 0b 0c, 00111222",
    "0a 1a 0a 2a 1a 0a 2a 1a 0a 2a 1a, 00111222333",
  })
  void whoIsNewInALaterScrapeIsOfThatOne(String rows, String intervals) {
    assertThat(intervals(rows)).isEqualTo(intervals);
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
    "0a 0b 0a 0b 0c 0a 0b 0c, 5, 0011.222",
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
