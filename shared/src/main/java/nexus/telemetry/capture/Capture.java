package nexus.telemetry.capture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import nexus.telemetry.capture.CaptureReport.Missing;
import nexus.telemetry.capture.CaptureReport.Skipped;
import nexus.telemetry.csv.CsvHeader;
import nexus.telemetry.csv.CsvPieces;
import nexus.telemetry.csv.Given;
import nexus.telemetry.csv.Ignored;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.SampleTimes;

/**
 * A file that was opened: what it is, and its rows.
 *
 * <pre>
 * text ─Recognizer→ Shape ─→ what is missing: one error that names all of it
 *                        └→ rows, for CsvPieces and CsvParser
 * </pre>
 */
public final class Capture {

  private static final List<Recognizer> RECOGNIZERS =
      List.of(new Prometheus(), new PrometheusJson(), new Dmon(), new Grafana(), new Delimited());

  /** Most names that a message has. */
  private static final int MOST_NAMED = 5;

  private final Shape shape;
  private final CaptureReport report;
  private final InputStream rows;
  private final LimitedStream file;
  private final RowStream made;

  private Capture(
      Shape shape, CaptureReport report, InputStream rows, LimitedStream file, RowStream made) {
    this.shape = shape;
    this.report = report;
    this.rows = rows;
    this.file = file;
    this.made = made;
  }

  /**
   * Opens a file.
   *
   * @param in the file from its beginning on, UTF-8; not closed
   * @param encoding the encoding it had
   * @param given what its sender says beside it
   * @param zone the zone of times without one
   * @throws UnreadableCaptureException when something is missing, with all that is
   * @throws InvalidInputException with field {@code csv} when it is no file of a known kind
   * @throws IOException when the stream fails
   */
  public static Capture of(InputStream in, String encoding, Given given, Optional<ZoneId> zone)
      throws IOException {
    try {
      return open(in, encoding, given, zone);
    } catch (UnreadableCaptureException e) {
      throw e.encoded(encoding);
    }
  }

  private static Capture open(InputStream in, String encoding, Given given, Optional<ZoneId> zone)
      throws IOException {
    PeekedStream whole = new PeekedStream(in);
    Head head = Head.of(whole);
    NoCapture.refuse(head);
    Shape shape = recognize(head, given, zone);
    BiFunction<Given, Optional<ZoneId>, Shape> others =
        (more, where) -> recognize(head, more, where);
    checkInterval(shape, given);
    Head first = shape.kind() == Kind.PROMETHEUS ? Prometheus.firstRows(whole) : head;
    whole.skipNBytes(shape.headBytes());
    if (shape.rows() == null) {
      CaptureReport report =
          check(shape, head, Trial.of(first, shape.headBytes(), others, given, zone), zone);
      return new Capture(shape, report.encoded(encoding), whole, null, null);
    }
    LimitedStream file = new LimitedStream(whole);
    RowStream stream = shape.rows().apply(file);
    PeekedStream rows = new PeekedStream(stream);
    Head made = NoCapture.beginning(rows, shape, head);
    CaptureReport report = check(shape, head, Trial.of(made, 0, others, given, zone), zone);
    return new Capture(shape, report.encoded(encoding), rows, file, stream);
  }

  private static void checkInterval(Shape shape, Given given) {
    boolean dmon = shape.kind() == Kind.NVIDIA_SMI_DMON || shape.kind() == Kind.DCGMI_DMON;
    boolean follows = dmon || (mayLackTimes(shape) && given.time() != null);
    if (given.interval() != null && !follows && !shape.lacksTimes()) {
      throw new InvalidInputException(
          "interval",
          "interval is how far apart rows without times are, the first of which has that of time=;"
              + " and the file looks like "
              + shape.kind().words());
    }
  }

  private static boolean mayLackTimes(Shape shape) {
    return shape.isDelimited() || shape.kind() == Kind.PROMETHEUS;
  }

  /**
   * The header of a file whose first line it is, as it was recognized before.
   *
   * @throws InvalidInputException with field {@code csv} when it is none
   */
  public static CsvHeader header(String line, Given given) {
    Head head = Head.of((line + "\n").getBytes(StandardCharsets.UTF_8), false);
    Optional<ZoneId> zone = Optional.of(ZoneOffset.UTC);
    Shape shape = recognize(head, given, zone);
    BiFunction<Given, Optional<ZoneId>, Shape> others =
        (more, where) -> recognize(head, more, where);
    check(shape, head, Trial.of(head, shape.headBytes(), others, given, zone), zone);
    return shape.header();
  }

  /** What the file was taken for, if it can be read. */
  private static CaptureReport check(Shape shape, Head head, Trial trial, Optional<ZoneId> zone) {
    CaptureReport report = Describing.report(shape).skipping(head.skipped(shape.skipped()));
    List<Missing> missing = missing(shape, trial, zone);
    if (shape.kind() == Kind.UNKNOWN && !missing.isEmpty()) {
      throw withoutHeader(report.with(missing), shape);
    } else if (!missing.isEmpty()) {
      throw unreadable(report.with(missing));
    }
    try {
      shape.header().complete();
      return report;
    } catch (InvalidInputException e) {
      throw new UnreadableCaptureException(e.field(), e.getMessage(), report);
    }
  }

