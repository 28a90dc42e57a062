package nexus.telemetry.ingest;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import nexus.telemetry.csv.CsvHeader;
import nexus.telemetry.csv.RejectSink;
import nexus.telemetry.ingest.LineNumbers.FirstLine;
import nexus.telemetry.ingest.objects.ObjectStore;

/**
 * The rejected rows of a chunk, in a file without a name because there may be as many as rows. What
 * comes of them is CSV of the format they came in: each row as it was sent, and behind it two
 * columns that an ingest does not read.
 *
 * <pre>
 * timestamp,metric_name,…,rejected_line,rejected_reason
 * 2026-01-01T00:00:00Z,DCGM_FI_DEV_GPU_UTIL,…,x,…,17,"value is no number"
 * </pre>
 *
 * <p>Where files were put together, rows stand below their own header here too.
 *
 * <p>So a row is mended where it stands, and the file sent again. A row is there once, however many
 * of its values are rejected; of one that is longer than a row may be, the beginning. The first
 * {@value #MAX_BYTES} bytes are kept, and a last line tells how many rows are not.
 */
final class RejectedRows implements RejectSink, Closeable {

  /** Most bytes kept: with what comes of them they must fit a function's temporary folder. */
  private static final long MAX_BYTES = 128L << 20;

  private static final int REMARK_BYTES = 32;

  private final Path folder;
  private FileChannel file;
  private DataOutputStream rows;
  private FileChannel csv;
  private long bytes;
  private long kept;
  private long left;

  /** The row of which rejected values may still come. */
  private Row last;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Row(byte[] header, long line, StringBuilder reasons, byte[] text) {}

  /**
   * Header that the next row stands below, where it is another than the one before stands below.
   */
  private byte[] header = {};

  /**
   * @param folder where temporary files may be made
   */
  RejectedRows(Path folder) {
    this.folder = folder;
  }

  /** Whether no row was rejected. */
  boolean isEmpty() {
    return last == null;
  }

  @Override
  public void reject(long line, String reason, byte[] from, int start, int end) {
    if (last != null && last.line == line) {
      if (last.reasons.length() < 1_000 && last.reasons.indexOf(reason) < 0) {
        last.reasons.append("; ").append(reason);
      }
      return;
    }
    flush();
    last = new Row(header, line, new StringBuilder(reason), Arrays.copyOfRange(from, start, end));
    header = new byte[0];
  }

  @Override
  public void header(CsvHeader next) {
    header = headerLine(next);
  }

  private static byte[] headerLine(CsvHeader header) {
    char separator = header.dialect().separator();
    String line =
        header.isDelimited()
            ? header.text() + separator + "rejected_line" + separator + "rejected_reason\n"
            : "";
    return line.getBytes(StandardCharsets.UTF_8);
  }

  private void flush() {
    if (last == null) {
      return;
    }
    bytes += last.header.length + last.text.length + last.reasons.length() + REMARK_BYTES;
    if (bytes > MAX_BYTES) {
      left++;
      return;
    }
    try {
      if (rows == null) {
        file = nameless();
        rows = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(file)));
      }
      rows.writeInt(last.header.length);
      rows.write(last.header);
      rows.writeLong(last.line);
      rows.writeUTF(last.reasons.toString());
      rows.writeInt(last.text.length);
      rows.write(last.text);
      kept++;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FileChannel nameless() throws IOException {
    Path path = Files.createTempFile(folder, "rejected-", ".rows");
    try {
      return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } finally {
      Files.delete(path);
    }
  }

  /**
   * The rows as CSV, once all of them came. Good until this is closed.
   *
   * @param firstHeader the header that the first rows stand below
   * @param lines where the lines that were counted begin
   * @throws IOException when a temporary file fails
   */
  ObjectStore.Content csv(CsvHeader firstHeader, FirstLine lines) throws IOException {
    flush();

    csv = nameless();
    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(csv));
    out.write(headerLine(firstHeader));
    if (rows != null) {
      rows.flush();
      file.position(0);
      DataInputStream in =
          new DataInputStream(new BufferedInputStream(Channels.newInputStream(file)));
      for (long i = 0; i < kept; i++) {
        out.write(in.readNBytes(in.readInt()));
        long line = in.readLong();
        String reason = in.readUTF();
        byte[] text = in.readNBytes(in.readInt());
        write(
            out, firstHeader, text, remark(firstHeader, lines.number(line), lines.explain(reason)));
      }
    }
    if (left > 0) {
      String reason = left + " more rows, up to here, are not kept";
      write(out, firstHeader, new byte[0], remark(firstHeader, lines.number(last.line), reason));
    }
    out.flush();
    return new ObjectStore.Content(
        csv.size(),
        () -> {
          csv.position(0);
          return Channels.newInputStream(csv);
        });
  }

  /** A row with its remark: in columns of its own behind it, or in a line of its own above it. */
  private static void write(OutputStream out, CsvHeader header, byte[] row, byte[] remark)
      throws IOException {
    out.write(header.isDelimited() ? row : remark);
    out.write(header.isDelimited() ? remark : row);
    if (!header.isDelimited() && row.length > 0) {
      out.write('\n');
    }
  }

  private static byte[] remark(CsvHeader header, long line, String reason) {
    char separator = header.dialect().separator();
    String remark =
        header.isDelimited()
            ? String.valueOf(separator)
                + line
                + separator
                + '"'
                + reason.replace("\"", "\"\"")
                + "\"\n"
            : "# line " + line + ": " + reason + "\n";
    return remark.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    if (csv != null) {
      csv.close();
    }
    if (file != null) {
      file.close();
    }
  }
}
