package nexus.functions.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Compresses answers for those who ask for it (RFC 9110, section 12.5.3). */
final class Gzip {

  /** A smaller body fits a packet or two as it is. */
  private static final int LEAST_BYTES = 1_400;

  private static final int BUFFER = 8 << 10;

  private Gzip() {}

  static boolean isWorthwhile(byte[] body) {
    return body.length >= LEAST_BYTES;
  }

  /**
   * Whether {@code Accept-Encoding} names gzip, or everything, with a weight above zero.
   *
   * @param headers every header of that name
   */
  static boolean isAccepted(List<String> headers) {
    boolean accepted = false;
    for (String header : headers) {
      for (String coding : header.toLowerCase(Locale.ROOT).split(",", -1)) {
        String[] parts = coding.split(";", 2);
        String name = parts[0].strip();
        boolean refused = parts.length == 2 && parts[1].strip().matches("q=0(\\.0*)?");
        if (name.equals("gzip") || name.equals("x-gzip")) {
          return !refused;
        }
        accepted |= name.equals("*") && !refused;
      }
    }
    return accepted;
  }

  /** As quickly as can be: telemetry shrinks to a sixth also so. */
  static byte[] compress(byte[] body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length / 4);
    try (OutputStream gzip = stream(bytes)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Compresses what is written to it, as quickly; closing it ends and closes {@code to}. */
  static OutputStream stream(OutputStream to) throws IOException {
    return new Fast(to);
  }

  private static final class Fast extends GZIPOutputStream {
    Fast(OutputStream to) throws IOException {
      super(to, BUFFER);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
