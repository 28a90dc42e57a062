package nexus.telemetry.capture;

import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import nexus.telemetry.capture.file.Head;
import nexus.telemetry.capture.file.Shape;
import nexus.telemetry.csv.Column;
import nexus.telemetry.csv.CsvHeader;
import nexus.telemetry.csv.CsvParser;
import nexus.telemetry.csv.CsvPiece;
import nexus.telemetry.csv.Given;
import nexus.telemetry.csv.ParsedChunk;
import nexus.telemetry.csv.RejectSink;
import nexus.telemetry.csv.gpus.GivenGpu;
import nexus.telemetry.csv.gpus.GivenHost;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.RejectedRow;
import nexus.telemetry.model.SampleTimes;

/**
 * Reads a file's first rows, to see what all of them lack: columns that its header does not have
 * may be told by labels, or not be told at all.
 */
final class Trial {

  private static final String MISSING = " is missing";

  private final Head head;
  private final int from;
  private final BiFunction<Given, Optional<ZoneId>, Shape> recognize;
  private final Set<Column> lacking = new LinkedHashSet<>();
  private boolean withoutZone;
  private boolean timeGiven;
  private boolean gpuGiven;

  private Trial(Head head, int from, BiFunction<Given, Optional<ZoneId>, Shape> recognize) {
    this.head = head;
    this.from = from;
    this.recognize = recognize;
  }

  /**
   * Tries a file.
   *
   * @param head holds the first rows
   * @param from where they begin in it
   * @param recognize how they are read with other things given
   */
  static Trial of(
      Head head,
      int from,
      BiFunction<Given, Optional<ZoneId>, Shape> recognize,
      Given given,
      Optional<ZoneId> zone) {
    Trial trial = new Trial(head, from, recognize);
    trial.timeGiven = given.time() != null;
    trial.gpuGiven = given.gpu() != null;
    trial.run(paced(given), zone);
    return trial;
  }

  /** Columns that nothing tells. */
  Set<Column> lacking() {
    return lacking;
  }

  /** Whether the sender gives the time of rows that have none. */
  boolean isTimeGiven() {
    return timeGiven;
  }

  /** Whether all times are local ones, and no zone is given. */
  boolean isWithoutZone() {
    return withoutZone;
  }

  /** Each round finds one thing that every row lacks, and goes on as if it were given. */
  private void run(Given given, Optional<ZoneId> zone) {
    Shape shape = recognize.apply(given, zone);
    List<CsvHeader.Missing> missing = shape.header().missing();
    missing.forEach(one -> lacking.add(one.column()));
    Given tried = given;
    for (CsvHeader.Missing one : missing) {
      tried = with(tried, one.column());
    }
    Optional<ZoneId> triedZone = zone;
    for (Column found = next(tried, triedZone); found != null; found = next(tried, triedZone)) {
      if (found == Column.TIMESTAMP && withoutZone && triedZone.isEmpty()) {
        triedZone = Optional.of(ZoneId.of("UTC"));
      } else if (lacking.add(found)) {
        tried = with(tried, found);
      } else {
        return;
      }
    }
  }

  /** With it no row is bad for coming again without a time. */
  private static Given paced(Given given) {
    String interval = given.interval() == null ? "1ms" : given.interval();
    return new Given(
        given.host(), given.gpu(), given.metric(), given.time(), interval, given.columns());
  }

  private static Given with(Given given, Column column) {
    String time = column == Column.TIMESTAMP ? "2026-01-01T00:00:00Z" : given.time();
    String metric = column == Column.METRIC_NAME ? "metric" : given.metric();
    String gpu = column == Column.GPU_ID ? "0" : given.gpu();
    Given more = new Given(given.host(), gpu, metric, time, given.interval(), given.columns());
    return column == Column.HOSTNAME ? more.orHost("host") : more;
  }

  /** What every row lacks; null where some row has all it needs, or is bad otherwise. */
  private Column next(Given given, Optional<ZoneId> zone) {
    Shape shape = recognize.apply(given, zone);
    CsvHeader header = shape.header();
    if (!header.missing().isEmpty()) {
      return null;
    }
    int length = head.wholeBytes() - from;
    if (length <= 0) {
      return null;
    }
    byte[] rows = Arrays.copyOfRange(head.bytes(), from, from + length);
    CsvParser parser =
        new CsvParser(header, 1, Long.MAX_VALUE / 2, 0, SampleTimes.of(zone), RejectSink.NONE);
    parser.read(new CsvPiece(0, length, rows, length));
    ParsedChunk chunk = parser.take();
    refuse("host", chunk, GivenHost::isReason);
    if (gpuGiven) {
      refuse("gpu", chunk, GivenGpu::isReason);
    }
    if (chunk.rejected() == 0 || chunk.rejected() < chunk.values()) {
      return null;
    }
    if (chunk.withoutZone() == chunk.rows()) {
      withoutZone = true;
      return Column.TIMESTAMP;
    }
    return lackedByAll(chunk.rejects(), shape);
  }

  /** Refuses a file of which what is given would make one of several. */
  private static void refuse(String field, ParsedChunk chunk, Predicate<String> isReason) {
    chunk.rejects().stream()
        .map(RejectedRow::reason)
        .filter(isReason)
        .findFirst()
        .ifPresent(
            reason -> {
              throw new InvalidInputException(field, reason);
            });
  }

  private static Column lackedByAll(List<RejectedRow> rejects, Shape shape) {
    String column = rejects.get(0).column();
    boolean all =
        rejects.stream()
            .allMatch(row -> row.column().equals(column) && row.reason().endsWith(MISSING));
    if (!all) {
      return null;
    }
    Optional<Column> known = Column.of(column);
    return (shape.isDelimited()
            ? shape.header().filledColumn(column).or(() -> known.filter(Trial::isGiven))
            : known)
        .orElse(null);
  }

  /** Whether it can be given for rows that leave the file's own column blank. */
  private static boolean isGiven(Column column) {
    return column == Column.HOSTNAME
        || column == Column.GPU_ID
        || column == Column.METRIC_NAME
        || column == Column.TIMESTAMP;
  }
}
