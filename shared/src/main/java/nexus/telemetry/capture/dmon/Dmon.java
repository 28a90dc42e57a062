package nexus.telemetry.capture.dmon;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import nexus.telemetry.capture.dmon.DmonHeader.Metric;
import nexus.telemetry.capture.dmon.DmonHeader.Tool;
import nexus.telemetry.capture.file.CaptureReport;
import nexus.telemetry.capture.file.CaptureReport.Column;
import nexus.telemetry.capture.file.Head;
import nexus.telemetry.capture.file.Kind;
import nexus.telemetry.capture.file.Recognizer;
import nexus.telemetry.capture.file.Shape;
import nexus.telemetry.capture.file.UnreadableCaptureException;
import nexus.telemetry.csv.CsvHeader;
import nexus.telemetry.csv.Dialect;
import nexus.telemetry.csv.Given;

/**
 * Knows what {@code nvidia-smi dmon} and {@code dcgmi dmon} write, by the first of their header
 * lines, or by the columns that are given. Above the header may stand rows, where a file was cut
 * off from a longer one.
 */
public final class Dmon implements Recognizer {

  /** Why what nvidia-smi pmon writes is not read. */
  static final String PMON =
      "rows of nvidia-smi pmon are of processes, and what is kept here is of GPUs: send what"
          + " nvidia-smi dmon -o DT writes";

  /** Why what nvidia-smi writes of anything else on a GPU is not read. */
  static final String OTHER =
      "rows are of something that a GPU has several of, as nvidia-smi vgpu writes, and what is kept"
          + " here is of GPUs and their MIG instances: send what nvidia-smi dmon -o DT writes";

  private static final String TIME = "timestamp";
  private static final List<String> COLUMNS =
      List.of("gpu_id", "GPU_I_ID", "compute_instance_id", "metric_name", "value");
  private static final Pattern UNITS_OF_DCGMI = Pattern.compile("(?i)id(\\s.*)?");
  private static final Pattern ROW =
      Pattern.compile("[\\s\\d,.:/-]*|\\s*(GPU|SW|CPU|[a-z]*Switch)[A-Z_-]* \\d.*");
  private static final Pattern CLOCK = Pattern.compile("\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?");

  @Override
  public Optional<Shape> recognize(Head head, Given given) {
    return recognize(head, given, Optional.empty());
  }

  @Override
  public Optional<Shape> recognize(Head head, Given given, Optional<ZoneId> zone) {
    Optional<DmonHeader> header = header(head.lines());
    if (header.isEmpty() && !given.columns().isEmpty()) {
      header = given(head.lines(), given.columns());
    }
    return header.map(found -> shape(found, head, given, zone));
  }

