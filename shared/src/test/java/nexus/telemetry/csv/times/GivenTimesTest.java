package nexus.telemetry.csv.times;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import nexus.telemetry.csv.rows.RowRejected;
import org.junit.jupiter.api.Test;

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

  @Test
  void aRowThatComesAgainBeginsTheNextInterval() throws RowRejected {
    GivenTimes times = times("250ms");

    assertThat(times.of(7, 1, 0, null)).isEqualTo(FIRST);
    assertThat(times.of(0, 1, 0, null)).isEqualTo(FIRST);
    assertThat(times.of(0, 1, 0, null)).isEqualTo(FIRST + 250);
    assertThat(times.of(7, 1, 0, null)).isEqualTo(FIRST + 250);
    assertThat(times.of(8, 1, 0, null)).isEqualTo(FIRST + 250);
    assertThat(times.of(7, 1, 0, null)).isEqualTo(FIRST + 500);
  }

  @Test
  void rowsThatStandGroupByGroupBeginEachAtTheFirstTime() throws RowRejected {
    GivenTimes times = times("250ms");

    assertThat(times.of(1, 7, 0, null)).isEqualTo(FIRST);
    assertThat(times.of(2, 7, 0, null)).isEqualTo(FIRST);
    assertThat(times.of(1, 7, 0, null)).isEqualTo(FIRST + 250);
    assertThat(times.of(2, 7, 0, null)).isEqualTo(FIRST + 250);
    assertThat(times.of(3, 8, 0, null)).isEqualTo(FIRST);
    assertThat(times.of(3, 8, 0, null)).isEqualTo(FIRST + 250);
    assertThat(times.of(3, 8, 0, null)).isEqualTo(FIRST + 500);
    assertThat(times.of(1, 7, 0, null)).isEqualTo(FIRST + 500);
    assertThat(times.of(3, 8, 0, null)).isEqualTo(FIRST + 750);
  }

  @Test
  void aGroupOfOneRowBeforeOthersIsAGroup() throws RowRejected {
    GivenTimes times = times("250ms");

    assertThat(times.of(1, 1, 0, null)).isEqualTo(FIRST);
    assertThat(times.of(2, 2, 0, null)).isEqualTo(FIRST);
    assertThat(times.of(2, 2, 0, null)).isEqualTo(FIRST + 250);
    assertThat(times.of(3, 3, 0, null)).isEqualTo(FIRST);
  }

  @Test
  void aScrapeThatEndsWithTheGpuItBeganWithIsNoGroup() throws RowRejected {
    GivenTimes times = times("250ms");

    assertThat(times.of(1, 7, 0, null)).isEqualTo(FIRST);
    assertThat(times.of(2, 8, 0, null)).isEqualTo(FIRST);
    assertThat(times.of(3, 7, 0, null)).isEqualTo(FIRST);
    assertThat(times.of(1, 7, 0, null)).isEqualTo(FIRST + 250);
    assertThat(times.of(2, 8, 0, null)).isEqualTo(FIRST + 250);
    assertThat(times.of(3, 7, 0, null)).isEqualTo(FIRST + 250);
  }

  @Test
  void aGroupOfOneRowBeforeThoseOfSeveralIsAGroup() throws RowRejected {
    GivenTimes times = times("250ms");

    assertThat(times.of(1, 7, 0, null)).isEqualTo(FIRST);
    assertThat(times.of(2, 8, 0, null)).isEqualTo(FIRST);
    assertThat(times.of(3, 8, 0, null)).isEqualTo(FIRST);
    assertThat(times.of(2, 8, 0, null)).isEqualTo(FIRST + 250);
    assertThat(times.of(3, 8, 0, null)).isEqualTo(FIRST + 250);
    assertThat(times.of(4, 9, 0, null)).isEqualTo(FIRST);
  }
}
