package nexus.telemetry.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import nexus.telemetry.model.MetricColumn;

/** A merge is what putting one sample after the other into a sorted map would be. */
class BlockMergePropertyTest {

  /** Few metrics, times and values, so that repeats are many. */
  @Provide
  Arbitrary<List<MetricColumn>> updates() {
    Arbitrary<Long> time = Arbitraries.longs().between(0, 40);
    Arbitrary<Double> value = Arbitraries.of(0.0, -0.0, 1.0, Double.NaN, nan(1));
    Arbitrary<MetricColumn> column =
        Combinators.combine(
                Arbitraries.of("a", "b", "c"),
                time.list().ofMaxSize(12),
                value.list().ofSize(12),
                Arbitraries.of(0L, 0L, 30L))
            .as(BlockMergePropertyTest::column);
    return column.list().ofMaxSize(12);
  }

  @Property(tries = 3000, edgeCases = EdgeCasesMode.NONE)
  void mergesLikeASortedMap(
      @ForAll("updates") List<MetricColumn> first, @ForAll("updates") List<MetricColumn> second) {
    Model model = new Model();
    Block block = mergeAndCheck(model, Block.EMPTY, first);
    byte[] before = BlockCodec.encode(block);
    mergeAndCheck(model, block, second);
    assertThat(BlockCodec.encode(block)).as("the block merged into").isEqualTo(before);
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void mergingAllAtOnceIsMergingOneByOne(@ForAll("updates") List<MetricColumn> updates) {
    Block block = Block.EMPTY;
    long added = 0;
    for (MetricColumn update : updates) {
      BlockMerge.Merged merged = BlockMerge.merge(block, List.of(update));
      block = merged.block();
      added += merged.added();
    }
    BlockMerge.Merged merged = BlockMerge.merge(Block.EMPTY, updates);
    Blocks.assertSame(merged.block(), block);
    assertThat(merged.added()).isEqualTo(added);
  }

  private static Block mergeAndCheck(Model model, Block block, List<MetricColumn> updates) {
    long[] counts = model.put(updates);
    BlockMerge.Merged merged = BlockMerge.merge(block, updates);
    Blocks.assertSame(merged.block(), model.block());
    assertThat(List.of(merged.added(), merged.overwritten(), merged.unchanged()))
        .as("added, overwritten, unchanged")
        .containsExactly(counts[0], counts[1], counts[2]);
    assertThat(counts[0] + counts[1] + counts[2])
        .isEqualTo(updates.stream().mapToLong(MetricColumn::size).sum());
    if (!merged.changed()) {
      assertThat(merged.block()).isSameAs(block);
    }
    return merged.block();
  }

  private static MetricColumn column(
      String metric, List<Long> times, List<Double> values, long offset) {
    long[] sorted = times.stream().mapToLong(time -> time + offset).sorted().toArray();
    double[] some = new double[sorted.length];
    for (int i = 0; i < some.length; i++) {
      some[i] = values.get(i);
    }
    return new MetricColumn(metric, sorted, some);
  }

  private static double nan(long payload) {
    return Double.longBitsToDouble(0x7ff8000000000000L + payload);
  }

  private static final class Model {

    private final Map<String, TreeMap<Long, Long>> metrics = new TreeMap<>();

    long[] put(List<MetricColumn> updates) {
      long[] counts = new long[3];
      for (MetricColumn update : updates) {
        for (int i = 0; i < update.size(); i++) {
          long bits = Double.doubleToRawLongBits(update.value(i));
          TreeMap<Long, Long> samples =
              metrics.computeIfAbsent(update.metric(), metric -> new TreeMap<>());
          Long before = samples.put(update.time(i), bits);
          counts[before == null ? 0 : before == bits ? 2 : 1]++;
        }
      }
      return counts;
    }

    Block block() {
      List<MetricColumn> columns = new ArrayList<>();
      metrics.forEach(
          (metric, samples) ->
              columns.add(
                  new MetricColumn(
                      metric,
                      samples.keySet().stream().mapToLong(Long::longValue).toArray(),
                      samples.values().stream().mapToDouble(Double::longBitsToDouble).toArray())));
      return new Block(columns);
    }
  }
}
