package nexus.telemetry.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import nexus.telemetry.incidents.IncidentPolicy;
import nexus.telemetry.incidents.RuleBook;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.TimeRange;
import nexus.telemetry.query.AskedCluster;
import nexus.telemetry.query.latest.LatestCache;
import nexus.telemetry.query.latest.LatestReader;
import nexus.telemetry.query.usage.Usage;
import nexus.telemetry.query.usage.UsageBy;
import nexus.telemetry.query.usage.UsageQuery;
import nexus.telemetry.query.usage.UsageRequest;
import nexus.telemetry.query.usage.UsageRow;
import nexus.telemetry.store.StoredTimes;
import nexus.telemetry.testing.Samples;
import nexus.telemetry.usage.Spreadsheet;
import nexus.telemetry.usage.UsageClass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Usage is that of what is stored, however it came to be stored, and whenever it is asked for. */
abstract class UsageContract extends DrainFixture {

  private static final long SECOND = 1_000;
  private static final String ENERGY = "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION";
  private static final GpuId FIRST = gpu(1, 0);
  private static final GpuId SECOND_ONE = gpu(1, 1);

  /** Scrapes every 30 s for four hours, with gaps. */
  private static final int SCRAPES = 480;

  /** What a made-up GPU says, scrape by scrape. */
  private static final class MadeUp {
    private final GpuId gpu;
    private final Spreadsheet sheet = new Spreadsheet();
    private final List<GpuSamples> scrapes = new ArrayList<>();

    MadeUp(GpuId gpu, Random random) {
      this.gpu = gpu;
      double energy = 5e9;
      int gap = 100 + random.nextInt(100);
      int reset = 250 + random.nextInt(50);
      for (int i = 0; i < SCRAPES; i++) {
        if (i >= gap && i < gap + 45) {
          continue;
        }
        energy = i == reset ? 1_000 : energy + 30.0 * (70_000 + random.nextInt(600_000));
        Map<String, Double> values = new TreeMap<>();
        values.put(Samples.UTIL, i / 60 % 2 == 0 ? 90.0 : random.nextInt(3) * 10.0);
        values.put("DCGM_FI_DEV_FB_USED", 40_000.0 * (i / 90 % 2));
        values.put("DCGM_FI_DEV_FB_FREE", 80_000 - values.get("DCGM_FI_DEV_FB_USED"));
        values.put(ENERGY, energy);
        values.put("DCGM_FI_DEV_XID_ERRORS", i > 400 ? 79.0 : 0);
        put(i, values);
      }
    }

    /** The pod changes amid an hour. */
    private static String pod(int scrape) {
      return scrape < 170 ? "train-0" : "train-1";
    }

    private void put(int scrape, Map<String, Double> values) {
      long timeMs = T0 + scrape * 30L * SECOND;
      sheet.pod(timeMs, pod(scrape));
      List<MetricColumn> columns = new ArrayList<>();
      values.forEach(
          (metric, value) -> {
            sheet.sample(metric, timeMs, value);
            columns.add(new MetricColumn(metric, new long[] {timeMs}, new double[] {value}));
          });
      GpuFacts facts =
          Samples.facts("GPU-" + gpu.gpu()).with(Map.of("namespace", "ml", "pod", pod(scrape)));
      scrapes.add(new GpuSamples(gpu, facts, columns));
    }
  }

  private Usage usage(Kv kv, TimeRange range, UsageBy by, long stepMs) {
    return new UsageQuery(
            kv,
            keys,
            new LatestReader(kv, keys, new LatestCache()),
            RuleBook.builtIn(),
            HOUR,
            clock)
        .run(new UsageRequest(new AskedCluster(CLUSTER, true), range, by, stepMs));
  }

  private static void assertSums(UsageRow row, List<Spreadsheet.Sums> sums) {
    for (UsageClass what : UsageClass.values()) {
      long seconds = sums.stream().mapToLong(one -> one.seconds(what)).sum();
      assertThat(row.amounts().ms(what)).as(what.word()).isEqualTo(seconds * 1_000.0);
    }
    double kwh = sums.stream().mapToDouble(Spreadsheet.Sums::kwh).sum();
    assertThat(row.amounts().energyKwh().orElse(0)).isCloseTo(kwh, within(kwh / 1_000 + 1e-12));
  }

