package nexus.telemetry.block;

import static nexus.telemetry.block.Blocks.column;
import static nexus.telemetry.block.Blocks.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import nexus.telemetry.model.MetricColumn;
import org.junit.jupiter.api.Test;

class BlockSplitTest {

  @Provide
  Arbitrary<Block> blocks() {
    return HostileBlocks.blocks();
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void partsAreSmallEnoughApartInTimeAndLoseNothing(
      @ForAll("blocks") Block block, @ForAll @IntRange(min = 0, max = 1000) int maxBytes) {
    List<BlockSplit.Part> parts = BlockSplit.parts(block, maxBytes);
    List<MetricColumn> columns = new ArrayList<>();
    long before = Long.MIN_VALUE;
    for (BlockSplit.Part part : parts) {
      assertThat(part.bytes()).isEqualTo(BlockCodec.encode(part.block()));
      assertThat(BlockSplit.firstMs(part.block())).isGreaterThan(before);
      before = lastMs(part.block());
      if (part.bytes().length > maxBytes) {
        assertThat(before).as("of one time only").isEqualTo(BlockSplit.firstMs(part.block()));
      }
      columns.addAll(part.block().columns());
    }
    BlockMerge.Merged merged = BlockMerge.merge(Block.EMPTY, columns);
    Blocks.assertSame(merged.block(), block);
    assertThat(merged.added()).isEqualTo(block.size());
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void spansAreAlignedAndLoseNothing(
      @ForAll("blocks") Block block,
      @ForAll @LongRange(min = 1, max = 100_000_000_000L) long span) {
    SortedMap<Long, List<MetricColumn>> spans = BlockSplit.cut(block.columns(), span);
    List<MetricColumn> columns = new ArrayList<>();
    spans.forEach(
        (start, cut) -> {
          assertThat(start % span).isZero();
          for (MetricColumn column : cut) {
            assertThat(column.size()).isPositive();
            assertThat(column.time(0)).isBetween(start, start + span - 1);
            assertThat(column.time(column.size() - 1)).isBetween(start, start + span - 1);
            columns.add(column);
          }
        });
    Blocks.assertSame(BlockMerge.merge(Block.EMPTY, columns).block(), block);
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void twoRangesThatMeetAreTheWhole(@ForAll("blocks") Block block, @ForAll @IntRange int at) {
    MetricColumn first = block.columns().get(0);
    long cut = first.time(at % first.size());
    Block early = BlockSplit.range(block, Long.MIN_VALUE, cut);
    Block late = BlockSplit.range(block, cut, Long.MAX_VALUE);
    assertThat(early.size() + late.size()).isEqualTo(block.size());
    assertThat(BlockSplit.firstMs(late)).isGreaterThanOrEqualTo(cut);
    Block whole = BlockMerge.merge(early, late.columns()).block();
    Blocks.assertSame(whole, block);
  }

  @Test
  void aBlockThatFitsIsOnePartAndItself() {
    Block block = Blocks.realistic(1, 240);
    assertThat(BlockSplit.split(block, 2000)).singleElement().isSameAs(block);
  }

  @Test
  void aBlockTwiceTooLargeIsHalved() {
    Block block = Blocks.realistic(1, 240);
    int size = BlockCodec.encode(block).length;
    List<Block> parts = BlockSplit.split(block, size - 1);
    assertThat(parts).hasSize(2);
    assertThat(parts.get(0).size()).isBetween(1190, 1210);
  }

  @Test
  void nothingHasNoParts() {
    assertThat(BlockSplit.parts(Block.EMPTY, 1)).isEmpty();
  }

  @Test
  void samplesOfOneTimeStayTogether() {
    long[] at = times(5);
    Block block = new Block(List.of(column("a", at, 1), column("b", at, 2), column("c", at, 3)));
    assertThat(BlockSplit.split(block, 1)).containsExactly(block);
  }

  @Test
  void moreSamplesThanABlockHoldsAreSplit() {
    int many = BlockCodec.MAX_SAMPLES / 2 + 1;
    long[] times = new long[many];
    for (int i = 0; i < many; i++) {
      times[i] = i;
    }
    double[] zeros = new double[many];
    Block block = new Block(List.of(column("a", times, zeros), column("b", times, zeros)));
    assertThat(BlockSplit.split(block, 1000)).hasSize(2);
  }

  @Test
  void aCutKeepsTheOrderOfPublishing() {
    MetricColumn first = column("a", times(-1, 0, 9, 10), 1, 2, 3, 4);
    MetricColumn second = column("a", times(9, 9), 5, 6);
    SortedMap<Long, List<MetricColumn>> spans = BlockSplit.cut(List.of(first, second), 10);
    assertThat(spans.keySet()).containsExactly(-10L, 0L, 10L);
    assertThat(spans.get(0L)).containsExactly(column("a", times(0, 9), 2, 3), second);
  }

  @Test
  void aSpanOfNoLengthIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> BlockSplit.cut(List.of(), 0));
  }

  @Test
  void aRangeThatHoldsAllGivesTheSameBlock() {
    Block block = Blocks.realistic(1, 3);
    assertThat(BlockSplit.range(block, 0, Long.MAX_VALUE)).isSameAs(block);
    assertThat(BlockSplit.range(block, 0, 1).columns()).isEmpty();
    assertThat(BlockSplit.range(block, Long.MAX_VALUE, 0).columns()).isEmpty();
  }

  private static long lastMs(Block block) {
    return block.columns().stream()
        .mapToLong(column -> column.time(column.size() - 1))
        .max()
        .orElseThrow();
  }
}
