package nexus.telemetry.incidents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.MetricColumn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the project's own rules find in samples, span by span. */
class RulesTest {

  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long MINUTE = 60_000;
  private static final long T0 = 490_000 * HOUR;
  private static final GpuId GPU = new GpuId("h", "0");
  private static final Whose WHOSE = new Whose("GPU-1", "ml", "train-0");
  private static final String XID = "DCGM_FI_DEV_XID_ERRORS";
  private static final String DBE = "DCGM_FI_DEV_ECC_DBE_VOL_TOTAL";
  private static final String REASONS = "DCGM_FI_DEV_CLOCK_THROTTLE_REASONS";

  /** A sample a minute from T0 on; NaN for none. */
  private static MetricColumn column(String metric, double... values) {
    int[] there = IntStream.range(0, values.length).filter(i -> !Double.isNaN(values[i])).toArray();
    return new MetricColumn(
        metric,
        IntStream.of(there).mapToLong(i -> T0 + i * MINUTE).toArray(),
        IntStream.of(there).mapToDouble(i -> values[i]).toArray());
  }

  /** So many minutes of a value, and then others. */
  private static double[] minutes(double... countsAndValues) {
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < countsAndValues.length; i += 2) {
      values.addAll(Collections.nCopies((int) countsAndValues[i], countsAndValues[i + 1]));
    }
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static List<MetricColumn> between(List<MetricColumn> columns, long fromMs, long toMs) {
    return columns.stream()
        .map(one -> one.slice(one.firstAtOrAfter(fromMs), one.firstAtOrAfter(toMs)))
        .filter(one -> one.size() > 0)
        .toList();
  }

  private static GpuIncidents stored(MetricColumn... columns) {
    return stored(List.of(columns), new Random(1));
  }

  /** Puts the spans in in some order, each first in part and now and then twice. */
  private static GpuIncidents stored(List<MetricColumn> columns, Random random) {
    long endMs = columns.stream().mapToLong(one -> one.time(one.size() - 1)).max().orElseThrow();
    List<Long> spans = new ArrayList<>();
    for (long start = T0; start <= endMs; start += HOUR) {
      spans.add(start);
      spans.add(start);
    }
    Collections.shuffle(spans, random);
    GpuIncidents stored = GpuIncidents.NONE;
    List<Long> done = new ArrayList<>();
    for (long start : spans) {
      boolean whole = done.contains(start);
      long from = whole ? start : start + random.nextInt(30) * MINUTE;
      long to = whole ? start + HOUR : from + random.nextInt(30) * MINUTE;
      stored =
          stored.with(
              IncidentPolicy.DEFAULT, start, HOUR, between(columns, from, to), time -> WHOSE);
      done.add(start);
    }
    return stored;
  }

  private static List<Incident> found(MetricColumn... columns) {
    return found(stored(columns), columns);
  }

  private static List<Incident> found(GpuIncidents stored, MetricColumn... columns) {
    return Timeline.of(
        RuleBook.builtIn(), GPU, stored, fields -> newestMs(List.of(columns), fields));
  }

  private static long newestMs(List<MetricColumn> columns, Collection<String> fields) {
    return columns.stream()
        .filter(one -> fields.isEmpty() || fields.contains(one.metric().replaceAll("\\{.*", "")))
        .mapToLong(one -> one.time(one.size() - 1))
        .max()
        .orElse(Long.MIN_VALUE);
  }

  private static long minute(int minute) {
    return T0 + minute * MINUTE;
  }

  private static void assertOne(
      List<Incident> found, String kind, int sinceMinute, Integer untilMinute, long count) {
    assertThat(found)
        .extracting(
            Incident::kind,
            Incident::sinceMs,
            one -> one.untilMs().isPresent() ? one.untilMs().getAsLong() : null,
            Incident::count)
        .containsExactly(
            tuple(
                kind,
                minute(sinceMinute),
                untilMinute == null ? null : minute(untilMinute),
                count));
  }

  @Test
  void aGpuThatIsWellHasNoIncidentAndNothingIsKept() {
    MetricColumn[] well = {
      column("DCGM_FI_DEV_GPU_UTIL", minutes(130, 99)),
      column("DCGM_FI_DEV_POWER_USAGE", minutes(130, 400)),
      column("DCGM_FI_DEV_ENFORCED_POWER_LIMIT", minutes(130, 700)),
      column(XID, minutes(130, 0)),
      column(DBE, minutes(130, 0)),
      column(REASONS, minutes(130, 0x5)),
      column("DCGM_FI_DEV_PCIE_REPLAY_COUNTER", minutes(130, 3)),
      column("DCGM_FI_DEV_PCIE_LINK_GEN", minutes(130, 5)),
      column("DCGM_FI_DEV_PCIE_MAX_LINK_GEN", minutes(130, 5)),
      column("DCGM_FI_DEV_PCIE_LINK_WIDTH", minutes(130, 16)),
      column("DCGM_FI_DEV_PCIE_MAX_LINK_WIDTH", minutes(130, 16)),
      column("DCGM_FI_DEV_GPU_TEMP", minutes(130, 70)),
      column("DCGM_FI_DEV_SLOWDOWN_TEMP", minutes(130, 87)),
    };
    assertThat(stored(well)).isEqualTo(GpuIncidents.NONE);
    assertThat(found(well)).isEmpty();
  }

