package nexus.telemetry.unpack;

import static nexus.telemetry.unpack.Bytes.everyCutShows;
import static nexus.telemetry.unpack.Bytes.file;
import static nexus.telemetry.unpack.Bytes.refusal;
import static nexus.telemetry.unpack.Bytes.saidToBe;
import static nexus.telemetry.unpack.Bytes.text;
import static nexus.telemetry.unpack.Bytes.textOfFiles;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import nexus.telemetry.testing.BrokenStream;
import nexus.telemetry.testing.Packed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UnzstdTest {

  private static final Hint ZSTD = saidToBe(Container.ZSTD);

  @ParameterizedTest
  @ValueSource(strings = {"file-19.zst", "file-3-no-check.zst", "pipe.zst"})
  void whatTheCommandMakesIsRead(String name) throws IOException {
    assertThat(text(file(name))).isEqualTo(textOfFiles());
    assertThat(text(file(name), ZSTD)).isEqualTo(textOfFiles());
  }

  @Test
  void everyFrameIsReadAndThoseWithoutDataAreNot() throws IOException {
    byte[] none = {0x5f, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 7, 7, 7};
    byte[] frames = Packed.joined(none, Packed.zstd("one,"), none, none, Packed.zstd("two"), none);

    assertThat(text(frames)).isEqualTo("one,two");
    assertThat(text(Packed.joined(file("pipe.zst"), file("file-3-no-check.zst"))))
        .isEqualTo(textOfFiles() + textOfFiles());
    assertThat(text(Packed.zstd(""))).isEmpty();
  }

  @Test
  void aWindowThatWouldNotFitIsToldWithItsRemedy() throws IOException {
    refusal(file("long.zst")).contains("8 MiB").contains("--long");
  }

  @Test
  void whatIsSaidToBeZstdMustBe() {
    refusal(Packed.utf8("timestamp,value\n"), ZSTD).contains("no zstd");
    refusal(Packed.gzip("a,b\n"), ZSTD).contains("no zstd");
    refusal(new byte[0], ZSTD).contains("ends too early");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file-19.zst", "file-3-no-check.zst"})
  void everyCutOfAFileShows(String name) throws IOException {
    Bytes.everyCutShows(file(name), 4);
  }

  @Test
  void everyCutOfASecondFrameShows() {
    byte[] first = Packed.zstd("a,b\n");
    everyCutShows(Packed.joined(first, Packed.zstd("c,d\n")), first.length + 1);
  }

  @Test
  void damageShows() throws IOException {
    byte[] damaged = file("file-19.zst");
    damaged[damaged.length - 2] ^= 1; // its checksum
    refusal(damaged).contains("no zstd, or damaged");
    refusal(Packed.joined(Packed.zstd("a,b\n"), Packed.utf8("more"))).contains("what follows");
    refusal(Packed.joined(Packed.zstd("a,b\n"), Packed.utf8("x"))).contains("ends too early");
  }

  @Test
  void zerosMayFollow() throws IOException {
    assertThat(text(Packed.joined(Packed.zstd("a,b\n"), new byte[1000]))).isEqualTo("a,b\n");
  }

  @Test
  void aConnectionThatBreaksIsNoDamage() throws IOException {
    byte[] frame = file("pipe.zst");
    for (int at = 0; at <= frame.length; at += 97) {
      InputStream in = BrokenStream.behind(Arrays.copyOf(frame, at));
      assertThatThrownBy(() -> Unpacked.of(in, ZSTD).readAllBytes())
          .isInstanceOf(IOException.class)
          .hasMessage(BrokenStream.MESSAGE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"file-19.zst", "file-3-no-check.zst"})
  void noChangedByteDoesMoreThanSpoil(String name) throws IOException {
    Bytes.noChangedByteDoesMoreThanSpoil(file(name));
  }
}
