package nexus.telemetry.unpack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import nexus.telemetry.model.InvalidInputException;

/** One entry of a zip, read where it stands: its header, its content, and what follows it. */
final class ZipFileEntry {

  private static final int ENCRYPTED = 1;
  private static final int LENGTHS_BEHIND = 8;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;
  private static final int ZIP_64 = 1;
  private static final long IN_ZIP_64 = 0xffffffffL;
  private static final long BEHIND = 0x08074b50L;

  private final Source source;
  private final Deflated data;
  private final int flags;
  private final int method;
  private final String name;
  private final CRC32 storedChecksum = new CRC32();
  private long checksum;
  private long packed;
  private long unpacked;
  private boolean zip64;
  private long storedLeft;

  /** Reads the entry's header, behind its signature. */
  ZipFileEntry(Source source) throws IOException {
    this.source = source;
    this.data = new Deflated(source);
    source.skip(2); // version
    this.flags = source.u16();
    this.method = source.u16();
    source.skip(4); // time
    this.checksum = source.u32();
    this.packed = source.u32();
    this.unpacked = source.u32();
    int nameBytes = source.u16();
    int extraBytes = source.u16();
    // Names in other encodings than UTF-8 are told as well as can be.
    this.name = new String(source.bytes(nameBytes), StandardCharsets.UTF_8);
    readExtra(extraBytes);
    this.storedLeft = packed;
  }

  String name() {
    return name;
  }

  /** Whether somebody put it there, and not an archiver for its own ends. */
  boolean counts() {
    return !name.endsWith("/")
        && !name.startsWith("__MACOSX/")
        && !name.equals(".DS_Store")
        && !name.endsWith("/.DS_Store");
  }

  /**
   * Checks that the content can be read.
   *
   * @throws InvalidInputException when it is encrypted, or packed in another way than is read
   */
  void requireReadable() {
    if ((flags & ENCRYPTED) != 0) {
      throw new InvalidInputException("body", "the zip is encrypted: send it without a password");
    } else if (method != STORED && method != DEFLATED) {
      throw new InvalidInputException(
          "body", "the zip is compressed by method " + method + ": deflate (8) alone is read");
    } else if (method == STORED && areLengthsBehind() && !name.endsWith("/")) {
      throw new InvalidInputException(
          "body", "the zip is not compressed, and was written without lengths: compress it");
    }
  }

  /** Some bytes of the content; −1 at its end: then it was found to be whole. */
  int read(byte[] target, int at, int length) throws IOException {
    int count = method == STORED ? readStored(target, at, length) : data.read(target, at, length);
    if (count < 0) {
      checkEnd();
    }
    return count;
  }

  private int readStored(byte[] target, int at, int length) throws IOException {
    if (storedLeft == 0) {
      return -1;
    }
    int count = source.read(target, at, (int) Math.min(length, storedLeft));
    storedChecksum.update(target, at, count);
    storedLeft -= count;
    return count;
  }

  private void checkEnd() throws IOException {
    long readPacked = method == STORED ? packed : data.packed();
    long readUnpacked = method == STORED ? packed : data.unpacked();
    if (areLengthsBehind()) {
      readLengthsBehind(readPacked, readUnpacked);
    }
    if (checksum != (method == STORED ? storedChecksum.getValue() : data.checksum())
        || packed != readPacked
        || unpacked != readUnpacked) {
      throw source.damaged("its checksum or length is another");
    }
  }

  /**
   * Their signature may be left out, and their width is told nowhere, but by what must be there.
   */
  private void readLengthsBehind(long readPacked, long readUnpacked) throws IOException {
    long first = source.u32();
    checksum = first == BEHIND ? source.u32() : first;
    packed = source.u32();
    unpacked = source.u32();
    boolean wide =
        (readPacked | readUnpacked) >>> 32 != 0
            || unpacked != readUnpacked
            || (readUnpacked == 0 && zip64);
    if (wide) {
      packed |= unpacked << 32;
      unpacked = source.u64();
    }
  }

  private boolean areLengthsBehind() {
    return (flags & LENGTHS_BEHIND) != 0;
  }

  private void readExtra(int bytes) throws IOException {
    int left = bytes;
    while (left >= 4) {
      int id = source.u16();
      int size = source.u16();
      left -= 4 + size;
      if (left < 0) {
        throw source.damaged("an entry's header is longer than it says");
      }
      if (id == ZIP_64) {
        readZip64(size);
      } else {
        source.skip(size);
      }
    }
    source.skip(left);
  }

  private void readZip64(int size) throws IOException {
    zip64 = true;
    int left = size;
    if (unpacked == IN_ZIP_64 && left >= 8) {
      unpacked = source.u64();
      left -= 8;
    }
    if (packed == IN_ZIP_64 && left >= 8) {
      packed = source.u64();
      left -= 8;
    }
    source.skip(left);
  }
}
