package nexus.telemetry.unpack;

import static nexus.telemetry.unpack.Bytes.everyCutShows;
import static nexus.telemetry.unpack.Bytes.file;
import static nexus.telemetry.unpack.Bytes.refusal;
import static nexus.telemetry.unpack.Bytes.saidToBe;
import static nexus.telemetry.unpack.Bytes.text;
import static nexus.telemetry.unpack.Bytes.textOfFiles;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import nexus.telemetry.testing.BrokenStream;
import nexus.telemetry.testing.Packed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UnzipTest {

  private static byte[] zip(String... names) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (String name : names) {
      entries.put(name, Packed.utf8(name.endsWith("/") ? "" : "in " + name));
    }
    return Packed.zip(entries);
  }

  @ParameterizedTest
  @ValueSource(strings = {"file.zip", "pipe.zip", "folder.zip", "zip64.zip", "zip64-pipe.zip"})
  void whatTheCommandMakesIsRead(String name) throws IOException {
    assertThat(text(file(name))).isEqualTo(textOfFiles());
    assertThat(text(file(name), saidToBe(Container.ZIP))).isEqualTo(textOfFiles());
  }

  @Test
  void whatIsStoredIsRead() throws IOException {
    byte[] content = Packed.utf8("a,b\n");
    CRC32 checksum = new CRC32();
    checksum.update(content);
    ZipEntry entry = new ZipEntry("a.csv");
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(checksum.getValue());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(entry);
      zip.write(content);
    }

    assertThat(text(bytes.toByteArray())).isEqualTo("a,b\n");
    everyCutShows(bytes.toByteArray(), 4);
  }

  @Test
  void foldersAndWhatMacOsAddsAreNotCounted() throws IOException {
    byte[] zip =
        zip("run/", "run/.DS_Store", ".DS_Store", "run/a.csv", "__MACOSX/", "__MACOSX/run/._a.csv");

    assertThat(text(zip)).isEqualTo("in run/a.csv");
  }

  @Test
  void aFileMayBeEmptyAndBeforeWhatIsNotCounted() throws IOException {
    assertThat(text(Packed.zip("a.csv", ""))).isEmpty();
    String large = "timestamp,value\n".repeat(20_000);
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("a.csv", Packed.utf8(large));
    entries.put("__MACOSX/._a.csv", new byte[5_000]);

    assertThat(text(Packed.zip(entries))).isEqualTo(large);
  }

  @Test
  void severalFilesAreNamed() {
    refusal(zip("a.csv", "run/", "run/b.csv"))
        .isEqualTo("the zip has more than one file: a.csv, run/b.csv; send them one by one");
    String[] many = new String[30];
    Arrays.setAll(many, i -> "f" + i + "\n" + "x".repeat(i * 10));
    refusal(zip(many)).contains("f0?, f1?").contains("f9?").contains(", …").hasSizeLessThan(2_000);
  }

  /** Else a file that nobody meant is read first, and a word is said on its first line. */
  @Test
  void aSmallFileIsNotReadBeforeItIsKnownToBeTheOnlyOne() {
    byte[] zip = zip("README.txt", "a.csv");

    assertThatThrownBy(() -> Unpacked.of(new ByteArrayInputStream(zip), Hint.NONE).read())
        .hasMessageContaining("README.txt, a.csv");
  }

  @Test
  void aLargeFileIsFollowedByItsRefusal() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("a.csv", new byte[1 << 20]);
    entries.put("b.csv", new byte[1 << 20]);

    refusal(Packed.zip(entries)).contains("a.csv, b.csv");
  }

  @Test
  void whatHoldsNoFileIsTold() {
    refusal(zip("run/")).contains("no file");
    byte[] empty = new byte[22];
    System.arraycopy(new byte[] {'P', 'K', 5, 6}, 0, empty, 0, 4);
    refusal(empty).contains("no file");
  }

  @Test
  void whatCannotBeReadIsToldInWords() throws IOException {
    refusal(file("password.zip")).contains("encrypted");
    refusal(file("bzip2.zip")).contains("method 12");
    refusal(zip("[Content_Types].xml", "xl/workbook.xml")).contains("xlsx");
    refusal(Packed.utf8("a,b\n"), saidToBe(Container.ZIP)).contains("no zip");
    byte[] streamed = Packed.zip("a.csv", "a,b\n");
    streamed[8] = 0; // stored, and its length is not said before
    refusal(streamed).contains("without lengths");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file.zip", "pipe.zip", "zip64.zip"})
  void everyCutOfAFileShows(String name) throws IOException {
    Bytes.everyCutShows(file(name), 4);
  }

  @Test
  void damageShows() throws IOException {
    byte[] zip = file("file.zip");
    byte[] damaged = zip.clone();
    damaged[14] ^= 1; // checksum
    refusal(damaged).contains("checksum");
    byte[] unlisted = zip("a.csv");
    int list = unlisted.length - 22 - 46 - "a.csv".length();
    byte[] cut =
        Packed.joined(
            Arrays.copyOf(unlisted, list),
            Arrays.copyOfRange(unlisted, unlisted.length - 22, unlisted.length));
    refusal(cut).contains("list of entries");
    refusal(Packed.joined(zip, Packed.utf8("more"))).contains("what follows");
  }

  @Test
  void aConnectionThatBreaksIsNoDamage() throws IOException {
    byte[] zip = file("file.zip");
    for (int at = 0; at <= zip.length; at += 97) {
      InputStream in = BrokenStream.behind(Arrays.copyOf(zip, at));
      assertThatThrownBy(() -> Unpacked.of(in, saidToBe(Container.ZIP)).readAllBytes())
          .isInstanceOf(IOException.class)
          .hasMessage(BrokenStream.MESSAGE);
    }
  }

  @Test
  void whatIsPassedOverIsBounded() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("__MACOSX/._a.csv", new byte[20 << 20]);
    entries.put("a.csv", Packed.utf8("a,b\n"));

    refusal(Packed.zip(entries)).contains("too much");
  }

  @Test
  void noChangedByteDoesMoreThanSpoil() throws IOException {
    Bytes.noChangedByteDoesMoreThanSpoil(zip("run/", "run/.DS_Store", "run/a.csv"));
    Bytes.noChangedByteDoesMoreThanSpoil(file("zip64-pipe.zip"));
  }
}