  /** Until when something is known of a GPU of {@link MadeUp}. */
  private static long lastMs(int scrapes) {
    return T0 + (scrapes - 1) * 30L * SECOND + 300 * SECOND;
  }

  private void assertAll(Kv kv, List<MadeUp> gpus, long lastMs) {
    for (TimeRange range :
        List.of(
            new TimeRange(T0, T0 + 6 * HOUR),
            new TimeRange(T0 - HOUR, T0 + 77 * 60 * SECOND),
            new TimeRange(T0 + 1_234 * SECOND, T0 + 9_999 * SECOND))) {
      long from = Math.max(T0, range.fromMs());
      long to = Math.min(lastMs, range.toMs());
      Usage byPod = usage(kv, range, UsageBy.POD, 0);
      assertThat(byPod.unreadableHosts()).isEmpty();
      for (UsageRow row : byPod.rows()) {
        assertThat(row.group().namespace()).isEqualTo("ml");
        assertSums(
            row, gpus.stream().map(one -> one.sheet.sums(from, to, row.group().pod())).toList());
      }
      for (UsageRow row : usage(kv, range, UsageBy.GPU, HOUR).rows()) {
        MadeUp gpu =
            gpus.stream().filter(one -> one.gpu.gpu().equals(row.group().gpu())).findFirst().get();
        long begin = Math.max(from, row.range().fromMs());
        long end = Math.min(to, row.range().toMs());
        assertSums(
            row,
            List.of(gpu.sheet.sums(begin, end, "train-0"), gpu.sheet.sums(begin, end, "train-1")));
      }
      assertThat(usage(kv, range, UsageBy.CLUSTER, 0).rows())
          .singleElement()
          .satisfies(
              row ->
                  assertThat(row.amounts().totalMs())
                      .isEqualTo(gpus.size() * (double) (to - from)));
    }
  }

  /** In whichever order, each twice, drained now and then. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void usageIsThatOfASpreadsheetInWhicheverOrderSamplesCame(long seed) {
    Kv kv = kv();
    Random random = new Random(seed);
    List<MadeUp> gpus = List.of(new MadeUp(FIRST, random), new MadeUp(SECOND_ONE, random));
    List<GpuSamples> parts = new ArrayList<>();
    for (MadeUp gpu : gpus) {
      for (int from = 0; from < gpu.scrapes.size(); ) {
        int to = Math.min(gpu.scrapes.size(), from + 1 + random.nextInt(60));
        parts.add(joined(gpu.scrapes.subList(from, to)));
        parts.add(joined(gpu.scrapes.subList(from, to)));
        from = to;
      }
    }
    Collections.shuffle(parts, random);
    for (GpuSamples part : parts) {
      publish(kv, part);
      if (random.nextInt(4) == 0) {
        drain(kv);
      }
    }
    drain(kv);

    assertAll(kv, gpus, lastMs(SCRAPES));
  }

  /** Scrapes as one message, with the facts of each of their times. */
  private static GpuSamples joined(List<GpuSamples> scrapes) {
    return scrapes.stream().reduce(GpuSamples::plus).orElseThrow();
  }

  /** As a live fleet sends: some of it in blocks, some in none yet, whenever it is asked for. */
  @Test
  void usageIsRightAtAnyMoment() {
    Kv kv = kv();
    List<MadeUp> gpus = List.of(new MadeUp(FIRST, new Random(7)));
    int sent = 0;
    for (GpuSamples scrape : gpus.get(0).scrapes) {
      publish(kv, scrape);
      drain(kv);
      sent++;
      if (sent % 61 == 0) {
        long newestMs = scrape.lastMs();
        long toMs = Math.min(newestMs + 1, T0 + 6 * HOUR);
        MadeUp gpu = gpus.get(0);
        List<UsageRow> rows = usage(kv, new TimeRange(T0, toMs), UsageBy.POD, 0).rows();
        for (UsageRow row : rows) {
          long endMs = newestMs - newestMs % SECOND;
          assertThat(row.amounts().totalMs())
              .isCloseTo(total(gpu.sheet.sums(T0, endMs, row.group().pod())), within(1.0));
        }
      }
    }
  }

  private static double total(Spreadsheet.Sums sums) {
    long seconds = 0;
    for (UsageClass what : UsageClass.values()) {
      seconds += sums.seconds(what);
    }
    return seconds * 1_000.0;
  }

  private static double hours(List<UsageRow> rows, UsageClass what) {
    return rows.stream().mapToDouble(row -> row.amounts().hours(what)).sum();
  }

