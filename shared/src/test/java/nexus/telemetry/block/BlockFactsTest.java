package nexus.telemetry.block;

import static nexus.telemetry.model.Unreadable.unreadable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
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
import nexus.telemetry.model.Runs;
import nexus.telemetry.model.UnreadableException.Kind;
import org.junit.jupiter.api.Test;

/** Blocks that say what was known of the GPU, and whose series labels tell apart. */
class BlockFactsTest {

  private static final BlockFacts FIRST = facts(0, Map.of());
  private static final BlockFacts TRAIN = facts(0, Map.of("pod", "train-a"));
  private static final BlockFacts OTHER = facts(1, Map.of());

  private static BlockFacts facts(int set, Map<String, String> labels) {
    return new BlockFacts(set, new TreeMap<>(labels));
  }

  private static MetricColumn column(String metric, long... times) {
    double[] values = new double[times.length];
    Arrays.setAll(values, i -> i);
    return new MetricColumn(metric, times, values);
  }

  private static BlockUpdate update(Runs<BlockFacts> facts, MetricColumn... columns) {
    return new BlockUpdate(facts, List.of(columns));
  }

  private static Runs<BlockFacts> merged(BlockUpdate... updates) {
    return BlockMerge.mergeAll(Block.EMPTY, List.of(updates)).block().facts();
  }

  private static Runs.Builder<BlockFacts> runs() {
    return new Runs.Builder<>();
  }

  /** The format, byte for byte. */
  @Test
  void factsAreStoredAsDrawn() {
    Block block =
        new Block(
            List.of(column("M{xid=\"31\"}", 1000, 2000), column("M{xid=\"45\"}", 1000, 2000)),
            runs().from(0, FIRST).from(2000, TRAIN).build());

    byte[] bytes = BlockCodec.encode(block);

    assertThat(bytes[0]).isEqualTo((byte) 4);
    String facts = "02 01 00 01 01 03 706f64 07 747261696e2d61 02 00 d00f 01";
    String body = HexFormat.of().formatHex(bytes, 6, bytes.length);
    assertThat(body).startsWith(facts.replace(" ", ""));
    Blocks.assertSame(BlockCodec.decode(bytes), block);
    assertThat(BlockCodec.decode(bytes).facts()).isEqualTo(block.facts());
  }

  @Test
  void aBlockWithNeitherIsStoredAsEver() {
    Block block = new Block(List.of(column("a", 1, 2)));
    assertThat(BlockCodec.encode(block)[0]).isEqualTo((byte) 1);
  }

  @Test
  void anyLabelReadsBack() {
    Block block = new Block(List.of(column("M{x=\"a\\n😀b\"}", 1), column("M{x=\"a\\n😁\"}", 2)));
    Blocks.assertSame(BlockCodec.decode(BlockCodec.encode(block)), block);
  }

  @Test
  void aScrapeOfTheSameJobIsAppended() {
    StoredBlock stored =
        StoredBlock.merge(null, List.of(update(Runs.always(TRAIN), column("a", 1, 2))), 9)
            .blocks()
            .get(0);

    StoredBlock same = stored.append(List.of(update(Runs.always(TRAIN), column("a", 3))), 9);

    assertThat(same.bytes()[0]).isEqualTo((byte) 4);
    assertThat(same.bytes().length - stored.bytes().length).isEqualTo(3);
    assertThat(BlockCodec.decode(same.bytes()).facts()).isEqualTo(Runs.always(TRAIN));
    assertThat(BlockCodec.decode(same.bytes()).size()).isEqualTo(3);
    assertThat(stored.append(List.of(update(Runs.always(FIRST), column("a", 3))), 9)).isNull();
  }

  @Test
  void anotherJobIsAnotherRun() {
    assertThat(
            merged(
                update(Runs.always(TRAIN), column("a", 1, 2)),
                update(Runs.always(FIRST), column("a", 3)),
                update(Runs.always(TRAIN), column("a", 4))))
        .isEqualTo(runs().from(0, TRAIN).from(3, FIRST).from(4, TRAIN).build());
  }

  @Test
  void samplesInBetweenChangeTheirOwnTimesAlone() {
    assertThat(
            merged(
                update(Runs.always(FIRST), column("a", 1, 5, 9)),
                update(Runs.always(OTHER), column("b", 5))))
        .isEqualTo(runs().from(0, FIRST).from(5, OTHER).from(9, FIRST).build());
  }

  @Test
  void whoSaysNothingOfAJobDoesNotUnsayIt() {
    assertThat(
            merged(
                update(Runs.always(TRAIN), column("a", 1, 2)),
                update(Runs.always(FIRST), column("b", 1, 2))))
        .isEqualTo(Runs.always(TRAIN));
    assertThat(
            merged(
                update(Runs.always(TRAIN), column("a", 1)),
                BlockUpdate.of(List.of(column("a", 2)))))
        .isEqualTo(Runs.always(TRAIN));
  }

