package nexus.telemetry.block;

import static nexus.telemetry.model.Unreadable.unreadable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.model.UnreadableException.Kind;

/** To append is to merge, or it is refused. */
class StoredBlockPropertyTest {

  private static final int ANY_ROWS = 1_000;

  /**
   * Times of few metrics and values of few kinds, so that some updates fit as rows and some not.
   */
  @Provide
  Arbitrary<List<MetricColumn>> updates() {
    Arbitrary<Double> value = Arbitraries.of(0.0, 1.0, 2.5, 61.25, -7.0, -0.0, Double.NaN, 1.0 / 3);
    Arbitrary<MetricColumn> column =
        Combinators.combine(
                Arbitraries.of("a", "b", "c", "d"),
                Arbitraries.longs().between(0, 60).list().ofMinSize(1).ofMaxSize(6),
                value.list().ofSize(6),
                Arbitraries.of(0L, 30L, 60L, 90L, 120L))
            .as(StoredBlockPropertyTest::column);
    return column.list().ofMinSize(1).ofMaxSize(4);
  }

  /**
   * Updates that are later than a block: the same metrics, each sample some time after the last.
   */
  @Provide
  Arbitrary<List<Integer>> steps() {
    return Arbitraries.integers().between(1, 20_000).list().ofMinSize(1).ofMaxSize(8);
  }

  private static MetricColumn column(
      String metric, List<Long> times, List<Double> values, long offset) {
    long[] sorted = times.stream().mapToLong(time -> time + offset).sorted().toArray();
    double[] some = new double[sorted.length];
    Arrays.setAll(some, values::get);
    return new MetricColumn(metric, sorted, some);
  }

  @Property(tries = 3000, edgeCases = EdgeCasesMode.NONE)
  void whatIsAppendedIsWhatAMergeWouldMakeOfIt(
      @ForAll("updates") List<MetricColumn> first,
      @ForAll("updates") List<MetricColumn> second,
      @ForAll("updates") List<MetricColumn> third) {
    Block block = BlockMerge.merge(Block.EMPTY, first).block();
    StoredBlock stored = StoredBlock.read(BlockCodec.encode(block));
    for (List<MetricColumn> updates : List.of(second, third)) {
      BlockMerge.Merged merged = BlockMerge.merge(block, updates);
      StoredBlock longer = stored.append(List.of(BlockUpdate.of(updates)), ANY_ROWS);
      if (longer == null) {
        block = merged.block();
        stored = StoredBlock.read(BlockCodec.encode(block));
      } else {
        assertThat(merged.overwritten() + merged.unchanged()).isZero();
        assertThat(longer.samples() - stored.samples()).isEqualTo(merged.added());
        Blocks.assertSame(BlockCodec.decode(longer.bytes()), merged.block());
        block = merged.block();
        stored = longer;
      }
    }
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void everyLaterSampleOfAnyBlockCanBeARow(
      @ForAll("blocks") Block block, @ForAll("steps") List<Integer> steps) {
    StoredBlock held = StoredBlock.read(BlockCodec.encode(block));
    Block merged = block;
    for (int step : steps) {
      List<MetricColumn> update = later(block, merged, step);
      Assume.that(!update.isEmpty());
      merged = BlockMerge.merge(merged, update).block();
      StoredBlock longer = held.append(List.of(BlockUpdate.of(update)), ANY_ROWS);
      assertThat(longer).isNotNull();
      assertThat(
              StoredBlock.read(held.bytes())
                  .append(List.of(BlockUpdate.of(update)), ANY_ROWS)
                  .bytes())
          .as("by one that read the block anew")
          .isEqualTo(longer.bytes());
      Blocks.assertSame(StoredBlock.read(longer.bytes()).block(), merged);
      held = longer;
    }
  }

  /** Of some metrics a first value of the block, {@code step} ms after their last sample. */
  private static List<MetricColumn> later(Block first, Block block, int step) {
    List<MetricColumn> later = new ArrayList<>();
    for (int i = 0; i < block.columns().size(); i++) {
      MetricColumn column = block.columns().get(i);
      long last = column.time(column.size() - 1);
      boolean fits = last < Long.MAX_VALUE - 2L * step;
      if (fits && (step + i) % 3 > 0) {
        long timeMs = last + step + (step % 5 == 0 ? i % 2 : 0);
        double value = first.columns().get(i).value(0);
        later.add(new MetricColumn(column.metric(), new long[] {timeMs}, new double[] {value}));
      }
    }
    return later;
  }

  @Provide
  Arbitrary<Block> blocks() {
    return HostileBlocks.blocks();
  }

  @Provide
  Arbitrary<byte[]> rows() {
    return Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(60);
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void everyFlippedBitIsDetected(
      @ForAll("blocks") Block block, @ForAll @IntRange(min = 0, max = 1 << 20) int at) {
    byte[] bytes = withARow(block);
    int bit = at % (bytes.length * Byte.SIZE);
    bytes[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
    assertThatThrownBy(() -> BlockCodec.decode(bytes)).satisfies(unreadable(Kind.BLOCK));
  }

  @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
  void anyRowsUnderAValidChecksumAreABlockOrCorrupt(
      @ForAll("blocks") Block block, @ForAll("rows") byte[] rows) {
    ByteSink sink = new ByteSink();
    sink.put(rows, 0);
    byte[] bytes = BlockCodec.append(BlockCodec.encode(block), sink);
    try {
      Block decoded = BlockCodec.decode(bytes);
      Blocks.assertSame(BlockCodec.decode(BlockCodec.encode(decoded)), decoded);
    } catch (UnreadableException e) {
      assertThat(e.kind()).isEqualTo(Kind.BLOCK);
      assertThat(e.position()).isBetween(0, bytes.length);
    }
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void aFilterLeavesOutRowsOfWhatIsNotWanted(
      @ForAll("blocks") Block block, @ForAll("steps") List<Integer> steps) {
    StoredBlock stored = StoredBlock.read(BlockCodec.encode(block));
    for (int step : steps) {
      List<MetricColumn> update = later(block, stored.block(), step);
      stored = update.isEmpty() ? stored : stored.append(List.of(BlockUpdate.of(update)), ANY_ROWS);
    }
    Block all = stored.block();
    for (MetricColumn column : all.columns()) {
      Block one = BlockCodec.decode(stored.bytes(), column.metric()::equals);
      Blocks.assertSame(one, new Block(List.of(column)));
    }
  }

  private static byte[] withARow(Block block) {
    List<MetricColumn> update = later(block, block, 1);
    Assume.that(!update.isEmpty());
    return StoredBlock.read(BlockCodec.encode(block))
        .append(List.of(BlockUpdate.of(update)), ANY_ROWS)
        .bytes();
  }
}
