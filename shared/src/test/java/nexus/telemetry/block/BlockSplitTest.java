package nexus.telemetry.block;

import static nexus.telemetry.block.Blocks.column;
import static nexus.telemetry.block.Blocks.times;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
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
  void twoRangesThatMeetAreTheWhole(@ForAll("blocks") Block block, @ForAll @IntRange int at) {
    MetricColumn first = block.columns().get(0);
    long cut = first.time(at % first.size());
    Block early = Blocks.range(block, Long.MIN_VALUE, cut);
    Block late = Blocks.range(block, cut, Long.MAX_VALUE);
    assertThat(early.size() + late.size()).isEqualTo(block.size());
    assertThat(BlockSplit.firstMs(late)).isGreaterThanOrEqualTo(cut);
    Block whole = BlockMerge.merge(early, late.columns()).block();
    Blocks.assertSame(whole, block);
  }

  @Test
  void aBlockThatFitsIsOnePartAndItself() {
    Block block = Blocks.realistic(1, 240);
    assertThat(split(block, 2000)).singleElement().isSameAs(block);
  }

  @Test
  void aBlockTwiceTooLargeIsHalved() {
    Block block = Blocks.realistic(1, 240);
    int size = BlockCodec.encode(block).length;
    List<Block> parts = split(block, size - 1);
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
    assertThat(split(block, 1)).containsExactly(block);
  }

  @Test
  void moreSamplesThanABlockHoldsAreSplit() {
    int many = Block.MAX_SAMPLES / 2 + 1;
    long[] times = new long[many];
    for (int i = 0; i < many; i++) {
      times[i] = i;
    }
    double[] zeros = new double[many];
    Block block = new Block(List.of(column("a", times, zeros), column("b", times, zeros)));
    assertThat(split(block, 1000)).hasSize(2);
  }

  private static List<Block> split(Block block, int maxBytes) {
    return BlockSplit.parts(block, maxBytes).stream().map(BlockSplit.Part::block).toList();
  }

  private static long lastMs(Block block) {
    return block.columns().stream()
        .mapToLong(column -> column.time(column.size() - 1))
        .max()
        .orElseThrow();
  }
}