  /**
   * Whether parts of a file that begins so can be read by themselves. Where rows have no time, what
   * time they are given depends on those before.
   */
  public static boolean isSplittable(byte[] beginning, Given given) {
    try {
      Head head = Head.of(beginning, false);
      NoCapture.refuse(head);
      Shape shape = recognize(head, given, Optional.empty());
      return shape.isDelimited()
          && shape.headLines() == 1
          && given.columns().isEmpty()
          && given.time() == null
          && !shape.header().mayMerge();
    } catch (InvalidInputException unreadable) {
      return false; // whoever reads it is told
    }
  }

  private static Shape recognize(Head head, Given given, Optional<ZoneId> zone) {
    NoColumns.refuse(head, given);
    Shape all =
        recognizeAt(head, given, zone)
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "csv", "the file is empty, or its first lines are: a header is needed"));
    return LinesAbove.passOver(head, all, below -> recognizeAt(below, given, zone));
  }

  private static Optional<Shape> recognizeAt(Head head, Given given, Optional<ZoneId> zone) {
    for (Recognizer recognizer : RECOGNIZERS) {
      Optional<Shape> shape = recognizer.recognize(head, given, zone);
      if (shape.isPresent()) {
        return shape;
      }
    }
    return Optional.empty();
  }

  /** Rows may have times with and without a zone: a zone alone is missed once all are read. */
  private static List<Missing> missing(Shape shape, Trial trial, Optional<ZoneId> zone) {
    List<Missing> missing = new ArrayList<>();
    if (shape.kind() == Kind.UNKNOWN) {
      return Describing.missingHeader(shape.header(), trial.lacking(), zone.isEmpty());
    }
    trial.lacking().forEach(column -> missing.add(Describing.missing(column, shape)));
    missing.addAll(shape.lacking());
    boolean sure = !missing.isEmpty() || trial.isTimeGiven();
    boolean local = shape.firstTime() != null && Describing.isLocal(shape.firstTime());
    if ((sure && trial.isWithoutZone()) || (zone.isEmpty() && local)) {
      missing.add(Describing.zone());
    }
    return missing;
  }

  /**
   * What to tell where every row of the file has a local time, and no zone was given.
   *
   * @param rows number of its rows
   */
  public static InvalidInputException withoutZone(CaptureReport report, long rows) {
    return new UnreadableCaptureException(
        SampleTimes.ZONE,
        "no timestamp of the file has a zone: give the zone of all of them with tz=, an IANA name"
            + " such as tz=Europe/Berlin; nothing was taken of "
            + rows
            + (rows == 1 ? " row" : " rows"),
        report.with(List.of(Describing.zone())));
  }

  private static UnreadableCaptureException withoutHeader(CaptureReport report, Shape shape) {
    String line = shape.header().text();
    String mend =
        report.missing().stream().map(Missing::mend).collect(Collectors.joining(", and "));
    return new UnreadableCaptureException(
        report.missing().get(0).parameter(),
        "line "
            + shape.headLines()
            + " should be the header, and names no column that is known: "
            + new Skipped(shape.headLines(), line).text()
            + nearest(report)
            + HeaderFaults.of(line)
            + "; begin the file with its header, or, where it has none, give "
            + mend,
        report);
  }

  /** The names that unknown columns may be meant to have. */
  private static String nearest(CaptureReport report) {
    String nearest =
        report.columns().stream()
            .filter(column -> column.nearest() != null)
            .limit(MOST_NAMED)
            .map(column -> column.nearest() + " for " + new Skipped(0, column.name()).text())
            .collect(Collectors.joining(", "));
    return nearest.isEmpty() ? "" : " (did you mean " + nearest + "?)";
  }

  private static UnreadableCaptureException unreadable(CaptureReport report) {
    List<Missing> missing = report.missing();
    String what = missing.stream().map(Missing::what).collect(Collectors.joining(" and the "));
    String mend = missing.stream().map(Missing::mend).collect(Collectors.joining(" and "));
    return new UnreadableCaptureException(
        missing.get(0).parameter(),
        "the file looks like "
            + report.looksLike()
            + nearest(report)
            + " and lacks the "
            + what
            + ": give "
            + mend,
        report);
  }

  /** What the file was taken for. */
  public CaptureReport report() {
    return report;
  }

  /** How its rows are read. */
  public CsvHeader header() {
    return shape.header();
  }

  /** Whether its rows are made of a file that is only right as a whole, as JSON is. */
  public boolean isMadeOfAWhole() {
    return made != null;
  }

  /** What is ignored that never becomes a row. Asked when all rows were read. */
  public Ignored ignored() {
    return made == null ? Ignored.NONE : made.ignored();
  }

  /**
   * Number of the line that the first row is. Where a file has no lines of its own, its samples are
   * numbered from 1 on.
   */
  public long firstRow() {
    return shape.headLines() + 1L;
  }

  /**
   * The rows.
   *
   * @param pieceBytes about how many bytes are read at a time
   * @param maxBytes most bytes that are taken; 0 means any number
   */
  public CsvPieces pieces(int pieceBytes, long maxBytes) {
    if (file != null) {
      file.limit(maxBytes);
      return new CsvPieces(shape.header(), rows, 0, pieceBytes, 0);
    }
    return new CsvPieces(shape.header(), rows, shape.headBytes(), pieceBytes, maxBytes);
  }
}