  @Test
  void aSevereXidIsOpenAsLongAsItsNumberStandsAlsoAcrossHours() {
    MetricColumn xid = column(XID, minutes(50, 0, 100, 79));

    assertOne(found(xid), "xid", 50, null, 1);
    Incident one = found(xid).get(0);
    assertThat(one.xid()).isEqualTo(79);
    assertThat(one.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(one.action()).isEqualTo(Action.DRAIN_NODE);
    assertThat(one.help()).contains("bus");
    assertThat(one.whose()).isEqualTo(WHOSE);
    assertThat(one.evidence())
        .contains(new Sample(minute(49), 0), new Sample(minute(50), 79))
        .contains(new Sample(minute(149), 79));
  }

  @Test
  void itIsOverWhenTheNumberGoesAndRepeatsAreCounted() {
    assertOne(found(column(XID, minutes(50, 0, 20, 79, 100, 0))), "xid", 50, 70, 1);
    assertOne(found(column(XID, minutes(50, 0, 20, 79, 30, 0, 5, 79, 80, 0))), "xid", 50, 105, 2);
    assertThat(found(column(XID, minutes(10, 0, 20, 79, 70, 0, 5, 79, 80, 0)))).hasSize(2);
  }

  @Test
  void anotherNumberIsAnotherIncident() {
    assertThat(found(column(XID, minutes(10, 0, 30, 48, 70, 63))))
        .extracting(Incident::xid, Incident::sinceMs, Incident::isOpen)
        .containsExactlyInAnyOrder(tuple(48L, minute(10), false), tuple(63L, minute(40), true));
  }

  @Test
  void whatAnApplicationCausedIsOverAfterAQuietHourThoughTheNumberStands() {
    assertOne(found(column(XID, minutes(10, 0, 300, 31))), "xid", 10, 70, 1);
    assertOne(found(column(XID, minutes(10, 0, 50, 31))), "xid", 10, null, 1);
    assertOne(found(column(XID, minutes(10, 0, 20, 31, 10, 0, 200, 31))), "xid", 10, 100, 2);
  }

  @Test
  void aNumberThatNobodyKnowsIsToldAsItIs() {
    assertThat(found(column(XID, minutes(3, 999))))
        .extracting(Incident::xid, Incident::severity)
        .containsExactly(tuple(999L, Severity.WARNING));
  }

  /** Newer exporters label the field by what it says. */
  @Test
  void xidsInLabelledSeriesAreOneLine() {
    MetricColumn well = column(XID + "{err_code=\"0\"}", minutes(30, 0));
    MetricColumn lost = column(XID + "{err_code=\"79\"}", minutes(30, Double.NaN, 50, 79));

    assertOne(found(well, lost), "xid", 30, null, 1);
  }

  /** dcgm-exporter's counts of the last minutes: their series come and go. */
  @Test
  void countedXidsAreIncidentsWhereTheFieldItselfIsNotSent() {
    String count = "DCGM_EXP_XID_ERRORS_COUNT";
    MetricColumn some = column(count + "{xid=\"31\"}", minutes(10, 0, 5, 2, 30, 0));
    MetricColumn lost = column(count + "{xid=\"79\"}", minutes(20, Double.NaN, 5, 1));

    assertThat(found(some, lost))
        .extracting(
            Incident::kind, Incident::xid, Incident::sinceMs, one -> one.untilMs().orElse(-1))
        .containsExactlyInAnyOrder(
            tuple("xid", 31L, minute(10), minute(15)), tuple("xid", 79L, minute(20), minute(25)));
    assertThat(found(some, lost, column(XID, minutes(45, 0)))).isEmpty();
  }

  @Test
  void doubleBitErrorsAreOneIncidentUntilTheGpuIsResetAndEachRiseIsCounted() {
    assertOne(
        found(column(DBE, minutes(30, 0, 30, 1, 40, 2, 30, 5))), "ecc_double_bit", 30, null, 3);
    assertOne(found(column(DBE, minutes(30, 0, 45, 2, 60, 0))), "ecc_double_bit", 30, 75, 1);
  }

  /** The counter rises between the last sample of an hour and the first of the next. */
  @Test
  void aRiseAcrossTheHourIsCounted() {
    assertOne(found(column(DBE, minutes(30, 0, 30, 1, 30, 2))), "ecc_double_bit", 30, null, 2);
  }

  /** What ends exactly with the hour is told to end with it. */
  @Test
  void whatIsOverAtTheHoursEdgeEndsThere() {
    assertOne(found(column(DBE, minutes(30, 0, 30, 1, 30, 0))), "ecc_double_bit", 30, 60, 1);
    assertOne(found(column(DBE, minutes(60, 0, 30, 1, 30, 0))), "ecc_double_bit", 60, 90, 1);
  }

  @ParameterizedTest
  @CsvSource({
    "DCGM_FI_DEV_ROW_REMAP_FAILURE, row_remap_failed, CRITICAL",
    "DCGM_FI_DEV_ROW_REMAP_PENDING, row_remap_pending, WARNING",
    "DCGM_FI_DEV_RETIRED_PENDING, retired_pages, WARNING",
  })
  void flagsAreIncidentsWhileTheyAreSet(String field, String kind, Severity severity) {
    List<Incident> found = found(column(field, minutes(20, 0, 100, 1)));

    assertOne(found, kind, 20, null, 1);
    assertThat(found.get(0).severity()).isEqualTo(severity);
  }

  @ParameterizedTest
  @CsvSource({
    "DCGM_FI_DEV_PCIE_REPLAY_COUNTER, pcie_replay, 8",
    "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_TOTAL, nvlink_errors, 100",
    "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_TOTAL, nvlink_errors, 100",
    "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_TOTAL, nvlink_errors, 10",
    "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_TOTAL, nvlink_errors, 1",
    "DCGM_FI_DEV_RETIRED_DBE, retired_pages, 1",
  })
  void countersAreIncidentsWhereTheyRiseByEnough(String field, String kind, int least) {
    assertOne(found(column(field, minutes(20, 7, 10, 7 + least))), kind, 20, null, 1);
    assertThat(found(column(field, minutes(20, 7, 10, 6 + least)))).isEmpty();
    assertThat(found(column(field, minutes(20, 7 + least, 10, 0)))).isEmpty();
  }

  @Test
  void whatRoseIsOverAfterAQuietTime() {
    String field = "DCGM_FI_DEV_PCIE_REPLAY_COUNTER";

    assertOne(found(column(field, minutes(20, 0, 200, 9))), "pcie_replay", 20, 20, 1);
    assertOne(found(column(field, minutes(20, 0, 60, 9, 200, 19))), "pcie_replay", 20, 80, 2);
  }

  @Test
  void linksAreDegradedByWidthAlwaysAndByGenerationWhereTheGpuIsBusy() {
    MetricColumn most = column("DCGM_FI_DEV_PCIE_MAX_LINK_WIDTH", minutes(60, 16));
    assertOne(
        found(column("DCGM_FI_DEV_PCIE_LINK_WIDTH", minutes(10, 16, 50, 8)), most),
        "pcie_link_degraded",
        10,
        null,
        1);
    MetricColumn slow = column("DCGM_FI_DEV_PCIE_LINK_GEN", minutes(60, 1));
    MetricColumn could = column("DCGM_FI_DEV_PCIE_MAX_LINK_GEN", minutes(60, 5));
    assertThat(found(slow, could, column("DCGM_FI_DEV_GPU_UTIL", minutes(60, 0)))).isEmpty();
    assertThat(found(slow, could)).as("how busy is not known").isEmpty();
    assertOne(
        found(slow, could, column("DCGM_FI_DEV_GPU_UTIL", minutes(30, 0, 30, 90))),
        "pcie_link_degraded",
        30,
        null,
        1);
  }

  @ParameterizedTest
  @CsvSource({"32, thermal_throttle", "64, thermal_throttle", "128, power_throttle"})
  void lowClocksAreIncidentsByTheirReason(int reason, String kind) {
    assertOne(found(column(REASONS, minutes(10, 1, 20, reason + 4, 30, 0))), kind, 10, 30, 1);
    assertThat(found(column(REASONS, minutes(10, 1, 1, reason, 30, 0))))
        .as("of one minute")
        .hasSize(1);
  }

  @Test
  void whatComesAndGoesWithinItsQuietTimeIsOneIncident() {
    assertOne(
        found(column(REASONS, minutes(10, 0, 3, 32, 5, 0, 3, 32, 45, 0))),
        "thermal_throttle",
        10,
        21,
        2);
  }

  @Test
  void hotIsByTheGpusOwnSlowdownTemperature() {
    MetricColumn temperature = column("DCGM_FI_DEV_GPU_TEMP", minutes(10, 70, 20, 85, 30, 70));
    assertOne(
        found(temperature, column("DCGM_FI_DEV_SLOWDOWN_TEMP", minutes(60, 87))), "hot", 10, 30, 1);
    assertThat(found(temperature, column("DCGM_FI_DEV_SLOWDOWN_TEMP", minutes(60, 95)))).isEmpty();
    assertThat(found(temperature)).as("not known").isEmpty();
  }

  @Test
  void busyWithoutPowerIsStuck() {
    MetricColumn busy = column("DCGM_FI_DEV_GPU_UTIL", minutes(10, 50, 50, 100));
    MetricColumn limit = column("DCGM_FI_DEV_ENFORCED_POWER_LIMIT", minutes(60, 700));
    assertOne(
        found(busy, limit, column("DCGM_FI_DEV_POWER_USAGE", minutes(60, 80))),
        "stuck",
        10,
        null,
        1);
    assertThat(found(busy, limit, column("DCGM_FI_DEV_POWER_USAGE", minutes(60, 300)))).isEmpty();
  }

  /** Twelve hours of faults at random, also at the edges of hours. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void theOrderInWhichSpansComeAndHowOftenDoesNotMatter(long seed) {
    Random random = new Random(seed);
    double[] numbers = {0, 0, 0, 31, 79};
    double[] xids = new double[12 * 60];
    double[] errors = new double[xids.length];
    double[] reasons = new double[xids.length];
    for (int i = 1; i < xids.length; i++) {
      boolean edge = i % 60 < 2 && random.nextInt(3) == 0;
      boolean moves = edge || random.nextInt(40) == 0;
      xids[i] = moves ? numbers[random.nextInt(numbers.length)] : xids[i - 1];
      errors[i] = moves ? errors[i - 1] + random.nextInt(2) : errors[i - 1];
      errors[i] = random.nextInt(200) == 0 ? 0 : errors[i];
      reasons[i] = moves ? 32 * random.nextInt(6) : reasons[i - 1];
    }
    List<MetricColumn> columns =
        List.of(column(XID, xids), column(DBE, errors), column(REASONS, reasons));
    GpuIncidents first = stored(columns, new Random(seed + 100));
    GpuIncidents second = stored(columns, new Random(seed + 200));

    MetricColumn[] all = columns.toArray(MetricColumn[]::new);
    assertThat(found(first, all))
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("evidence")
        .isNotEmpty()
        .isEqualTo(found(second, all));
    byte[] encoded = GpuIncidentsCodec.encode(first);
    assertThat(GpuIncidentsCodec.decode(encoded)).isEqualTo(first);
    assertThat(encoded.length)
        .isLessThanOrEqualTo(20 + first.runs().stream().mapToInt(Run::weight).sum());
  }

  /** Half a year of a row that cannot be remapped. */
  @Test
  void aFaultThatStaysForMonthsIsOneIncidentInFewBytes() {
    String field = "DCGM_FI_DEV_ROW_REMAP_FAILURE";
    GpuIncidents stored = GpuIncidents.NONE;
    int hours = 4_000;
    for (int hour = 0; hour < hours; hour++) {
      long start = T0 + hour * HOUR;
      MetricColumn two =
          new MetricColumn(
              field, new long[] {start + 7, start + 8}, new double[] {hour == 0 ? 0 : 1, 1});
      stored = stored.with(IncidentPolicy.DEFAULT, start, HOUR, List.of(two), time -> WHOSE);
    }
    long newest = T0 + (hours - 1) * HOUR + 8;

    assertThat(GpuIncidentsCodec.encode(stored).length).isLessThan(1_000);
    List<Incident> found = Timeline.of(RuleBook.builtIn(), GPU, stored, fields -> newest);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).sinceMs()).isEqualTo(T0 + 8);
    assertThat(found.get(0).isOpen()).isTrue();
    assertThat(found.get(0).count()).isEqualTo(1);
  }

  @Test
  void whatIsOlderThanIncidentsAreKeptIsLeftOut() {
    IncidentPolicy twoHours = new IncidentPolicy(RuleBook.builtIn(), 2 * HOUR);
    GpuIncidents stored = GpuIncidents.NONE;
    for (int hour : new int[] {0, 1, 9}) {
      MetricColumn one = new MetricColumn(DBE, new long[] {T0 + hour * HOUR}, new double[] {1});
      stored = stored.with(twoHours, T0 + hour * HOUR, HOUR, List.of(one), time -> WHOSE);
    }

    assertThat(stored.runs()).extracting(Run::spanMs).containsExactly(T0 + 9 * HOUR);
  }

  @Test
  void anIdStaysAndTellsPlacesApart() {
    Incident one = found(column(XID, minutes(5, 79))).get(0);
    Incident longer = found(column(XID, minutes(90, 79))).get(0);

    assertThat(one.id("c")).isEqualTo(longer.id("c")).matches("[0-9a-f]{16}");
    assertThat(one.id("c")).isNotEqualTo(one.id("d"));
  }
}
