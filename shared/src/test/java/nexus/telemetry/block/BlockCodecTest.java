package nexus.telemetry.block;

import static java.nio.charset.StandardCharsets.UTF_8;
import static nexus.telemetry.block.Blocks.column;
import static nexus.telemetry.block.Blocks.times;
import static nexus.telemetry.model.Unreadable.newer;
import static nexus.telemetry.model.Unreadable.unreadable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.zip.CRC32C;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.StoredFormat;
import nexus.telemetry.model.UnreadableException.Kind;
import org.junit.jupiter.api.Test;

class BlockCodecTest {

  private static final long T0 = 1_700_000_000_000L;

  @Test
  void theExampleInTheJavadocIsStoredAsDrawnThere() {
    long[] times = times(T0, T0 + 15_000, T0 + 30_000, T0 + 45_000);
    long[] later = times(T0 + 1000, T0 + 16_000, T0 + 31_000, T0 + 46_000);
    Block block =
        block(
            column("DCGM_FI_DEV_GPU_TEMP", times, 61, 61, 61, 61),
            column("DCGM_FI_DEV_POWER_USAGE", later, 300.5, 300.5, 299.25, 300.5),
            column("rpm", times, -0.0, 0.0, 0.0, -0.0));
    assertStored(
        block,
        """
        01 5a89716a
        02  00 04 0b  20 80a0abfef962 9875 00 02
            01 03  00 d00f
        03  08 00 02  00 7a
            0a 01 07  32 c4d503 7d 00 58
            00 00 03 72706d 00 0c  50 8000000000000000 c0 02 a0
        """);
  }

  @Test
  void anEmptyBlockIsSevenBytes() {
    assertStored(Block.EMPTY, "01 043125c5 00 00");
  }

  @Test
  void constantSeriesKeepTheirForm() {
    assertValuesStored(series(240, i -> 0), "00 00");
    assertValuesStored(series(240, i -> 2619), "00 f628");
    assertValuesStored(new double[] {-71.483}, "03 f5dc08");
  }

  @Test
  void sparseSeriesKeepTheirForm() {
    double[] steps = new double[300];
    Arrays.fill(steps, 10, 300, 2.5);
    steps[250] = -7.5;
    assertValuesStored(steps, "11 00 19 0902 ef0107 0008");
    double[] ramp = series(300, i -> i * 7.0 + (i < 200 ? 0 : 700));
    assertValuesStored(ramp, "20 00 07 0002 c601c801 00c701");
  }

  @Test
  void denseSeriesKeepTheirForm() {
    assertValuesStored(
        series(24, i -> i * 37 % 11 + (i == 7 ? 1e6 : 0)),
        "30 00 01 03 842b0857ffd4f42447ffa9e8477ac2b085610ac2158560");
    assertValuesStored(
        series(24, i -> i * 1000.0 + i * 37 % 5), "40 00 01 03 fff2bea046519046519046519046519044");
  }

  @Test
  void otherDoublesKeepTheirForm() {
    assertValuesStored(
        new double[] {1.0 / 3, 1.0 / 3, 2.0 / 3, Double.NaN},
        "50 3fd5555555555555 6503e0fd0075555555555554");
    assertValuesStored(
        new double[] {
          Double.longBitsToDouble(0x0123456789ABCDEFL), Double.longBitsToDouble(0xFEDCBA9876543211L)
        },
        "60 efcdab8967452301 1132547698badcfe");
  }

  @Test
  void theNumbersOfMetricNamesNeverChange() {
    CRC32C checksum = new CRC32C();
    KnownMetrics.NAMES.forEach(name -> checksum.update((name + "\n").getBytes(UTF_8)));
    assertThat(KnownMetrics.NAMES).hasSize(55).doesNotHaveDuplicates();
    assertThat(checksum.getValue()).isEqualTo(1_677_619_806L);
  }

  @Test
  void anHourOfTenMetricsTakesAThirdOfAByteASample() {
    long bytes = 0;
    long samples = 0;
    for (int seed = 0; seed < 50; seed++) {
      Block block = Blocks.realistic(seed, 240);
      byte[] encoded = BlockCodec.encode(block);
      Blocks.assertSame(BlockCodec.decode(encoded), block);
      bytes += encoded.length;
      samples += block.size();
    }
    System.out.printf(
        "block codec: %d samples in %d bytes, %.3f bytes a sample%n",
        samples, bytes, (double) bytes / samples);
    assertThat((double) bytes / samples).isLessThan(0.4);
  }

  @Test
  void metricsNotAskedForAreNotEvenLookedAt() {
    long[] times = times(T0, T0 + 1);
    byte[] bytes = BlockCodec.encode(block(column("a", times, 1, 2), column("b", times, 5, 5)));
    assertThat(bytes[bytes.length - 13]).as("code of a's values").isEqualTo((byte) 0x10);
    bytes[bytes.length - 13] = (byte) 0xFF;
    BlockCodec.sealed(bytes);

    Block some = BlockCodec.decode(bytes, "b"::equals);
    Blocks.assertSame(some, block(column("b", times, 5, 5)));
    assertThatThrownBy(() -> BlockCodec.decode(bytes))
        .satisfies(unreadable(Kind.BLOCK))
        .hasMessageContaining("unknown code 255");
  }

  @Test
  void metricsWhoseTimesAgreeShareThem() {
    long[] times = times(T0, T0 + 1, T0 + 5);
    Block block = block(column("a", times, 1, 2, 3), column("b", times.clone(), 3, 2, 1));
    Block decoded = BlockCodec.decode(BlockCodec.encode(block));
    assertThat(decoded.columns().get(0).times()).isSameAs(decoded.columns().get(1).times());
  }

