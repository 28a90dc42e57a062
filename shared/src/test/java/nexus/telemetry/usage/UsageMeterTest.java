package nexus.telemetry.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.Runs;
import nexus.telemetry.model.TimeRange;
import nexus.telemetry.usage.UsageAmounts.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageMeterTest {

  private static final long T0 = 1_767_225_600_000L;
  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final GpuFacts FACTS = new GpuFacts("GPU-1", "", "H100", "", Map.of());

  private static final String UTIL = UsageFields.UTILIZATION;
  private static final String POWER = UsageFields.POWER;
  private static final String ENERGY = UsageFields.ENERGY;

  private final Map<String, TreeMap<Long, Double>> samples = new TreeMap<>();

  private UsageMeterTest with(String series, double value, long... times) {
    for (long time : times) {
      samples.computeIfAbsent(series, first -> new TreeMap<>()).put(T0 + time, value);
    }
    return this;
  }

  private List<MetricColumn> columns() {
    List<MetricColumn> columns = new ArrayList<>();
    samples.forEach(
        (series, all) ->
            columns.add(
                new MetricColumn(
                    series,
                    all.keySet().stream().mapToLong(Long::longValue).toArray(),
                    all.values().stream().mapToDouble(Double::doubleValue).toArray())));
    return columns;
  }

  private UsageMeter meter(Runs<GpuFacts> facts) {
    return new UsageMeter(columns(), facts, xid -> xid == 79);
  }

  private UsageAmounts amounts(long fromMs, long toMs) {
    UsageAmounts all = new UsageAmounts();
    meter(Runs.always(FACTS))
        .measure(new TimeRange(T0 + fromMs, T0 + toMs), (facts, some) -> all.add(some, 1));
    return all;
  }

  private static void assertMs(UsageAmounts amounts, Map<UsageClass, Long> expected) {
    for (UsageClass what : UsageClass.values()) {
      assertThat(amounts.ms(what))
          .as(what.word())
          .isEqualTo(expected.getOrDefault(what, 0L).doubleValue());
    }
  }

  private static void assertKilojoules(UsageAmounts amounts, double expected) {
    assertThat(amounts.energyKwh().getAsDouble() * 3_600).isCloseTo(expected, within(1e-9));
  }

  @Test
  void aSampleHoldsUntilTheNextOneAndFiveMinutesAtMost() {
    with(UTIL, 90, 0, MINUTE).with(UTIL, 5, 2 * MINUTE).with(UTIL, 90, 20 * MINUTE);

    assertMs(
        amounts(-MINUTE, 30 * MINUTE),
        Map.of(
            UsageClass.WORKING,
            7 * MINUTE,
            UsageClass.INEFFICIENT,
            5 * MINUTE,
            UsageClass.UNKNOWN,
            19 * MINUTE));
  }

  /** By the clock, whose minutes belong to the class that the one before them is. */
  @ParameterizedTest
  @CsvSource({
    "90, NaN, NaN, NaN, NaN, WORKING",
    "30, 0.1, NaN, NaN, NaN, WORKING",
    "90, 0.09, NaN, NaN, NaN, INEFFICIENT",
    "29, 0.5, NaN, NaN, NaN, INEFFICIENT",
    "1, NaN, NaN, NaN, NaN, INEFFICIENT",
    "0, NaN, 0.06, NaN, NaN, WASTED",
    "0, NaN, 0.05, NaN, NaN, FREE",
    "0, NaN, NaN, NaN, NaN, FREE",
    "NaN, 0.5, 0.5, 0, 0, UNKNOWN",
    "90, NaN, NaN, 32, 0, THROTTLED",
    "0, NaN, NaN, 64, NaN, THROTTLED",
    "0, NaN, NaN, 128, NaN, THROTTLED",
    "90, NaN, NaN, 13, 31, WORKING",
    "90, NaN, NaN, 64, 79, ERROR",
    "NaN, NaN, NaN, NaN, 79, ERROR"
  })
  void aMomentIsOfTheFirstClassWhoseConditionHolds(
      double util, double sms, double memory, double reasons, double xid, UsageClass expected) {
    Map<String, Double> values = new HashMap<>();
    values.put(UTIL, util);
    values.put(UsageFields.SM, sms);
    values.put(UsageFields.USED, memory * 80_000);
    values.put(UsageFields.FREE, 80_000 - memory * 80_000);
    values.put(UsageFields.REASONS, reasons);
    values.put(UsageFields.XID, xid);
    values.forEach(
        (metric, value) -> {
          if (!Double.isNaN(value)) {
            with(metric, value, 0);
          }
        });

    assertMs(amounts(0, MINUTE), Map.of(expected, MINUTE));
  }

  @Test
  void memoryIsComparedWithAllThereIsWhereTheFreeIsNotTold() {
    with(UTIL, 0, 0).with(UsageFields.USED, 10_000, 0).with(UsageFields.TOTAL, 80_000, 0);

    assertMs(amounts(0, MINUTE), Map.of(UsageClass.WASTED, MINUTE));
  }

  @Test
  void howBusyTheEngineIsStandsForTheUtilizationWhereThatIsNotTold() {
    with(UsageFields.ENGINE, 0.5, 0);

    assertMs(amounts(0, MINUTE), Map.of(UsageClass.WORKING, MINUTE));
    assertThat(amounts(0, MINUTE).utilization()).hasValue(50);
  }

  @Test
  void errorsOfTwoBitsAndRowsThatCannotBeRemappedAreErrors() {
    with(UTIL, 90, 0, MINUTE).with(UsageFields.DOUBLE_BIT, 1, 0).with(UsageFields.DOUBLE_BIT, 0, 9);
    assertMs(amounts(0, MINUTE), Map.of(UsageClass.ERROR, 9L, UsageClass.WORKING, MINUTE - 9));

    with(UsageFields.REMAP_FAILED, 1, 0);
    assertMs(amounts(0, MINUTE), Map.of(UsageClass.ERROR, MINUTE));
  }

  @Test
  void energyIsTheRiseOfTheCounterWhichMayBeginAnew() {
    with(ENERGY, 1e9, 0).with(ENERGY, 1.6e9, 10 * MINUTE).with(ENERGY, 0.1e9, 11 * MINUTE);

    UsageAmounts all = amounts(0, 11 * MINUTE);
    assertKilojoules(all, 700);
    assertThat(all.energySource()).isEqualTo(Source.COUNTER);
    assertKilojoules(amounts(0, 5 * MINUTE), 300);
  }

  @Test
  void whereTheCounterSaysNothingEnergyIsThePowerOverTime() {
    with(POWER, 600, 0, 2 * MINUTE, 4 * MINUTE);
    assertKilojoules(amounts(0, 20 * MINUTE), 600 * 9 * 60 / 1_000.0);
    assertThat(amounts(0, MINUTE).energySource()).isEqualTo(Source.POWER);
    assertThat(amounts(9 * MINUTE, 10 * MINUTE).energySource()).isEqualTo(Source.NONE);
    assertThat(amounts(9 * MINUTE, 10 * MINUTE).energyKwh()).isEmpty();

    with(ENERGY, 0, 0).with(ENERGY, 1e6, MINUTE);
    assertThat(amounts(0, 2 * MINUTE).energySource()).isEqualTo(Source.BOTH);
    assertKilojoules(amounts(0, 2 * MINUTE), 1 + 600 * 60 / 1_000.0);
  }

  @Test
  void overMoreThanAnHourACounterIsNotKnownToHaveRisenEvenly() {
    with(ENERGY, 0, 0).with(ENERGY, 1e9, HOUR).with(ENERGY, 2e9, 2 * HOUR + 1);

    assertKilojoules(amounts(0, 3 * HOUR), 1_000);
  }

  @Test
  void theCounterOfAnotherGpuInThePlaceHasNotRisen() {
    with(ENERGY, 1e9, 0).with(ENERGY, 5e9, MINUTE).with(ENERGY, 5.001e9, 2 * MINUTE);
    Runs<GpuFacts> facts =
        new Runs.Builder<GpuFacts>()
            .from(T0, FACTS)
            .from(T0 + MINUTE, new GpuFacts("GPU-2", "", "H100", "", Map.of()))
            .build();
    UsageAmounts all = new UsageAmounts();
    meter(facts).measure(new TimeRange(T0, T0 + HOUR), (whose, some) -> all.add(some, 1));

    assertKilojoules(all, 1);
  }

  @Test
  void meansAreOfTheTimeOfWhichSomethingIsKnown() {
    with(UTIL, 80, 0).with(UTIL, 20, MINUTE).with(UsageFields.TENSOR, 0.25, MINUTE);

    UsageAmounts all = amounts(0, 4 * MINUTE);
    assertThat(all.utilization()).hasValue(35);
    assertThat(all.tensorActivity()).hasValue(0.25);
    assertThat(amounts(-HOUR, 0).utilization()).isEmpty();
    assertThat(amounts(-HOUR, 0).tensorActivity()).isEmpty();
  }

  @Test
  void aSeriesWhoseLabelsChangeGoesOn() {
    with(UTIL + "{a=\"1\"}", 90, 0).with(UTIL + "{a=\"2\"}", 0, MINUTE);
    with(ENERGY + "{a=\"1\"}", 0, 0).with(ENERGY + "{a=\"2\"}", 1e6, MINUTE);
    with(ENERGY + "{a=\"1\"}", 0, 0).with(ENERGY + "{a=\"3\"}", 9e9, 0);

    UsageAmounts all = amounts(0, 2 * MINUTE);
    assertMs(all, Map.of(UsageClass.WORKING, MINUTE, UsageClass.FREE, MINUTE));
    assertKilojoules(all, 1);
  }

  /** A GPU's three hours at random: gaps, resets, faults, two pods. */
  private Spreadsheet random(Random random, Runs.Builder<GpuFacts> facts) {
    Spreadsheet sheet = new Spreadsheet();
    double energy = random.nextInt(1_000_000);
    String pod = "a";
    for (long at = 0; at < 3 * 3_600; at += 15) {
      if (random.nextInt(60) == 0) {
        at += random.nextInt(1_200);
      }
      if (at == 0 || random.nextInt(100) == 0) {
        pod = pod.equals("a") ? "b" : "a";
        sheet.pod(T0 + at * SECOND, pod);
        facts.from(T0 + at * SECOND, FACTS.with(Map.of("pod", pod)));
      }
      energy = random.nextInt(200) == 0 ? random.nextInt(10) : energy + random.nextInt(9_000_000);
      Map<String, Double> values = new TreeMap<>();
      values.put(UTIL, random.nextBoolean() ? 0.0 : random.nextInt(101));
      values.put(UsageFields.SM, random.nextInt(30) / 100.0);
      values.put(UsageFields.USED, (double) random.nextInt(8_000));
      values.put(UsageFields.FREE, 80_000.0);
      values.put(POWER, 70.0 + random.nextInt(600));
      values.put(ENERGY, energy);
      values.put(UsageFields.XID, random.nextInt(50) == 0 ? 79.0 : random.nextInt(2) * 31);
      values.put(UsageFields.REASONS, new double[] {0, 4, 0x40, 0x80}[random.nextInt(4)]);
      for (Map.Entry<String, Double> value : values.entrySet()) {
        if (random.nextInt(20) > 0) {
          sheet.sample(value.getKey(), T0 + at * SECOND, value.getValue());
          with(value.getKey(), value.getValue(), at * SECOND);
        }
      }
    }
    return sheet;
  }

  /** However time is cut, the parts are those of the sheet, and add up to the whole. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void usageIsThatOfASpreadsheetToTheSecond(long seed) {
    Random random = new Random(seed);
    Runs.Builder<GpuFacts> facts = new Runs.Builder<>();
    Spreadsheet sheet = random(random, facts);
    UsageMeter meter = meter(facts.build());
    Map<String, UsageAmounts> whole = new TreeMap<>();
    long from = T0 + 17 * SECOND;
    long end = T0 + 3 * HOUR - 1_111 * SECOND;
    while (from < end) {
      long to = Math.min(end, from + (1 + random.nextInt(3_000)) * SECOND);
      Map<String, UsageAmounts> part = new TreeMap<>();
      meter.measure(new TimeRange(from, to), (whose, some) -> add(part, whose, some));
      meter.measure(new TimeRange(from, to), (whose, some) -> add(whole, whose, some));
      for (String pod : part.keySet()) {
        assertSame(part.get(pod), sheet.sums(from, to, pod));
      }
      from = to;
    }
    Map<String, UsageAmounts> once = new TreeMap<>();
    meter.measure(new TimeRange(T0 + 17 * SECOND, end), (whose, some) -> add(once, whose, some));
    assertThat(once.keySet()).isEqualTo(whole.keySet());
    once.forEach((pod, all) -> assertSame(all, sheet.sums(T0 + 17 * SECOND, end, pod)));
    whole.forEach((pod, all) -> assertSame(all, sheet.sums(T0 + 17 * SECOND, end, pod)));
  }

  private static void add(Map<String, UsageAmounts> to, GpuFacts whose, UsageAmounts some) {
    to.computeIfAbsent(whose.labels().get("pod"), first -> new UsageAmounts()).add(some, 1);
  }

  private static void assertSame(UsageAmounts measured, Spreadsheet.Sums sums) {
    for (UsageClass what : UsageClass.values()) {
      assertThat(measured.ms(what)).as(what.word()).isEqualTo(sums.seconds(what) * 1_000.0);
    }
    assertThat(measured.energyKwh().orElse(0)).isCloseTo(sums.kwh(), within(1e-9));
    assertThat(measured.utilization().orElse(Double.NaN))
        .isCloseTo(sums.utilization(), within(1e-9));
  }
}
