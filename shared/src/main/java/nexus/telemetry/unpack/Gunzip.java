package nexus.telemetry.unpack;

import java.io.IOException;
import java.io.InputStream;

/**
 * Inflates gzip (RFC 1952), every member one after the other.
 *
 * <p>The JDK's own ends silently where what follows a member cannot be read: a second member that
 * is cut off in its header would be lost without a word.
 */
final class Gunzip extends Unpacking {

  private static final int MAGIC = 0x8b1f;
  private static final int DEFLATED = 8;
  private static final int HEADER_CHECKSUM = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xe0;

  private final Source source;
  private final Deflated data;
  private boolean begun;
  private boolean inMember;

  Gunzip(InputStream in) {
    this(new Source(in, "gzip"));
  }

  private Gunzip(Source source) {
    super(source);
    this.source = source;
    this.data = new Deflated(source);
  }

  @Override
  int more(byte[] target, int at, int length) throws IOException {
    while (inMember || nextMember()) {
      int count = data.read(target, at, length);
      if (count >= 0) {
        return count;
      }
      readTrailer();
      inMember = false;
    }
    return -1;
  }

  private boolean nextMember() throws IOException {
    int first = begun ? source.next() : source.need();
    if (begun && first <= 0) {
      source.requireZeros();
      return false;
    }
    if ((first | source.need() << 8) != MAGIC) {
      throw source.damaged(
          begun ? "what follows the compressed data is none" : "it does not begin as one");
    }
    readHeader();
    data.begin();
    begun = true;
    inMember = true;
    return true;
  }

  private void readHeader() throws IOException {
    int method = source.need();
    int flags = source.need();
    if (method != DEFLATED || (flags & RESERVED) != 0) {
      throw source.damaged("it is compressed in an unknown way");
    }
    source.skip(6); // time, level, system
    if ((flags & EXTRA) != 0) {
      source.skip(source.u16());
    }
    for (int text : new int[] {NAME, COMMENT}) {
      while ((flags & text) != 0 && source.need() != 0) {
        // The next character.
      }
    }
    source.skip((flags & HEADER_CHECKSUM) != 0 ? 2 : 0);
  }

  private void readTrailer() throws IOException {
    if (source.u32() != data.checksum() || source.u32() != (data.unpacked() & 0xffffffffL)) {
      throw source.damaged("its checksum is another");
    }
  }
}
