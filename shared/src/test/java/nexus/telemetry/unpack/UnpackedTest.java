package nexus.telemetry.unpack;

import static nexus.telemetry.unpack.Bytes.file;
import static nexus.telemetry.unpack.Bytes.refusal;
import static nexus.telemetry.unpack.Bytes.saidToBe;
import static nexus.telemetry.unpack.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import nexus.telemetry.testing.Packed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class UnpackedTest {

  private static final String TEXT = "timestamp,value\n1,2\n";

  private static byte[] pack(Container container, byte[] content) {
    return switch (container) {
      case GZIP -> Packed.gzip(content);
      case ZSTD -> Packed.zstd(content);
      case ZIP -> Packed.zip("a.csv", content);
    };
  }

  @ParameterizedTest
  @EnumSource
  void whatIsPackedMayBePackedOnceMoreAndNoFurther(Container outer) throws IOException {
    for (Container inner : Container.values()) {
      byte[] twice = pack(outer, pack(inner, Packed.utf8(TEXT)));
      assertThat(text(twice)).isEqualTo(TEXT);
      assertThat(text(twice, saidToBe(outer))).isEqualTo(TEXT);
      refusal(pack(Container.GZIP, twice)).contains("more than twice");
    }
  }

  @ParameterizedTest
  @EnumSource
  void damageOfWhatIsWithinIsTold(Container outer) throws IOException {
    byte[] inner = Packed.gzip(TEXT);
    inner[inner.length - 5] ^= 1;
    refusal(pack(outer, inner)).contains("no gzip, or damaged");
    refusal(pack(outer, Arrays.copyOf(inner, inner.length - 9)))
        .contains("no gzip, or damaged: it ends too early");
  }

  @Test
  void plainTextPassesThrough() throws IOException {
    for (String text : new String[] {"", "a", TEXT, "PK", "(µ/ý", "BZhello", "ä".repeat(100)}) {
      assertThat(text(Packed.utf8(text))).isEqualTo(text);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "fd377a585a000004, xz",
    "377abcaf271c0004, 7z",
    "04224d1864407000, lz4",
    "425a68393141592653590000, bzip2",
    "d0cf11e0a1b11ae10000, xls",
    "fffe000061000000, UTF-32",
    "0000feff00000061, UTF-32",
  })
  void whatNobodyReadsIsCalledByItsName(String hex, String name) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    refusal(bytes).contains(name);
    refusal(Packed.gzip(bytes)).contains(name);
    assertThat(Unpacked.isPacked(bytes)).isTrue();
  }

  @Test
  void whatIsPackedCannotBeReadInRanges() {
    for (Container container : Container.values()) {
      assertThat(Unpacked.isPacked(pack(container, Packed.utf8(TEXT)))).isTrue();
    }
    assertThat(Unpacked.isPacked(TEXT.getBytes(StandardCharsets.UTF_16LE))).isTrue();
    assertThat(Unpacked.isPacked(("\uFEFF" + TEXT).getBytes(StandardCharsets.UTF_16BE))).isTrue();
    assertThat(Unpacked.isPacked(Packed.utf8(TEXT.repeat(100)))).isFalse();
    assertThat(Unpacked.isPacked(Packed.utf8("\uFEFF" + TEXT))).isFalse();
    assertThat(Unpacked.isPacked(new byte[0])).isFalse();
  }

  /**
   * Out of a bomb in a bomb nothing is held but what was asked for: unpacking allocates less than a
   * half of what comes out, whatever other tests allocate meanwhile.
   */
  @ParameterizedTest
  @EnumSource
  void aBombIsUnpackedInBoundedMemory(Container container) throws IOException {
    byte[] once = pack(container, new byte[64 << 20]);
    byte[] bomb = pack(Container.GZIP, once);
    assertThat(bomb.length).isLessThan(64 << 10);
    byte[] some = new byte[1 << 20];

    long allocated = allocated();
    InputStream in = Unpacked.of(new ByteArrayInputStream(bomb), Hint.NONE);
    long read = 0;
    for (int count = 0; count >= 0; count = in.read(some)) {
      read += count;
    }

    assertThat(read).isEqualTo(64 << 20);
    assertThat(allocated() - allocated).isLessThan(32 << 20);
  }

  /** Bytes that this thread has allocated. */
  private static long allocated() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getCurrentThreadAllocatedBytes();
  }

  @Test
  void whatIsClosedClosesWhatIsBelow() throws IOException {
    boolean[] closed = {false};
    InputStream below =
        new ByteArrayInputStream(Packed.gzip(file("pipe.zst"))) {
          @Override
          public void close() {
            closed[0] = true;
          }
        };
    Unpacked.of(below, Hint.NONE).close();

    assertThat(closed[0]).isTrue();
  }
}
