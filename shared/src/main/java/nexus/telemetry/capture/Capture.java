package nexus.telemetry.capture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import nexus.telemetry.capture.dmon.Dmon;
import nexus.telemetry.capture.file.CaptureReport;
import nexus.telemetry.capture.file.Describing;
import nexus.telemetry.capture.file.Head;
import nexus.telemetry.capture.file.Kind;
import nexus.telemetry.capture.file.LimitedStream;
import nexus.telemetry.capture.file.PeekedStream;
import nexus.telemetry.capture.file.Recognizer;
import nexus.telemetry.capture.file.RowStream;
import nexus.telemetry.capture.file.Shape;
import nexus.telemetry.capture.file.UnreadableCaptureException;
import nexus.telemetry.capture.file.WithoutEscapes;
import nexus.telemetry.capture.grafana.Grafana;
import nexus.telemetry.capture.prometheus.Prometheus;
import nexus.telemetry.capture.prometheus.PrometheusJson;
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

  /** Bytes in which a text of a terminal is known. */
  private static final int BEGINNING = 4 << 10;

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
    if (WithoutEscapes.isNeeded(whole.peek(BEGINNING))) {
      whole = new PeekedStream(new WithoutEscapes(whole));
    }
    Head head = Head.of(whole);
    LinePrefix.refuse(head, given);
    NoCapture.refuse(head);
    Shape shape = recognize(head, given, zone);
    BiFunction<Given, Optional<ZoneId>, Shape> others =
        (more, where) -> recognize(head, more, where);
    checkInterval(shape, given);
    Head first = shape.kind() == Kind.PROMETHEUS ? Prometheus.firstRows(whole) : head;
    whole.skipNBytes(shape.headBytes());
    if (shape.rows() == null) {
      CaptureReport report =
          Lacking.check(shape, head, Trial.of(first, shape.headBytes(), others, given, zone), zone);
      return new Capture(shape, report.encoded(encoding), whole, null, null);
    }
    LimitedStream file = new LimitedStream(whole);
    RowStream stream = shape.rows().apply(file);
    PeekedStream rows = new PeekedStream(stream);
    Head made = NoCapture.beginning(rows, shape, head);
    CaptureReport report = Lacking.check(shape, head, Trial.of(made, 0, others, given, zone), zone);
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
    Lacking.check(shape, head, Trial.of(head, shape.headBytes(), others, given, zone), zone);
    return shape.header();
  }

  /**
   * Whether parts of a file that begins so can be read by themselves. Where rows have no time, what
   * time they are given depends on those before.
   */
  public static boolean isSplittable(byte[] beginning, Given given) {
    try {
      Head head = Head.of(beginning, false);
      NoCapture.refuse(head);
      LinePrefix.refuse(head, given);
      Shape shape = recognize(head, given, Optional.empty());
      return !WithoutEscapes.isNeeded(beginning)
          && shape.isDelimited()
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