  @Test
  void anotherVersionIsNamed() {
    byte[] bytes = BlockCodec.encode(Block.EMPTY);
    bytes[0] = 9;
    assertThatThrownBy(() -> BlockCodec.decode(bytes))
        .satisfies(unreadable(Kind.BLOCK))
        .hasMessageContaining("format version 9");
  }

  @Test
  void aBlockOfALaterVersionWithARightChecksumIsNewer() {
    for (int version = StoredFormat.BLOCK.read() + 1; version < 255; version++) {
      byte[] bytes = {(byte) version, 0, 0, 0, 0, 7};
      assertThatThrownBy(() -> BlockCodec.decode(bytes)).satisfies(unreadable(Kind.BLOCK));
      assertThatThrownBy(() -> BlockCodec.decode(BlockCodec.sealed(bytes)))
          .satisfies(newer(StoredFormat.BLOCK));
    }
    assertThat(StoredFormat.BLOCK.read()).isEqualTo(BlockCodec.WITH_FACTS);
    byte[] unused = {3, 0, 0, 0, 0, 7};
    assertThatThrownBy(() -> BlockCodec.decode(BlockCodec.sealed(unused)))
        .satisfies(newer(StoredFormat.BLOCK));
  }

  @Test
  void zerosAndOnesAreDamagedWhateverTheirChecksum() {
    for (int size = 0; size < 40; size++) {
      byte[] zeros = new byte[size];
      byte[] ones = new byte[size];
      Arrays.fill(ones, (byte) 0xFF);
      for (byte[] bytes : List.of(zeros, ones)) {
        assertThatThrownBy(() -> BlockCodec.decode(bytes)).satisfies(unreadable(Kind.BLOCK));
      }
    }
    for (byte version : new byte[] {0, -1}) {
      byte[] sealed = BlockCodec.sealed(new byte[] {version, 0, 0, 0, 0, 7});
      assertThatThrownBy(() -> BlockCodec.decode(sealed)).satisfies(unreadable(Kind.BLOCK));
    }
  }

  @Test
  void fewBytesCannotStandForMoreThanTheMostSamples() {
    int most = Block.MAX_SAMPLES;
    assertThat(BlockCodec.decode(stored(most, 1)).size()).isEqualTo(most);
    assertCorrupt(stored(most + 1, 1), "at most " + most);
    assertCorrupt(stored(most / 2 + 1, 2), "more than " + most);
    assertCorrupt(stored(Integer.MAX_VALUE, 1), "at most " + most);
  }

  @Test
  void whatIsNoBlockIsNotEncoded() {
    long[] times = times(T0, T0 + 1);
    assertRefused(block(column("b", times, 1, 2), column("a", times, 1, 2)));
    assertRefused(block(column("a", times, 1, 2), column("a", times, 1, 2)));
    assertRefused(block(column("a", times(T0, T0), 1, 2)));
    assertRefused(block(column("a", times())));
    assertRefused(block(column("no name", times, 1, 2)));
    int most = Block.MAX_SAMPLES;
    long[] many = new long[most / 2 + 1];
    Arrays.setAll(many, i -> i);
    double[] zeros = new double[many.length];
    assertRefused(block(column("a", many, zeros), column("b", many, zeros)));
  }

  /** A block of constant columns named a, b, … over {@code count} regular times. */
  private static byte[] stored(int count, int columns) {
    ByteSink times = new ByteSink();
    times.putByte(IntegerSeries.SPARSE_SECOND << 4);
    times.putZigzag(T0);
    times.putVarint(1000);
    times.putVarint(0);
    times.putZigzag(1);
    ByteSink sink = new ByteSink();
    sink.putByte(BlockCodec.VERSION);
    sink.putIntLittle(0);
    sink.putVarint(1);
    sink.putVarint(0);
    sink.putVarint(count);
    sink.putCounted(times);
    sink.putVarint(columns);
    for (int i = 0; i < columns; i++) {
      sink.putVarint(0);
      sink.putByte(0);
      sink.putByte(1);
      sink.putAscii(Character.toString('a' + i), 0);
      sink.putVarint(0);
      sink.putVarint(2);
      sink.putByte(IntegerSeries.CONSTANT << 4);
      sink.putZigzag(1);
    }
    return BlockCodec.sealed(sink.toByteArray());
  }

  private static void assertCorrupt(byte[] bytes, String message) {
    assertThatThrownBy(() -> BlockCodec.decode(bytes))
        .satisfies(unreadable(Kind.BLOCK))
        .hasMessageContaining(message);
  }

  private static void assertRefused(Block block) {
    assertThatIllegalArgumentException().isThrownBy(() -> BlockCodec.encode(block));
  }

  private static void assertValuesStored(double[] values, String hex) {
    byte[] bytes = bytes(hex);
    ByteSink sink = new ByteSink();
    ValueSeries.write(sink, values);
    assertThat(HexFormat.of().formatHex(sink.toByteArray()))
        .isEqualTo(HexFormat.of().formatHex(bytes));
    assertThat(ValueSeries.read(new ByteSource(bytes, 0, bytes.length), values.length))
        .isEqualTo(values);
  }

  private static void assertStored(Block block, String hex) {
    byte[] bytes = bytes(hex);
    assertThat(HexFormat.of().formatHex(BlockCodec.encode(block)))
        .isEqualTo(HexFormat.of().formatHex(bytes));
    Blocks.assertSame(BlockCodec.decode(bytes), block);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
  }

  private static Block block(MetricColumn... columns) {
    return new Block(List.of(columns));
  }

  private static double[] series(int size, IntToDoubleFunction value) {
    double[] values = new double[size];
    Arrays.setAll(values, value);
    return values;
  }
}