  @Test
  void factsAloneAreAChangeOfTheBlock() {
    Block block =
        BlockMerge.mergeAll(Block.EMPTY, List.of(update(Runs.always(FIRST), column("a", 1))))
            .block();

    BlockMerge.Merged again =
        BlockMerge.mergeAll(block, List.of(update(Runs.always(FIRST), column("a", 1))));
    BlockMerge.Merged other =
        BlockMerge.mergeAll(block, List.of(update(Runs.always(OTHER), column("a", 1))));

    assertThat(again.changed()).isFalse();
    assertThat(other.changed()).isTrue();
    assertThat(other.unchanged()).isEqualTo(1);
    assertThat(other.block().facts()).isEqualTo(Runs.always(OTHER));
  }

  @Test
  void partsHaveTheFactsOfTheirTimes() {
    long[] times = new long[4000];
    double[] values = new double[times.length];
    Arrays.setAll(times, i -> i * 1000L);
    Arrays.setAll(values, i -> Math.sin(i));
    Block block =
        new Block(
            List.of(new MetricColumn("a", times, values)),
            runs().from(0, FIRST).from(2_000_000, TRAIN).from(3_900_000, OTHER).build());

    List<BlockSplit.Part> parts = BlockSplit.parts(block, 16 << 10);

    assertThat(parts).hasSizeGreaterThan(1);
    for (BlockSplit.Part part : parts) {
      Block read = BlockCodec.decode(part.bytes());
      assertThat(read.facts()).isEqualTo(part.block().facts());
      for (long time : read.columns().get(0).times()) {
        assertThat(read.facts().at(time)).isEqualTo(block.facts().at(time));
      }
    }
  }

  /** Against a map from time to facts. */
  @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
  void mergedFactsAreThoseOfTheLastWhoSaidThem(@ForAll("updates") List<BlockUpdate> updates) {
    Map<Long, BlockFacts> expected = new TreeMap<>();
    for (BlockUpdate update : updates) {
      for (MetricColumn column : update.columns()) {
        for (long time : column.times()) {
          BlockFacts before = expected.getOrDefault(time, BlockFacts.UNTOLD);
          expected.put(time, update.facts().at(time).over(before));
        }
      }
    }
    Block all = BlockMerge.mergeAll(Block.EMPTY, updates).block();
    Block read = BlockCodec.decode(BlockCodec.encode(all));
    StoredBlock stored = null;
    for (BlockUpdate update : updates) {
      StoredBlock.Merged merged = StoredBlock.merge(stored, List.of(update), 5);
      stored = merged.blocks().isEmpty() ? stored : merged.blocks().get(0);
    }
    for (Map.Entry<Long, BlockFacts> one : expected.entrySet()) {
      assertThat(read.facts().at(one.getKey())).isEqualTo(one.getValue());
      assertThat(StoredBlock.read(stored.bytes()).facts().at(one.getKey()))
          .isEqualTo(one.getValue());
    }
  }

  @Provide
  Arbitrary<List<BlockUpdate>> updates() {
    Arbitrary<BlockFacts> facts = Arbitraries.of(FIRST, TRAIN, OTHER, facts(1, Map.of("pod", "b")));
    Arbitrary<Runs<BlockFacts>> runs =
        Combinators.combine(facts, facts, Arbitraries.longs().between(1, 30))
            .as((one, two, at) -> runs().from(0, one).from(at, two).build());
    Arbitrary<MetricColumn> column =
        Combinators.combine(
                Arbitraries.of("a", "b", "M{x=\"1\"}"),
                Arbitraries.longs().between(0, 30).set().ofMinSize(1).ofMaxSize(6))
            .as(
                (metric, times) ->
                    column(metric, times.stream().mapToLong(t -> t).sorted().toArray()));
    return Combinators.combine(runs, column)
        .as((told, one) -> update(told, one))
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }

  /** Whatever bytes there are: read, or refused. */
  @Property(tries = 3000, edgeCases = EdgeCasesMode.NONE)
  void damagedFactsAreRefusedOrReadAsSome(
      @ForAll("updates") List<BlockUpdate> updates, @ForAll int at, @ForAll byte now) {
    byte[] bytes = BlockCodec.encode(BlockMerge.mergeAll(Block.EMPTY, updates).block());
    bytes[5 + Math.floorMod(at, bytes.length - 5)] = now;
    try {
      BlockCodec.decode(BlockCodec.sealed(bytes)).facts().last();
    } catch (nexus.telemetry.model.UnreadableException e) {
      assertThat(e.kind()).isEqualTo(Kind.BLOCK);
    }
  }

  @Test
  void aNumberOfFactsThatThereIsNotIsRefused() {
    List<Byte> body = new ArrayList<>(List.of((byte) 0, (byte) 1, (byte) 0));
    byte[] bytes = new byte[6 + body.size()];
    bytes[0] = 4;
    bytes[5] = (byte) body.size();
    for (int i = 0; i < body.size(); i++) {
      bytes[6 + i] = body.get(i);
    }
    assertThatThrownBy(() -> BlockCodec.decode(BlockCodec.sealed(bytes)))
        .satisfies(unreadable(Kind.BLOCK));
  }
}
