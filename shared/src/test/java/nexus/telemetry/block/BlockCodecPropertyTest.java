package nexus.telemetry.block;

import static nexus.telemetry.model.Unreadable.unreadable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.model.UnreadableException.Kind;

class BlockCodecPropertyTest {

  @Provide
  Arbitrary<Block> blocks() {
    return HostileBlocks.blocks();
  }

  @Provide
  Arbitrary<double[]> values() {
    return Arbitraries.integers().between(1, 300).flatMap(HostileBlocks::values);
  }

  @Provide
  Arbitrary<long[]> times() {
    return Arbitraries.integers().between(1, 100).flatMap(HostileBlocks::times);
  }

  @Provide
  Arbitrary<byte[]> bytes() {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(200);
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void everyBlockComesBackBitForBit(@ForAll("blocks") Block block) {
    Blocks.assertSame(BlockCodec.decode(BlockCodec.encode(block)), block);
  }

  @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
  void everyDoubleComesBackBitForBit(@ForAll("values") double[] values) {
    long[] times = new long[values.length];
    Arrays.setAll(times, i -> i * 15_000L);
    Block block = new Block(List.of(new MetricColumn("m", times, values)));
    byte[] bytes = BlockCodec.encode(block);
    Blocks.assertSame(BlockCodec.decode(bytes), block);
    assertThat(bytes.length).as("never much above 8 bytes").isLessThan(50 + 9 * values.length);
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void everyTimeComesBack(@ForAll("times") long[] times) {
    Block block = new Block(List.of(new MetricColumn("m", times, new double[times.length])));
    Blocks.assertSame(BlockCodec.decode(BlockCodec.encode(block)), block);
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void aFilterLeavesOutOnlyWhatIsNotWanted(
      @ForAll("blocks") Block block, @ForAll @IntRange(min = 0, max = 63) int wanted) {
    Set<String> names = new TreeSet<>();
    for (int i = 0; i < block.columns().size(); i++) {
      if ((wanted >> i & 1) == 1) {
        names.add(block.columns().get(i).metric());
      }
    }
    Block some = BlockCodec.decode(BlockCodec.encode(block), names::contains);
    List<MetricColumn> expected =
        block.columns().stream().filter(column -> names.contains(column.metric())).toList();
    Blocks.assertSame(some, new Block(expected));
  }

  @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
  void randomBytesAreCorruptAndNothingWorse(@ForAll("bytes") byte[] bytes) {
    assertThatThrownBy(() -> BlockCodec.decode(bytes)).satisfies(unreadable(Kind.BLOCK));
  }

  @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
  void randomBytesUnderAValidChecksumAreABlockOrCorrupt(@ForAll("bytes") byte[] body) {
    byte[] bytes = new byte[5 + body.length];
    bytes[0] = 1;
    System.arraycopy(body, 0, bytes, 5, body.length);
    decodeOrCorrupt(BlockCodec.sealed(bytes));
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void everyTruncationIsDetected(
      @ForAll("blocks") Block block, @ForAll @IntRange(min = 1, max = 100) int cut) {
    byte[] bytes = BlockCodec.encode(block);
    byte[] shorter = Arrays.copyOf(bytes, Math.max(0, bytes.length - cut));
    assertThatThrownBy(() -> BlockCodec.decode(shorter)).satisfies(unreadable(Kind.BLOCK));
    if (shorter.length >= 5) {
      assertThatThrownBy(() -> BlockCodec.decode(BlockCodec.sealed(shorter)))
          .as("under a checksum made to fit")
          .satisfies(unreadable(Kind.BLOCK));
    }
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void everyFlippedBitIsDetected(
      @ForAll("blocks") Block block, @ForAll @IntRange(min = 0, max = 1 << 20) int at) {
    byte[] bytes = BlockCodec.encode(block);
    int bit = at % (bytes.length * Byte.SIZE);
    bytes[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
    assertThatThrownBy(() -> BlockCodec.decode(bytes)).satisfies(unreadable(Kind.BLOCK));
  }

  @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
  void changedBytesUnderAValidChecksumAreABlockOrCorrupt(
      @ForAll("blocks") Block block,
      @ForAll @IntRange(min = 0, max = 1 << 20) int at,
      @ForAll byte value) {
    byte[] bytes = BlockCodec.encode(block);
    bytes[5 + at % (bytes.length - 5)] = value;
    decodeOrCorrupt(BlockCodec.sealed(bytes));
  }

  /** What decodes is a valid block: it can be encoded again. */
  private static void decodeOrCorrupt(byte[] bytes) {
    Block block;
    try {
      block = BlockCodec.decode(bytes);
    } catch (UnreadableException e) {
      assertThat(e.kind()).isEqualTo(Kind.BLOCK);
      assertThat(e).hasMessageContaining("corrupt block at byte");
      assertThat(e.position()).isBetween(0, bytes.length);
      return;
    }
    if (block.size() < 10_000) {
      Blocks.assertSame(BlockCodec.decode(BlockCodec.encode(block)), block);
    }
  }
}
