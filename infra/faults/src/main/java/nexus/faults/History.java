package nexus.faults;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * Writes what clients do and are told, an operation a line, in Jepsen's form of EDN: {@code
 * infra/faults/check-history} reads it, and says what its values mean.
 *
 * <p>A process whose outcome nobody knows does nothing any more; another one goes on in its place.
 */
final class History implements Closeable {

  private static final int BAD_REQUEST = 400;
  private static final int TOO_LARGE = 413;
  private static final int UNSUPPORTED = 415;
  private static final int OK = 200;

  private final BufferedWriter out;
  private final long begunNanos = System.nanoTime();
  private final Map<String, Integer> uploads = new HashMap<>();
  private final Deque<Integer> idle = new ArrayDeque<>();
  private int processes;
  private long index;

  private History(BufferedWriter out) {
    this.out = out;
  }

  /** Writes nothing. */
  static History none() {
    return new History(null);
  }

  /** Writes a file anew. */
  static History to(Path file) throws IOException {
    return new History(Files.newBufferedWriter(file));
  }

  boolean isKept() {
    return out != null;
  }

  /** What was begun, and of which it is still to be told what became of it. */
  final class Begun {
    private final int process;
    private final String what;

    private Begun(int process, String what) {
      this.process = process;
      this.what = what;
    }

    /** It ended with a status of HTTP; 0 without one. Only a refusal of the content is certain. */
    void ended(int status, String value) {
      if (status == OK) {
        end(this, "ok", value);
      } else if (status == BAD_REQUEST || status == TOO_LARGE || status == UNSUPPORTED) {
        end(this, "fail", "nil");
      } else {
        end(this, "info", "nil");
      }
    }
  }

  /** Sends a file, maybe not for the first time. */
  Begun upload(byte[] file) {
    if (!isKept()) {
      return new Begun(0, "");
    }
    synchronized (this) {
      int next = uploads.size() + 1;
      Integer known = uploads.putIfAbsent(sha256(file), next);
      String value =
          known == null
              ? "{:upload " + next + ", :samples [" + samples(file) + "]}"
              : "{:upload " + known + "}";
      return begin(":upload", value);
    }
  }

  /** Reads something that is named, or anything. */
  synchronized Begun read(String subject) {
    return begin(":read", "{:subject " + quoted(subject) + "}");
  }

  private Begun begin(String what, String value) {
    int process = idle.isEmpty() ? processes++ : idle.pop();
    write(process, "invoke", what, value);
    return new Begun(process, what);
  }

  private synchronized void end(Begun begun, String type, String value) {
    if (isKept()) {
      write(begun.process, type, begun.what, value);
      if (!type.equals("info")) {
        idle.push(begun.process);
      }
    }
  }

  private void write(int process, String type, String what, String value) {
    if (!isKept()) {
      return;
    }
    try {
      out.write(
          "{:index "
              + index++
              + ", :time "
              + (System.nanoTime() - begunNanos)
              + ", :process "
              + process
              + ", :type :"
              + type
              + ", :f "
              + what
              + ", :value "
              + value
              + "}\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String samples(byte[] file) {
    StringBuilder samples = new StringBuilder();
    String csv = new String(file, StandardCharsets.UTF_8);
    try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(csv)) {
      for (NamedCsvRecord row : rows) {
        String gpu = row.getField("Hostname") + "/" + row.getField("gpu_id");
        long timeMs = Instant.parse(row.getField("timestamp")).toEpochMilli();
        double value = Double.parseDouble(row.getField("value"));
        samples.append(sample(gpu, row.getField("metric_name"), timeMs, value));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return samples.toString();
  }

  /** A sample as a history has it. */
  static String sample(String gpu, String metric, long timeMs, double value) {
    return "[" + quoted(gpu + " " + metric) + " " + timeMs + " " + value + "] ";
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (isKept()) {
      out.close();
    }
  }
}