  /** Another host's sample, with which a drain looks what is over. */
  private void lookAgain(Kv kv, long timeMs) {
    publish(kv, Samples.one(gpu(9, 0), "DCGM_FI_DEV_GPU_TEMP", timeMs, 40));
    drain(kv);
  }

  @Test
  void hoursThatAreOverAreKeptAndOutliveTheirSamples() {
    Kv kv = kv();
    MadeUp gpu = new MadeUp(FIRST, new Random(3));
    publish(kv, joined(gpu.scrapes));
    drain(kv);
    String first = keys.block(CLUSTER, FIRST, T0);
    assertThat(read(kv, Range.key(keys.usageUntil(CLUSTER, FIRST.host()))))
        .extracting(StoredTimes::timeMs)
        .containsExactly(T0 + 2 * HOUR);
    remove(kv, first, keys.block(CLUSTER, FIRST, T0 + HOUR));
    assertAllOf(kv, gpu);

    clock.advance(Duration.ofDays(1));
    lookAgain(kv, T0 + 20 * HOUR);
    remove(kv, first, Range.endOf(keys.gpu(CLUSTER, FIRST)));
    assertAllOf(kv, gpu);
  }

  private static void remove(Kv kv, String from, String to) {
    KvFutures.await(kv.txn(Txn.always(List.of(new Op.DeleteRange(from, to)))));
  }

  private void assertAllOf(Kv kv, MadeUp gpu) {
    TimeRange range = new TimeRange(T0, T0 + 6 * HOUR);
    for (UsageRow row : usage(kv, range, UsageBy.POD, 0).rows()) {
      assertSums(row, List.of(gpu.sheet.sums(T0, lastMs(SCRAPES), row.group().pod())));
    }
    assertThat(usage(kv, range, UsageBy.CLUSTER, HOUR).rows()).hasSize(5);
  }

  @Test
  void aGpuThatComesBackWasThereAllTheTimeThoughNothingIsKnown() {
    Kv kv = kv();
    publish(kv, Samples.of(FIRST, Samples.UTIL, new long[] {T0, T0 + 60 * SECOND}, 90, 90));
    drain(kv);
    clock.advance(Duration.ofDays(2));
    lookAgain(kv, T0 + 40 * HOUR);
    TimeRange range = new TimeRange(T0, T0 + 48 * HOUR);
    assertThat(hours(usage(kv, range, UsageBy.CLUSTER, 24 * HOUR).rows(), UsageClass.UNKNOWN))
        .isZero();

    publish(kv, Samples.one(FIRST, Samples.UTIL, T0 + 47 * HOUR, 90));
    drain(kv);
    for (int look = 0; look < 2; look++) {
      List<UsageRow> rows = usage(kv, range, UsageBy.CLUSTER, 24 * HOUR).rows();
      assertThat(rows)
          .extracting(row -> row.amounts().totalMs())
          .containsExactly(24.0 * HOUR, 23.0 * HOUR + 300 * SECOND);
      assertThat(hours(rows, UsageClass.WORKING)).isCloseTo(11 / 60.0, within(1e-9));
      clock.advance(Duration.ofDays(2));
      lookAgain(kv, T0 + (60 + look) * HOUR);
    }
    assertThat(read(kv, keys.usageDays(CLUSTER, T0, T0 + 48 * HOUR))).isNotEmpty();
  }

  /** Kept longer than samples, and no longer than it is to be. */
  @Test
  void usageOutlivesItsSamplesAndIsRemovedWhenItIsOld() {
    Kv kv = kv();
    MadeUp gpu = new MadeUp(FIRST, new Random(5));
    publish(kv, joined(gpu.scrapes));
    drain(kv);
    clock.advance(Duration.ofDays(1));
    lookAgain(kv, T0 + 20 * HOUR);
    for (int day = 9; day <= 10; day++) {
      expire(kv, day, 365);
    }
    assertThat(read(kv, keys.blocks(CLUSTER, FIRST, 0, Long.MAX_VALUE))).isEmpty();
    assertAllOf(kv, gpu);

    for (int day = 11; day <= 12; day++) {
      expire(kv, day, 5);
    }
    assertThat(read(kv, keys.usageHours(CLUSTER, 0, T0 + 24 * HOUR))).isEmpty();
    assertThat(read(kv, keys.usageHours(CLUSTER, 0, T0 + 300 * HOUR))).isNotEmpty();
  }

