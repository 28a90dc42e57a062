package nexus.telemetry.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.testing.BrokenStream;
import org.junit.jupiter.api.Test;

final class GunzipTest {

  private static byte[] gzip(String... members) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String member : members) {
      try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
        gzip.write(member.getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  private static String read(byte[] body, boolean always) throws IOException {
    return new String(
        Gunzip.of(new ByteArrayInputStream(body), always).readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void gzipIsKnownByItsFirstBytes() throws IOException {
    assertThat(read(gzip("a,b\n"), false)).isEqualTo("a,b\n");
    assertThat(read("a,b\n".getBytes(StandardCharsets.UTF_8), false)).isEqualTo("a,b\n");
    assertThat(read(new byte[0], false)).isEmpty();
    assertThat(read(new byte[] {'a'}, false)).isEqualTo("a");
  }

  @Test
  void everyMemberIsRead() throws IOException {
    assertThat(read(gzip("one,", "two,", "three"), true)).isEqualTo("one,two,three");
  }

  @Test
  void whatIsSaidToBeGzipMustBe() {
    assertThatThrownBy(() -> read("a,b\n".getBytes(StandardCharsets.UTF_8), true))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> read(new byte[0], true)).isInstanceOf(InvalidInputException.class);
  }

  @Test
  void everyCutShowsAndSoDoesDamage() throws IOException {
    byte[] whole = gzip("timestamp,value\n".repeat(50));
    for (int length = 2; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut, false))
          .as("cut at %d of %d", length, whole.length)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("ends too early");
    }
    byte[] damaged = whole.clone();
    damaged[whole.length - 6] ^= 1; // its checksum
    assertThatThrownBy(() -> read(damaged, false)).isInstanceOf(InvalidInputException.class);
  }

  @Test
  void aDamagedSecondMemberIsToldWhereverItIsDamaged() throws IOException {
    byte[] first = gzip("a,b\n");
    byte[] both = gzip("a,b\n", "c,d\n".repeat(100_000));
    for (int at = first.length; at < first.length + 4; at++) {
      byte[] damaged = both.clone();
      damaged[at] ^= 0x55;
      assertThatThrownBy(() -> read(damaged, true))
          .as("byte %d", at)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("damaged");
    }
  }

  @Test
  void aConnectionThatBreaksBetweenMembersIsNoEnd() throws IOException {
    byte[] first = gzip("a,b\n".repeat(100_000));
    byte[] both = gzip("a,b\n".repeat(100_000), "c,d\n");
    for (int broken = first.length; broken < first.length + 4; broken++) {
      int at = broken;
      InputStream in = BrokenStream.behind(Arrays.copyOf(both, at));
      assertThatThrownBy(() -> Gunzip.of(in, true).readAllBytes())
          .as("byte %d", at)
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void zerosMayFollowTheLastMember() throws IOException {
    byte[] filled = Arrays.copyOf(gzip("a,b\n"), 70_000);

    assertThat(read(filled, true)).isEqualTo("a,b\n");
  }
}
