package nexus.telemetry.unpack;

import java.io.IOException;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Deflated data (RFC 1951), one run of it after the other, and what is known of the latest. */
final class Deflated {

  private final Source source;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 checksum = new CRC32();

  Deflated(Source source) {
    this.source = source;
  }

  /** Begins with the next run, where the source stands. */
  void begin() {
    inflater.reset();
    checksum.reset();
  }

  /** Some bytes of the run; −1 at its end: then the source stands behind it. */
  int read(byte[] target, int at, int length) throws IOException {
    try {
      while (true) {
        int count = inflater.inflate(target, at, length);
        if (count > 0) {
          checksum.update(target, at, count);
          return count;
        } else if (inflater.finished()) {
          source.putBack(inflater.getRemaining());
          return -1;
        } else if (inflater.needsDictionary()) {
          throw source.damaged("it needs a dictionary");
        }
        source.feed(inflater);
      }
    } catch (DataFormatException e) {
      throw (RuntimeException) source.damaged(String.valueOf(e.getMessage())).initCause(e);
    }
  }

  long checksum() {
    return checksum.getValue();
  }

  /** Bytes it took. */
  long packed() {
    return inflater.getBytesRead();
  }

  /** Bytes it became. */
  long unpacked() {
    return inflater.getBytesWritten();
  }
}
