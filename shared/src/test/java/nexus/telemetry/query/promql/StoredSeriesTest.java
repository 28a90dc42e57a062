package nexus.telemetry.query.promql;

import static nexus.telemetry.testing.TestStore.CLUSTER;
import static nexus.telemetry.testing.TestStore.NOW;
import static nexus.telemetry.testing.TestStore.SPAN;
import static nexus.telemetry.testing.TestStore.column;
import static nexus.telemetry.testing.TestStore.facts;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import nexus.telemetry.block.Block;
import nexus.telemetry.block.BlockCodec;
import nexus.telemetry.block.BlockFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.Runs;
import nexus.telemetry.promql.Budget;
import nexus.telemetry.promql.Labels;
import nexus.telemetry.promql.Limits;
import nexus.telemetry.promql.Matcher;
import nexus.telemetry.promql.syntax.Parser;
import nexus.telemetry.query.latest.LatestCache;
import nexus.telemetry.query.latest.LatestReader;
import nexus.telemetry.testing.TestStore;
import org.junit.jupiter.api.Test;

class StoredSeriesTest {

  private static final String UTIL = "DCGM_FI_DEV_GPU_UTIL";
  private static final GpuId GPU = new GpuId("h", "0");

  private final TestStore store = new TestStore();
  private final Budget budget = new Budget(Limits.DEFAULT, () -> 0);
  private final PromqlQuery query =
      new PromqlQuery(
          store.kv,
          store.keys,
          new LatestReader(store.kv, store.keys, new LatestCache()),
          SPAN,
          TestStore.CLOCK);

  private StoredSeries series() {
    return query.series(CLUSTER, budget);
  }

  private static List<Matcher> matchers(String selector) {
    return Parser.parseSelector(selector).matchers();
  }

  /** Series and their values, as {@code name{…}=[1.0, 2.0]}. */
  private static List<String> read(StoredSeries from, String selector, long fromMs, long toMs) {
    TreeMap<Labels, String> found = new TreeMap<>();
    from.read(
        matchers(selector),
        fromMs,
        toMs,
        (labels, times, values, size) -> {
          StringBuilder text = new StringBuilder();
          for (int i = 0; i < size; i++) {
            text.append(' ').append(values[i]).append('@').append(times[i] - NOW);
          }
          assertThat(found.put(labels, labels.toString().replace("\"", "'") + text)).isNull();
        });
    return List.copyOf(found.values());
  }

  private List<String> read(String selector) {
    return read(series(), selector, NOW - 10 * SPAN, NOW);
  }

  @Test
  void aSeriesHasTheLabelsOfMetricsAndTheHostForAnInstance() {
    store.gpu(
        GPU, facts("GPU-0", "H100"), column(UTIL, NOW - SPAN, 1, NOW, 2), column("a.b", NOW, 3));
    store.gpu(new GpuId("h", "0.3"), facts("GPU-0", "H100"), column(UTIL + "{k=\"v\"}", NOW, 4));

    assertThat(read("{__name__=~\".+\"}"))
        .containsExactly(
            UTIL
                + "{GPU_I_ID='3', Hostname='h', UUID='GPU-0', cluster='c1', device='nvidia0',"
                + " gpu='0', instance='h', k='v', modelName='H100'} 4.0@0",
            UTIL
                + "{Hostname='h', UUID='GPU-0', cluster='c1', device='nvidia0', gpu='0',"
                + " instance='h', modelName='H100'} 1.0@-3600000 2.0@0",
            "a_b{Hostname='h', UUID='GPU-0', cluster='c1', device='nvidia0', gpu='0',"
                + " instance='h', modelName='H100'} 3.0@0");
    assertThat(read("a_b{UUID=\"GPU-0\",instance=\"h\"}")).hasSize(1);
    assertThat(read("a_b{UUID=\"GPU-1\"}")).isEmpty();
    assertThat(read("a_b{Hostname=~\"x.*\"}")).isEmpty();
    assertThat(read(series(), UTIL, NOW - SPAN, NOW - 1)).hasSize(1);
    assertThat(read(series(), UTIL, NOW - SPAN + 1, NOW - 1)).isEmpty();
  }

  @Test
  void anotherOfAFieldsNamesFindsItInThatNamesUnit() {
    store.gpu(GPU, facts("", ""), column("DCGM_FI_DEV_FB_USED", NOW, 2), column(UTIL, NOW, 25));
    String rest = "{Hostname='h', cluster='c1', device='nvidia0', gpu='0', instance='h'} ";

    assertThat(read("DCGM_FI_DEV_GPU_UTIL_RATIO"))
        .containsExactly("DCGM_FI_DEV_GPU_UTIL_RATIO" + rest + "0.25@0");
    assertThat(read("DCGM_FI_DEV_FB_USED_BYTES"))
        .containsExactly("DCGM_FI_DEV_FB_USED_BYTES" + rest + "2097152.0@0");
    assertThat(read("{__name__=~\"DCGM_FI_DEV_GPU_UTIL.*\"}"))
        .containsExactly(UTIL + rest + "25.0@0");
  }

