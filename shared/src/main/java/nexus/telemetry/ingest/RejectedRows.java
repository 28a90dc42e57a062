package nexus.telemetry.ingest;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import nexus.telemetry.csv.RejectSink;

/**
 * The rejected rows of a chunk, on disk because there may be as many as rows. As a file they are
 * CSV of the format they came in: each row as it was sent, and behind it two columns that an ingest
 * does not read.
 *
 * <pre>
 * timestamp,metric_name,…,rejected_line,rejected_reason
 * 2026-01-01T00:00:00Z,DCGM_FI_DEV_GPU_UTIL,…,x,…,17,"value is no number"
 * </pre>
 *
 * <p>So a row is mended where it stands, and the file sent again. Of a row longer than a row may be
 * the beginning is kept.
 */
final class RejectedRows implements RejectSink, Closeable {

  private final Path folder;
  private Path file;
  private DataOutputStream rows;
  private long count;

  /**
   * @param folder where temporary files may be made
   */
  RejectedRows(Path folder) {
    this.folder = folder;
  }

  /** Number of rejected rows and values. */
  long count() {
    return count;
  }

  @Override
  public void reject(long line, String reason, byte[] bytes, int start, int end) {
    try {
      if (rows == null) {
        file = Files.createTempFile(folder, "rejected-", ".rows");
        rows = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
      }
      rows.writeLong(line);
      rows.writeUTF(reason);
      rows.writeInt(end - start);
      rows.write(bytes, start, end - start);
      count++;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes the file.
   *
   * @param header the file's first line
   * @param linesBefore lines of the whole file before the part that was read
   * @return a temporary file, which the caller deletes
   * @throws IOException when a temporary file fails
   */
  Path write(String header, long linesBefore) throws IOException {
    rows.close();
    Path csv = Files.createTempFile(folder, "rejected-", ".csv");
    try (DataInputStream in =
            new DataInputStream(new BufferedInputStream(Files.newInputStream(file)));
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(csv))) {
      out.write((header + ",rejected_line,rejected_reason\n").getBytes(StandardCharsets.UTF_8));
      for (long i = 0; i < count; i++) {
        long line = in.readLong() + linesBefore;
        String reason = in.readUTF();
        out.write(in.readNBytes(in.readInt()));
        String remark = "," + line + ",\"" + reason.replace("\"", "\"\"") + "\"\n";
        out.write(remark.getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      Files.deleteIfExists(csv);
      throw e;
    }
    return csv;
  }

  @Override
  public void close() throws IOException {
    if (rows != null) {
      rows.close();
      Files.delete(file);
    }
  }
}