  /** The first header, where what stands above it may be rows, or nothing. */
  private static Optional<DmonHeader> header(List<Head.Line> lines) {
    for (Head.Line line : lines) {
      Optional<DmonHeader> found = line.whole() ? DmonHeader.of(line.text()) : Optional.empty();
      if (found.isPresent()) {
        return found;
      } else if (!mayStandAbove(line.text())) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static boolean mayStandAbove(String line) {
    return DmonHeader.isUnits(line)
        || isUnitsOfDcgmi(line.strip())
        || line.startsWith("# line ")
        || ROW.matcher(line).matches();
  }

  /** Whether the line is dcgmi's second header line. */
  static boolean isUnitsOfDcgmi(String line) {
    return line.regionMatches(true, 0, "id", 0, 2) && UNITS_OF_DCGMI.matcher(line).matches();
  }

  /** The header that is given, where the first row goes with it. */
  private static Optional<DmonHeader> given(List<Head.Line> lines, List<String> columns) {
    Optional<String> row = firstRow(lines);
    if (row.isEmpty()) {
      return Optional.empty();
    }
    boolean commas = row.get().indexOf(',') >= 0;
    return DmonHeader.ofGiven(columns, commas).filter(header -> isRow(header, row.get()));
  }

  private static boolean isRow(DmonHeader header, String row) {
    DmonCells cells = header.cells(row);
    return cells.count() == header.columns().size()
        && cells.isNumber(header.places().gpu(), DmonFormat.INDEX_DIGITS)
        && (!header.hasTime() || CLOCK.matcher(cells.text(header.places().clock())).matches());
  }

  private static Optional<String> firstRow(List<Head.Line> lines) {
    return lines.stream()
        .map(Head.Line::text)
        .filter(line -> !line.isBlank() && !line.stripLeading().startsWith("#"))
        .findFirst();
  }

  private static Shape shape(DmonHeader header, Head head, Given given, Optional<ZoneId> zone) {
    refuseOthers(header);
    units(head.lines(), header).map(header::inUnits).ifPresent(Dmon::refuseOthers);
    DmonTimes times = new DmonTimes(given, zone);
    boolean timed = times.isKnown(header);
    CsvHeader rows =
        CsvHeader.of(
            timed ? Stream.concat(Stream.of(TIME), COLUMNS.stream()).toList() : COLUMNS,
            Dialect.CSV,
            () -> new DmonFormat(header, new DmonTimes(given, zone)),
            new Given(given.host(), null, null, null, List.of()));
    Kind kind = header.tool() == Tool.DCGMI ? Kind.DCGMI_DMON : Kind.NVIDIA_SMI_DMON;
    String time = header.hasDate() ? firstTime(header, head.lines()) : times.needsZone(header);
    return new Shape(kind, rows, 0, 0)
        .described(columns(header), List.of())
        .timed(time, DmonTimes.missing(header));
  }

  /**
   * @throws UnreadableCaptureException when the rows are not of GPUs
   */
  private static void refuseOthers(DmonHeader header) {
    if (header.tool() == Tool.PMON) {
      throw refused(Kind.NVIDIA_SMI_PMON, PMON);
    } else if (header.tool() == Tool.OTHER) {
      throw refused(Kind.NVIDIA_SMI_OTHER, OTHER);
    }
  }

  private static UnreadableCaptureException refused(Kind kind, String reason) {
    return new UnreadableCaptureException(
        "csv",
        reason,
        new CaptureReport(
            kind.word(), kind.words(), null, "UTF-8", List.of(), List.of(), List.of()));
  }

  /** The line of units below the header. */
  private static Optional<String> units(List<Head.Line> lines, DmonHeader header) {
    return lines.stream()
        .map(Head.Line::text)
        .dropWhile(line -> !line.equals(header.line()))
        .skip(1)
        .limit(1)
        .filter(DmonHeader::isUnits)
        .findFirst();
  }

  private static String firstTime(DmonHeader header, List<Head.Line> lines) {
    Optional<String> row = firstRow(lines).filter(line -> isRow(header, line));
    return row.map(header::cells)
        .map(
            cells -> cells.text(header.places().date()) + ' ' + cells.text(header.places().clock()))
        .map(DmonTimes::spelled)
        .orElse(null);
  }

  private static List<Column> columns(DmonHeader header) {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < header.columns().size(); i++) {
      String name = header.columns().get(i);
      int place = i;
      Optional<Metric> metric =
          header.metrics().stream().filter(one -> one.place() == place).findFirst();
      DmonPlaces places = header.places();
      if (i == places.clock() || (i == places.date() && header.hasDate())) {
        columns.add(new Column(name, TIME, "time", null));
      } else if (i == places.gpu()) {
        columns.add(new Column(name, "gpu_id", "gpu", null));
      } else if (places.has(i)) {
        String as = i == places.part() ? "compute_instance_id" : "GPU_I_ID";
        columns.add(new Column(name, as, "gpu", null));
      } else {
        String field = metric.map(found -> found.name().metric()).orElse(null);
        columns.add(new Column(name, field, field == null ? "ignored" : "metric", null));
      }
    }
    return columns;
  }
}
