package nexus.telemetry.unpack;

import static nexus.telemetry.unpack.Bytes.everyCutShows;
import static nexus.telemetry.unpack.Bytes.refusal;
import static nexus.telemetry.unpack.Bytes.saidToBe;
import static nexus.telemetry.unpack.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import nexus.telemetry.testing.BrokenStream;
import nexus.telemetry.testing.Packed;
import org.junit.jupiter.api.Test;

final class GunzipTest {

  private static final Hint GZIP = saidToBe(Container.GZIP);

  private static byte[] gzip(String... members) {
    return Packed.joined(Arrays.stream(members).map(Packed::gzip).toArray(byte[][]::new));
  }

  @Test
  void gzipIsKnownByItsFirstBytes() throws IOException {
    assertThat(text(gzip("a,b\n"))).isEqualTo("a,b\n");
    assertThat(text(Packed.utf8("a,b\n"))).isEqualTo("a,b\n");
    assertThat(text(new byte[0])).isEmpty();
    assertThat(text(new byte[] {'a'})).isEqualTo("a");
  }

  @Test
  void everyMemberIsRead() throws IOException {
    assertThat(text(gzip("one,", "two,", "three"), GZIP)).isEqualTo("one,two,three");
    assertThat(text(gzip("", "", "a", ""), GZIP)).isEqualTo("a");
  }

  @Test
  void aHeaderMayHoldANameACommentAndMore() throws IOException {
    ByteArrayOutputStream member = new ByteArrayOutputStream();
    member.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 2 + 4 + 8 + 16, 1, 2, 3, 4, 0, 3});
    member.writeBytes(new byte[] {3, 0, 7, 7, 7});
    member.writeBytes(Packed.utf8("a.csv\0a comment\0"));
    member.writeBytes(new byte[] {9, 9});
    byte[] plain = gzip("a,b\n");
    Deflater raw = new Deflater(9, true);
    try (DeflaterOutputStream data = new DeflaterOutputStream(member, raw)) {
      data.write(Packed.utf8("a,b\n"));
    }
    raw.end();
    member.writeBytes(Arrays.copyOfRange(plain, plain.length - 8, plain.length));

    assertThat(text(member.toByteArray())).isEqualTo("a,b\n");
    everyCutShows(member.toByteArray(), 2);
  }

  @Test
  void whatIsSaidToBeGzipMustBe() {
    refusal(Packed.utf8("a,b\n"), GZIP).contains("no gzip");
    refusal(new byte[0], GZIP).contains("ends too early");
  }

  @Test
  void everyCutShowsAndSoDoesDamage() {
    byte[] whole = gzip("timestamp,value\n".repeat(50));
    everyCutShows(whole, 2);
    byte[] damaged = whole.clone();
    damaged[whole.length - 6] ^= 1; // its checksum
    refusal(damaged).contains("checksum");
  }

  /** The JDK's own takes a member that is cut off in its header for none. */
  @Test
  void everyCutOfASecondMemberShows() {
    byte[] first = gzip("a,b\n");
    everyCutShows(gzip("a,b\n", "c,d\n"), first.length + 1);
  }

  @Test
  void aDamagedSecondMemberIsToldWhereverItIsDamaged() {
    byte[] first = gzip("a,b\n");
    byte[] both = gzip("a,b\n", "c,d\n".repeat(10_000));
    for (int at = first.length; at < first.length + 4; at++) {
      byte[] damaged = both.clone();
      damaged[at] ^= 0x55;
      refusal(damaged, GZIP).as("byte %d", at).contains("damaged");
    }
  }

  @Test
  void aConnectionThatBreaksBetweenMembersIsNoEnd() {
    byte[] first = gzip("a,b\n".repeat(100_000));
    byte[] both = gzip("a,b\n".repeat(100_000), "c,d\n");
    for (int broken = first.length; broken < first.length + 4; broken++) {
      int at = broken;
      InputStream in = BrokenStream.behind(Arrays.copyOf(both, at));
      assertThatThrownBy(() -> Unpacked.of(in, GZIP).readAllBytes())
          .as("byte %d", at)
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void zerosAloneMayFollowTheLastMember() throws IOException {
    byte[] filled = Arrays.copyOf(gzip("a,b\n"), 70_000);

    assertThat(text(filled, GZIP)).isEqualTo("a,b\n");
    filled[69_999] = 1;
    refusal(filled).contains("what follows");
    refusal(Packed.joined(gzip("a,b\n"), Packed.utf8("more"))).contains("what follows");
  }

  @Test
  void noChangedByteDoesMoreThanSpoil() throws IOException {
    Bytes.noChangedByteDoesMoreThanSpoil(gzip("timestamp,value\n1,2\n".repeat(20), "3,4\n"));
  }
}