  @Test
  void aPodIsThatOfItsTime() {
    store.gpu(GPU, facts("", ""), column(UTIL, NOW, 1));
    Runs<BlockFacts> pods =
        new Runs.Builder<BlockFacts>().from(0, pod("one")).from(NOW + 10, pod("two")).build();
    Block block = new Block(List.of(column(UTIL, NOW, 1, NOW + 10, 2, NOW + 20, 3)), pods);
    store.put(store.keys.block(CLUSTER, GPU, NOW - NOW % SPAN), BlockCodec.encode(block));

    assertThat(read(series(), UTIL + "{pod=~\".+\"}", NOW, NOW + 20))
        .hasSize(2)
        .anyMatch(one -> one.contains("pod='one'") && one.endsWith("} 1.0@0"))
        .anyMatch(one -> one.contains("pod='two'") && one.endsWith("} 2.0@10 3.0@20"));
    assertThat(read(series(), UTIL + "{pod=\"two\"}", NOW, NOW + 20)).hasSize(1);
  }

  private static BlockFacts pod(String name) {
    return new BlockFacts(BlockFacts.NO_SET, new TreeMap<>(Map.of("pod", name)));
  }

  @Test
  void theClusterIsTheOneThatAMatcherWants() {
    store.gpu(GPU, facts("", ""), column(UTIL, NOW, 1));
    StoredSeries ofOther = query.series("other", budget);

    assertThat(read(ofOther, UTIL, 0, NOW)).isEmpty();
    assertThat(read(ofOther, UTIL + "{cluster=\"c1\"}", NOW, NOW)).hasSize(1);
    assertThat(read(ofOther, UTIL + "{cluster=~\"c.\"}", NOW, NOW)).hasSize(1);
    assertThat(read(UTIL + "{cluster!=\"c1\"}")).isEmpty();
  }

  @Test
  void aBlockThatCannotBeReadIsToldAndHidesNothingElse() {
    store.gpu(GPU, facts("", ""), column(UTIL, NOW - SPAN, 1, NOW, 2));
    store.put(store.keys.block(CLUSTER, GPU, NOW - NOW % SPAN), "damaged");
    StoredSeries series = series();

    assertThat(read(series, UTIL, NOW - SPAN, NOW)).hasSize(1);
    assertThat(series.warnings()).hasSize(1);
    assertThat(series.warnings().get(0)).startsWith("samples of GPU h/0 of cluster c1 from");
  }

  @Test
  void samplesOfFactsThatAreLostAreToldWhereAUuidIsAskedFor() {
    store.gpu(GPU, facts("GPU-0", ""), column(UTIL, NOW, 1));
    Block block =
        new Block(List.of(column(UTIL, NOW, 1)), Runs.always(new BlockFacts(0, new TreeMap<>())));
    store.put(store.keys.block(CLUSTER, GPU, NOW - NOW % SPAN), BlockCodec.encode(block));
    StoredSeries byUuid = series();
    StoredSeries byPlace = series();

    assertThat(read(byUuid, UTIL + "{UUID=\"GPU-0\"}", NOW - SPAN, NOW)).isEmpty();
    assertThat(byUuid.warnings()).hasSize(1);
    assertThat(byUuid.warnings().get(0)).contains("whose samples these are is not known");
    assertThat(read(byPlace, UTIL, NOW - SPAN, NOW)).hasSize(1);
    assertThat(byPlace.warnings()).isEmpty();
  }

  @Test
  void atTimesBeforeAllTimesThereIsNoSeries() {
    store.gpu(GPU, facts("", ""), column(UTIL, NOW, 1));

    for (long endMs : new long[] {Long.MIN_VALUE, -1, 0, 1, 86_399_000}) {
      SeriesListing listing = new SeriesListing(series(), budget);
      assertThat(listing.series(List.of(List.of()), OptionalLong.empty(), OptionalLong.of(endMs)))
          .isEmpty();
      assertThat(listing.warnings()).isEmpty();
    }
  }

  @Test
  void aListIsOfADayAtMostAndSaysSo() {
    store.gpu(GPU, facts("", ""), column(UTIL, NOW, 2), column("old", NOW - 30 * SPAN, 1));
    SeriesListing day = new SeriesListing(series(), budget);
    SeriesListing longer = new SeriesListing(series(), budget);
    List<List<Matcher>> all = List.of(List.of());

    assertThat(day.series(all, OptionalLong.empty(), OptionalLong.empty())).hasSize(1);
    assertThat(day.warnings()).isEmpty();
    assertThat(longer.series(all, OptionalLong.of(0), OptionalLong.of(NOW + 5))).hasSize(1);
    assertThat(longer.warnings()).hasSize(1);
    assertThat(
            longer.series(all, OptionalLong.of(NOW - 31 * SPAN), OptionalLong.of(NOW - 29 * SPAN)))
        .extracting(labels -> labels.get(Labels.NAME))
        .containsExactly("old");
    assertThat(query.metrics(CLUSTER)).containsExactly(UTIL, "old");
  }

  @Test
  void aListHasTheSeriesOfWholeBlocksAndOfPartsOfThemAndNoOthers() {
    long start = NOW - NOW % SPAN;
    store.gpu(
        GPU,
        facts("", ""),
        column("a", start - 2 * SPAN, 1),
        column("b", start - SPAN, 1),
        column("c", start + 10, 1),
        column("d", start + 20, 1));
    SeriesListing listing = new SeriesListing(series(), budget);

    assertThat(
            listing.series(
                List.of(matchers("{__name__=~\".+\"}"), matchers("{Hostname=\"x\"}")),
                OptionalLong.of(start - 2 * SPAN + 1),
                OptionalLong.of(start + 10)))
        .extracting(labels -> labels.get(Labels.NAME))
        .containsExactly("b", "c");
  }
}
