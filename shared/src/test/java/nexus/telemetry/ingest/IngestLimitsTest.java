package nexus.telemetry.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import nexus.telemetry.kv.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IngestLimitsTest {

  private static final long MIB = 1 << 20;

  private static Status status(long sizeMib, long usedMib, String... alarms) {
    return new Status("3.5.16", sizeMib * MIB, usedMib * MIB, 1, List.of(alarms));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "  10 |  10 |                     ",
        " 900 | 799 |                     ",
        " 900 | 800 | ETCD_HIGH_WATER     ",
        " 960 | 710 |                     ",
        " 960 | 730 | defragmented        ",
        " 997 |   5 |                     ",
        " 998 |   5 | defragmented        ",
        "1100 |   5 | defragmented        ",
      })
  void whatIsFreeInsideCountsUntilTheSizeLeavesNoRoomForARequest(
      long sizeMib, long usedMib, String refused) {
    IngestLimits limits = new IngestLimits(0, 1_000 * MIB, 80);

    assertThat(limits.databaseFull(status(sizeMib, usedMib)).orElse("room"))
        .contains(refused == null ? "room" : refused);
  }

  @Test
  void anAlarmRefusesWhateverTheQuotaIs() {
    assertThat(new IngestLimits(1, 0, 80).databaseFull(status(1, 1, "NOSPACE"))).isPresent();
    assertThat(new IngestLimits(1, 0, 80).databaseFull(status(1, 1, "CORRUPT"))).isEmpty();
    assertThat(new IngestLimits(1, 0, 80).databaseFull(status(9_999, 9_999))).isEmpty();
  }

  @Test
  void theQueueIsFullAtItsLimit() {
    IngestLimits limits = new IngestLimits(10, 0, 80);

    assertThat(limits.queueFull("c1", 9)).isEmpty();
    assertThat(limits.queueFull("c1", 10).orElseThrow())
        .isEqualTo(
            "10 messages of cluster c1 wait to be stored, the limit is 10 (QUEUE_MAX_MESSAGES)");
    assertThat(new IngestLimits(0, 0, 80).queueFull("c1", Long.MAX_VALUE)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"-1, 0, 80", "0, -1, 80", "0, 0, 0", "0, 0, 101"})
  void limitsAreNumbersThatCanBe(long messages, long quota, int percent) {
    assertThatThrownBy(() -> new IngestLimits(messages, quota, percent))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
