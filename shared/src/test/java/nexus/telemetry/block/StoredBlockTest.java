package nexus.telemetry.block;

import static nexus.telemetry.block.Blocks.column;
import static nexus.telemetry.block.Blocks.times;
import static nexus.telemetry.model.Unreadable.unreadable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.UnreadableException.Kind;
import org.junit.jupiter.api.Test;

class StoredBlockTest {

  private static final long T0 = 1_700_000_000_000L;
  private static final int MOST = StoredBlock.MOST_ROWS;

  private static StoredBlock stored(MetricColumn... columns) {
    return StoredBlock.read(BlockCodec.encode(new Block(List.of(columns))));
  }

  private static List<BlockUpdate> updates(MetricColumn... columns) {
    return List.of(BlockUpdate.of(List.of(columns)));
  }

  private static StoredBlock aAndB() {
    return stored(
        column("a", times(T0, T0 + 15_000), 41, 42),
        column("b", times(T0, T0 + 16_000), 1.5, -0.0));
  }

  /** The example at {@link BlockCodec}, byte for byte. */
  @Test
  void rowsAreStoredAsDrawn() {
    StoredBlock block =
        aAndB()
            .append(
                updates(
                    column("a", times(T0 + 30_000, T0 + 45_000), 40, 44),
                    column("b", times(T0 + 31_000), 2.5)),
                MOST);
    byte[] body = aAndB().bytes();
    String expected =
        HexFormat.of().toHexDigits((byte) (body.length - 5))
            + HexFormat.of().formatHex(body, 5, body.length)
            + "9875 00 03 0000000000000440 9875 01 00 08".replace(" ", "");
    assertThat(block.bytes()[0]).isEqualTo((byte) 2);
    assertThat(HexFormat.of().formatHex(block.bytes(), 5, block.bytes().length))
        .isEqualTo(expected);
    Blocks.assertSame(
        BlockCodec.decode(block.bytes()),
        new Block(
            List.of(
                column("a", times(T0, T0 + 15_000, T0 + 30_000, T0 + 45_000), 41, 42, 40, 44),
                column("b", times(T0, T0 + 16_000, T0 + 31_000), 1.5, -0.0, 2.5))));
  }

  @Test
  void whatIsNotLaterThanItsMetricsLastSampleIsNotAppended() {
    assertThat(aAndB().append(updates(column("a", times(T0 + 15_000), 1)), MOST)).isNull();
    assertThat(aAndB().append(updates(column("a", times(T0 + 14_000), 1)), MOST)).isNull();
    assertThat(aAndB().append(updates(column("b", times(T0 + 15_500), 1)), MOST)).isNull();
    long[] repeat = times(T0 + 20_000, T0 + 20_000);
    assertThat(aAndB().append(updates(column("a", repeat, 1, 2)), MOST)).isNull();
    List<MetricColumn> twice =
        List.of(column("a", times(T0 + 20_000), 1), column("a", times(T0 + 20_000), 1));
    assertThat(aAndB().append(List.of(BlockUpdate.of(twice)), MOST)).isNull();
  }

  @Test
  void aMetricThatTheBlockDoesNotHaveIsNotAppended() {
    assertThat(aAndB().append(updates(column("c", times(T0 + 60_000), 1)), MOST)).isNull();
  }

  @Test
  void aValueWithMoreDigitsThanTheSeriesIsNotAppended() {
    assertThat(aAndB().append(updates(column("a", times(T0 + 60_000), 1.5)), MOST)).isNull();
    assertThat(aAndB().append(updates(column("a", times(T0 + 60_000), -0.0)), MOST)).isNull();
    assertThat(aAndB().append(updates(column("b", times(T0 + 60_000), 1e-300)), MOST)).isNotNull();
  }

  @Test
  void aBlockOfEnoughRowsIsEncodedAnew() {
    StoredBlock block = aAndB();
    for (int row = 0; row < 5; row++) {
      block = block.append(updates(column("a", times(T0 + 60_000 + row), row)), 5);
      assertThat(block).isNotNull();
    }
    assertThat(block.append(updates(column("a", times(T0 + 70_000), 1)), 5)).isNull();
    StoredBlock again = StoredBlock.read(block.bytes());
    assertThat(again.append(updates(column("a", times(T0 + 70_000), 1)), 5)).isNull();
    assertThat(again.append(updates(column("a", times(T0 + 70_000), 1)), 6)).isNotNull();
  }

  @Test
  void rowsNeverMakeABlockOfMoreThanTheMostSamples() {
    long[] times = new long[Block.MAX_SAMPLES];
    java.util.Arrays.setAll(times, i -> i);
    StoredBlock full = stored(column("a", times, new double[times.length]));

    assertThat(full.append(updates(column("a", times(T0), 1)), MOST)).isNull();
  }

  @Test
  void rowsThatWouldNotAscendAreCorrupt() {
    ByteSink noStep = new ByteSink();
    noStep.putVarint(0);
    noStep.putVarint(1);
    noStep.putVarint(0);
    noStep.putZigzag(1);
    assertThatThrownBy(() -> BlockCodec.decode(BlockCodec.append(aAndB().bytes(), noStep)))
        .satisfies(unreadable(Kind.BLOCK))
        .hasMessageContaining("after 0 ms");
    ByteSink far = new ByteSink();
    far.putVarint(Long.MAX_VALUE);
    far.putVarint(1);
    far.putVarint(0);
    far.putZigzag(1);
    assertThatThrownBy(() -> BlockCodec.decode(BlockCodec.append(aAndB().bytes(), far)))
        .satisfies(unreadable(Kind.BLOCK))
        .hasMessageContaining("does not ascend");
  }

  /** An hour of a live fleet, scrape by scrape, as the drain stores it. */
  @Test
  void liveFedBlocksTakeHalfAByteASampleAtMost() {
    long bytes = 0;
    long samples = 0;
    for (int gpu = 0; gpu < 50; gpu++) {
      Block hour = Blocks.realistic(gpu, 240);
      StoredBlock stored = stored(scrape(hour, 0));
      int mostRows = StoredBlock.FEWEST_ROWS + gpu % (MOST - StoredBlock.FEWEST_ROWS + 1);
      for (int i = 1; i < 240; i++) {
        List<MetricColumn> scrape = List.of(scrape(hour, i));
        StoredBlock longer = stored.append(List.of(BlockUpdate.of(scrape)), mostRows);
        stored =
            longer != null
                ? longer
                : StoredBlock.read(
                    BlockCodec.encode(BlockMerge.merge(stored.block(), scrape).block()));
      }
      Blocks.assertSame(stored.block(), hour);
      bytes += stored.bytes().length;
      samples += hour.size();
    }
    System.out.printf("live-fed blocks: %.3f bytes a sample%n", (double) bytes / samples);
    assertThat((double) bytes / samples).isLessThan(0.5);
  }

  private static MetricColumn[] scrape(Block hour, int number) {
    List<MetricColumn> scrape = new ArrayList<>();
    hour.columns().forEach(column -> scrape.add(column.slice(number, number + 1)));
    return scrape.toArray(MetricColumn[]::new);
  }
}