  private void expire(Kv kv, int day, int keptDays) {
    DrainOptions options =
        new DrainOptions(
            "test",
            2,
            0,
            100,
            16,
            HOUR,
            24 * HOUR,
            0,
            IncidentPolicy.DEFAULT,
            keptDays * 24L * HOUR);
    long atMs = T0 + day * 24L * HOUR;
    clock.advance(Duration.ofMillis(Math.max(0, atMs + 60 * SECOND - clock.millis())));
    publish(kv, Samples.one(gpu(3, 0), Samples.UTIL, atMs, 1));
    drain(kv, options, LIMITS);
    endWait(kv);
    publish(kv, Samples.one(gpu(3, 0), Samples.UTIL, atMs + HOUR, 1));
    clock.advance(Duration.ofHours(2));
    drain(kv, options, LIMITS);
  }

  @Test
  void whatIsKeptAndDamagedIsToldAndThenMadeAnew() {
    Kv kv = kv();
    MadeUp gpu = new MadeUp(FIRST, new Random(4));
    publish(kv, joined(gpu.scrapes));
    drain(kv);
    put(kv, keys.usageHours(CLUSTER, T0, FIRST.host()), "garbage");

    assertThat(usage(kv, new TimeRange(T0, T0 + HOUR), UsageBy.CLUSTER, 0).unreadableHosts())
        .containsExactly(FIRST.host());
    assertAllOf(kv, gpu);
    clock.advance(Duration.ofHours(2));
    lookAgain(kv, T0 + 20 * HOUR);
    assertAllOf(kv, gpu);
    assertThat(count(kv, keys.usageLate(CLUSTER, FIRST.host()))).isZero();
  }

  @Test
  void ofAGpuThatTellsNothingItselfItsInstancesAreEqualParts() {
    Kv kv = kv();
    for (String instance : List.of("1", "2")) {
      GpuId gpu = new GpuId("host-1", "0." + instance);
      long[] times = {T0, T0 + 60 * SECOND};
      publish(
          kv,
          new GpuSamples(
              gpu,
              Samples.facts("GPU-0")
                  .with(Map.of("namespace", "n" + instance))
                  .over(new GpuFacts("GPU-0", "", "", "", Map.of("GPU_I_ID", instance))),
              List.of(
                  new MetricColumn(Samples.POWER, times, new double[] {600, 600}),
                  new MetricColumn(
                      Samples.UTIL, times, instance.equals("1") ? new double[2] : full()))));
    }
    drain(kv);
    TimeRange minute = new TimeRange(T0, T0 + 60 * SECOND);

    assertThat(usage(kv, minute, UsageBy.GPU, 0).rows())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.gpus()).isEqualTo(1);
              assertThat(row.amounts().ms(UsageClass.WORKING)).isEqualTo(30_000);
              assertThat(row.amounts().ms(UsageClass.FREE)).isEqualTo(30_000);
              assertThat(row.amounts().energyKwh()).hasValue(0.01);
            });
    assertThat(usage(kv, minute, UsageBy.NAMESPACE, 0).rows())
        .extracting(row -> row.group().namespace(), row -> row.amounts().totalMs())
        .containsExactly(tuple("n1", 30_000.0), tuple("n2", 30_000.0));
  }

  private static double[] full() {
    return new double[] {100, 100};
  }

  @Test
  void aBlockThatCannotBeReadIsUnknownAndItsHostIsTold() {
    Kv kv = kv();
    MadeUp gpu = new MadeUp(FIRST, new Random(1));
    publish(kv, joined(gpu.scrapes));
    drain(kv);
    Entry block = read(kv, keys.blocks(CLUSTER, FIRST, T0 + 3 * HOUR, T0 + 4 * HOUR)).get(0);
    put(kv, block.key(), "garbage");

    Usage usage = usage(kv, new TimeRange(T0, T0 + 4 * HOUR), UsageBy.CLUSTER, HOUR);
    assertThat(usage.unreadableHosts()).containsExactly(FIRST.host());
    assertThat(usage.rows())
        .extracting(row -> row.amounts().totalMs())
        .containsExactly(3.6e6, 3.6e6, 3.6e6, 3.6e6);
    assertThat(usage.rows().get(3).amounts().ms(UsageClass.UNKNOWN))
        .isGreaterThanOrEqualTo(3.6e6 - 300_000);
  }
}
