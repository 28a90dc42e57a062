package nexus.telemetry.block;

import static nexus.telemetry.block.Blocks.column;
import static nexus.telemetry.block.Blocks.times;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import nexus.telemetry.model.MetricColumn;
import org.junit.jupiter.api.Test;

class BlockMergeTest {

  private static final Block STORED =
      new Block(List.of(column("a", times(10, 20, 30), 1, 2, 3), column("b", times(10), 7)));

  @Test
  void laterSamplesAreAppended() {
    BlockMerge.Merged merged =
        BlockMerge.merge(
            STORED, List.of(column("a", times(40, 50), 4, 5), column("c", times(1), 0)));
    assertCounts(merged, 3, 0, 0);
    Blocks.assertSame(
        merged.block(),
        new Block(
            List.of(
                column("a", times(10, 20, 30, 40, 50), 1, 2, 3, 4, 5),
                column("b", times(10), 7),
                column("c", times(1), 0))));
  }

  @Test
  void earlierSamplesAreInsertedInOrder() {
    BlockMerge.Merged merged =
        BlockMerge.merge(STORED, List.of(column("a", times(5, 20, 25), 0, 9, 2.5)));
    assertCounts(merged, 2, 1, 0);
    Blocks.assertSame(
        Blocks.range(merged.block(), 0, 100),
        new Block(
            List.of(
                column("a", times(5, 10, 20, 25, 30), 0, 1, 9, 2.5, 3),
                column("b", times(10), 7))));
  }

  @Test
  void aReplayChangesNothingAndGivesTheSameBlock() {
    BlockMerge.Merged merged = BlockMerge.merge(STORED, STORED.columns());
    assertCounts(merged, 0, 0, 4);
    assertThat(merged.changed()).isFalse();
    assertThat(merged.block()).isSameAs(STORED);
  }

  @Test
  void minusZeroReplacesZero() {
    Block zero = new Block(List.of(column("a", times(1), 0.0)));
    BlockMerge.Merged merged = BlockMerge.merge(zero, List.of(column("a", times(1), -0.0)));
    assertCounts(merged, 0, 1, 0);
  }

  @Test
  void theLastOfRepeatedTimesStaysAndEachIsCounted() {
    BlockMerge.Merged merged =
        BlockMerge.merge(
            STORED,
            List.of(column("a", times(40, 40, 40), 1, 1, 2), column("a", times(40, 40), 2, 3)));
    assertCounts(merged, 1, 2, 2);
    MetricColumn a = merged.block().columns().get(0);
    assertThat(a.value(3)).isEqualTo(3);
  }

  @Test
  void whatIsMergedIntoIsNeverWritten() {
    double[] values = {1, 2};
    Block block = new Block(List.of(column("a", times(10, 20), values)));
    BlockMerge.merge(block, List.of(column("a", times(5, 10, 20, 30), 9, 9, 9, 9)));
    assertThat(values).containsExactly(1, 2);
  }

  @Test
  void unchangedMetricsKeepTheirColumns() {
    BlockMerge.Merged merged = BlockMerge.merge(STORED, List.of(column("a", times(40), 4)));
    assertThat(merged.block().columns().get(1)).isSameAs(STORED.columns().get(1));
  }

  @Test
  void columnsWithoutSamplesLeaveNoTrace() {
    BlockMerge.Merged merged = BlockMerge.merge(STORED, List.of(column("z", times())));
    assertCounts(merged, 0, 0, 0);
    assertThat(merged.block()).isSameAs(STORED);
  }

  @Test
  void manyUpdatesAppendInTurn() {
    List<MetricColumn> updates = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      updates.add(column("a", times(i * 15_000L), i % 100));
    }
    BlockMerge.Merged merged = BlockMerge.merge(Block.EMPTY, updates);
    assertCounts(merged, 10_000, 0, 0);
    assertThat(merged.block().size()).isEqualTo(10_000);
  }

  private static void assertCounts(
      BlockMerge.Merged merged, long added, long overwritten, long unchanged) {
    assertThat(List.of(merged.added(), merged.overwritten(), merged.unchanged()))
        .as("added, overwritten, unchanged")
        .containsExactly(added, overwritten, unchanged);
  }
}
