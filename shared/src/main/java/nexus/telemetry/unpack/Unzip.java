package nexus.telemetry.unpack;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import nexus.telemetry.model.InvalidInputException;

/**
 * The one file of a zip, read from the front while it comes.
 *
 * <pre>
 * entry … entry ─ their list, as long ─ end of the list
 * </pre>
 *
 * <p>Folders and what macOS adds are passed over. The JDK's own ends silently where the list begins
 * or should: a zip that is cut there would pass for whole.
 */
final class Unzip extends Unpacking {

  private static final long ENTRY = 0x04034b50L;
  private static final long LISTED = 0x02014b50L;
  private static final long ZIP_64_END = 0x06064b50L;
  private static final long ZIP_64_END_AT = 0x07064b50L;
  private static final long END = 0x06054b50L;

  /** A small file is read ahead, so that what stands behind it is known before it is read. */
  private static final int AHEAD = 64 << 10;

  /** Most bytes that are unpacked of what is passed over. */
  private static final int MOST_PASSED = 16 << 20;

  private static final int MOST_NAMED = 10;
  private static final int LONGEST_NAME = 80;

  private final Source source;
  private ZipFileEntry file;
  private byte[] ahead = {};
  private int aheadAt;
  private boolean whole;
  private long entries;
  private int passed;

  Unzip(InputStream in) {
    this(new Source(in, "zip"));
  }

  private Unzip(Source source) {
    super(source);
    this.source = source;
  }

  @Override
  int more(byte[] target, int at, int length) throws IOException {
    if (file == null) {
      open();
    }
    if (aheadAt < ahead.length) {
      int count = Math.min(length, ahead.length - aheadAt);
      System.arraycopy(ahead, aheadAt, target, at, count);
      aheadAt += count;
      return count;
    } else if (whole) {
      return -1;
    }
    int count = file.read(target, at, length);
    if (count < 0) {
      finish();
    }
    return count;
  }

  private void open() throws IOException {
    file =
        nextFile()
            .orElseThrow(() -> new InvalidInputException("body", "the zip has no file in it"));
    refuseOffice(file.name());
    file.requireReadable();
    byte[] first = new byte[AHEAD];
    int limit = 0;
    while (limit < AHEAD && !whole) {
      int count = file.read(first, limit, AHEAD - limit);
      if (count < 0) {
        finish();
      } else {
        limit += count;
      }
    }
    ahead = Arrays.copyOf(first, limit);
  }

  /** Documents are zips, whose first file says so. */
  private static void refuseOffice(String first) {
    if (first.equals("[Content_Types].xml") || first.startsWith("_rels/")) {
      throw new ForeignFileException(Foreign.XLSX);
    } else if (first.equals("mimetype")) {
      throw new ForeignFileException(Foreign.ODS);
    }
  }

  /** Nothing that counts may follow the file, and the list of entries must be there. */
  private void finish() throws IOException {
    Optional<ZipFileEntry> second = nextFile();
    if (second.isPresent()) {
      throw several(second.get());
    }
    whole = true;
  }

  /** The next entry that counts; empty at the end of the zip. */
  private Optional<ZipFileEntry> nextFile() throws IOException {
    for (long signature = source.u32(); ; signature = source.u32()) {
      if (signature != ENTRY) {
        readList(signature);
        return Optional.empty();
      }
      entries++;
      ZipFileEntry entry = new ZipFileEntry(source);
      if (entry.counts()) {
        return Optional.of(entry);
      }
      pass(entry);
    }
  }

  private void pass(ZipFileEntry entry) throws IOException {
    entry.requireReadable();
    byte[] dropped = new byte[8 << 10];
    for (int count = 0; count >= 0; count = entry.read(dropped, 0, dropped.length)) {
      passed += count;
      if (passed > MOST_PASSED) {
        throw new InvalidInputException("body", "the zip has too much in it beside one file");
      }
    }
  }

  private void readList(long first) throws IOException {
    long signature = first;
    long listed = 0;
    for (; signature == LISTED; signature = source.u32()) {
      source.skip(24);
      int variable = source.u16() + source.u16() + source.u16();
      source.skip(12L + variable);
      listed++;
    }
    if (signature == ZIP_64_END) {
      source.skip(source.u64());
      signature = source.u32();
    }
    if (signature == ZIP_64_END_AT) {
      source.skip(16);
      signature = source.u32();
    }
    if (signature != END || listed != entries) {
      throw source.damaged("its list of entries is not where or what it should be");
    }
    source.skip(16);
    source.skip(source.u16()); // comment
    source.requireZeros();
  }

  private InvalidInputException several(ZipFileEntry second) {
    List<String> names = new ArrayList<>(List.of(file.name(), second.name()));
    boolean all = addNames(second, names);
    names.stream().filter("[Content_Types].xml"::equals).forEach(Unzip::refuseOffice);
    return new InvalidInputException(
        "body",
        "the zip has more than one file: "
            + String.join(", ", names.stream().map(Unzip::printable).toList())
            + (all ? "" : ", …")
            + "; send them one by one");
  }

  /** Adds the names of what else there is, as far as it can be read. Whether these are all. */
  private boolean addNames(ZipFileEntry second, List<String> names) {
    try {
      Optional<ZipFileEntry> next = Optional.of(second);
      while (names.size() < MOST_NAMED) {
        pass(next.get());
        next = nextFile();
        if (next.isEmpty()) {
          return true;
        }
        names.add(next.get().name());
      }
    } catch (InvalidInputException | IOException e) {
      // Those before are told.
    }
    return false;
  }

  private static String printable(String name) {
    String shown = name.replaceAll("\\p{Cntrl}", "?");
    return shown.length() <= LONGEST_NAME ? shown : shown.substring(0, LONGEST_NAME) + "…";
  }
}
