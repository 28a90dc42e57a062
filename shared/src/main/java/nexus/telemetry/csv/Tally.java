package nexus.telemetry.csv;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import nexus.telemetry.csv.lines.LineReader;
import nexus.telemetry.csv.rows.RowRejected;
import nexus.telemetry.model.Counts;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.RejectedRow;

/** Counts what the values of a chunk became and keeps the first rejected rows. */
final class Tally {

  private List<String> columns;
  private final RejectSink sink;
  private final List<RejectedRow> rejects = new ArrayList<>();
  private int rejectBytes;
  private boolean full;
  private long rows;
  private long values;
  private long accepted;
  private long missing;
  private long rejected;
  private long expired;
  private long inexact;
  private long repeated;
  private long replaced;
  private long withoutZone;
  private long ignored;
  private final Set<String> ignoredNames = new LinkedHashSet<>();

  /**
   * @param columns names of the file's columns
   * @param sink is given every rejected row
   */
  Tally(List<String> columns, RejectSink sink) {
    this.columns = columns;
    this.sink = sink;
  }

  /** Rows from here on have other columns. */
  void columns(List<String> names) {
    columns = names;
  }

  void row(int valuesOfRow) {
    rows++;
    values += valuesOfRow;
  }

  long accepted() {
    return accepted;
  }

  void accept() {
    accepted++;
  }

  /** Notes that the value accepted last is not quite the one that was sent. */
  void inexact() {
    inexact++;
  }

  /** Notes that the row just rejected has a local time, and that no zone was given. */
  void withoutZone() {
    withoutZone++;
  }

  /** A value is of something that is no field of a GPU. */
  void ignore(String name) {
    ignored++;
    if (ignoredNames.size() < Ignored.MAX_NAMES) {
      ignoredNames.add(name);
    }
  }

  /** Counts the samples that others of the same time repeat or replace; the last one stands. */
  void count(MetricColumn column) {
    long equal = 0;
    long different = 0;
    for (int i = 1; i < column.size(); i++) {
      if (column.time(i) == column.time(i - 1)) {
        boolean same =
            Double.doubleToRawLongBits(column.value(i))
                == Double.doubleToRawLongBits(column.value(i - 1));
        equal += same ? 1 : 0;
        different += same ? 0 : 1;
      }
    }
    repeated += equal;
    replaced += different;
  }

  void miss() {
    missing++;
  }

  /** Counts the values of a row that is older than the retention. */
  void expire(int valuesOfRow) {
    expired += valuesOfRow;
  }

  /** Counts {@code count} values of the current line as rejected, and reports them once. */
  void reject(LineReader line, RowRejected why, int count) {
    rejected += count;
    sink.reject(line.number(), why.getMessage(), line.bytes(), line.start(), line.keptEnd());
    if (full) {
      return;
    }
    String column = why.place() == RowRejected.WHOLE_ROW ? "" : columns.get(why.place());
    RejectedRow reject = new RejectedRow(line.number(), why.getMessage(), column, line.beginning());
    rejectBytes += bytes(reject.text()) + bytes(reject.reason()) + bytes(reject.column());
    full = rejectBytes > ParsedChunk.MAX_REJECT_BYTES;
    if (!full) {
      rejects.add(reject);
      full = rejects.size() == ParsedChunk.MAX_REJECTS;
    }
  }

  ParsedChunk chunk(List<GpuSamples> gpus) {
    long first = gpus.stream().mapToLong(GpuSamples::firstMs).min().orElse(0);
    long last = gpus.stream().mapToLong(GpuSamples::lastMs).max().orElse(0);
    Counts counts =
        new Counts(rows, accepted, missing, rejected, expired, inexact, repeated, replaced);
    Ignored left = new Ignored(ignored, List.copyOf(ignoredNames));
    return new ParsedChunk(counts, values, withoutZone, left, rejects, gpus, first, last);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
