package nexus.telemetry.capture;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nexus.telemetry.capture.file.Describing;
import nexus.telemetry.capture.file.Head;
import nexus.telemetry.capture.file.Kind;
import nexus.telemetry.capture.file.Recognizer;
import nexus.telemetry.capture.file.Separators;
import nexus.telemetry.capture.file.Shape;
import nexus.telemetry.capture.file.UnreadableCaptureException;
import nexus.telemetry.csv.CsvHeader;
import nexus.telemetry.csv.Dialect;
import nexus.telemetry.csv.Given;
import nexus.telemetry.model.InvalidInputException;

/**
 * Knows files of rows whose fields a character separates: commas, semicolons, tabs or bars. Any
 * file may be one, so it is asked last.
 *
 * <p>Before the header may stand blank lines, what spreadsheets ({@code sep=;}) and PowerShell
 * ({@code #TYPE …}) put there, and remarks behind a {@code #}. Where that is followed by names of
 * columns, it is the header.
 */
final class Delimited implements Recognizer {

  /** Longest line of a file, in bytes. */
  private static final int MAX_LINE = 64 << 10;

  private static final int MAX_HEADER = MAX_LINE + 2;

  /** A longer name of digits may be a time. */
  private static final int LEAST_TIME = 9;

  private static final Pattern QUERY = Pattern.compile("(?i)value #[a-z0-9]{1,3}");

  @Override
  public Optional<Shape> recognize(Head head, Given given) {
    int line = Separators.firstLine(head);
    if (line == head.lines().size()) {
      return Optional.empty();
    }
    Dialect told = told(head, line);
    int above = line == 0 ? 0 : head.lines().get(line - 1).end();
    String text = head.lines().get(line).text();
    if (head.lines().get(line).end() - above > MAX_HEADER) {
      throw new InvalidInputException(
          "csv",
          text.indexOf('\r') >= 0
              ? "lines must end in LF or CR LF, not in CR alone"
              : "the header, the first line, is longer than " + MAX_LINE + " bytes");
    }
    if (!given.columns().isEmpty()) {
      NamedColumns named = new NamedColumns(head, line, told, given.columns());
      CsvHeader header = named.header(given);
      int lines = named.linesAbove();
      Shape shape = new Shape(kind(header), header, lines, named.bytesAbove()).skipping(lines);
      named.check(shape);
      return Optional.of(shape);
    }
    Dialect dialect = told == null ? dialectOfHeader(text) : told;
    CsvHeader header = read(text, dialect, given);
    refuseProcesses(header);
    refuseQueries(header);
    refuseTimes(header);
    int end = head.lines().get(line).end();
    return Optional.of(new Shape(kind(header), header, line + 1, end).skipping(line));
  }

  /** What nvidia-smi writes of processes has no place for the process among its series. */
  private static void refuseProcesses(CsvHeader header) {
    List<String> names = lowerCase(header);
    boolean processes =
        names.contains("pid")
            && names.stream()
                .anyMatch(
                    name ->
                        name.equals("process_name")
                            || name.startsWith("used_gpu_memory")
                            || name.startsWith("used_memory")
                            || name.startsWith("max_memory_usage"));
    if (processes) {
      throw new UnreadableCaptureException(
          "csv",
          "rows are of processes, as nvidia-smi --query-compute-apps and --query-accounted-apps"
              + " write, and what is kept here is of GPUs: send what nvidia-smi --query-gpu writes",
          Describing.ofNames(Kind.UNKNOWN, header.dialect(), header.columns()));
    }
  }

  /** A table whose columns are times is read by nobody: rows are of one time. */
  private static void refuseTimes(CsvHeader header) {
    long times =
        header.columns().stream()
            .filter(name -> name.length() > LEAST_TIME && Describing.isTime(name))
            .count();
    if (times > 1 && header.columns().stream().anyMatch(CsvHeader::isName)) {
      throw new UnreadableCaptureException(
          "csv",
          "the header has "
              + times
              + " times for columns, and a row must be of one time: exchange rows and columns, so"
              + " that the times stand in a column timestamp",
          Describing.ofNames(Kind.UNKNOWN, header.dialect(), header.columns()));
    }
  }

  /** Grafana joins several queries in one table, and calls their values by letters. */
  private static void refuseQueries(CsvHeader header) {
    List<String> queries =
        header.columns().stream().filter(name -> QUERY.matcher(name).matches()).toList();
    if (!queries.isEmpty()) {
      throw new UnreadableCaptureException(
          "csv",
          "the file is a table of Grafana that does not say of which metric "
              + String.join(", ", queries)
              + (queries.size() == 1 ? " is" : " are")
              + ": call each by its metric, such as"
              + " DCGM_FI_DEV_GPU_TEMP, by Grafana's transformation Organize fields or in line 1 of"
              + " the file; or download each query by itself, and give metric=NAME with it",
          Describing.ofNames(Kind.UNKNOWN, header.dialect(), header.columns()));
    }
  }

  private static List<String> lowerCase(CsvHeader header) {
    return header.columns().stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
  }

  private static CsvHeader read(String text, Dialect dialect, Given given) {
    try {
      return CsvHeader.read(text, dialect, given);
    } catch (InvalidInputException e) {
      List<String> names = Separators.split(text, dialect.separator());
      throw new UnreadableCaptureException(
          e.field(), e.getMessage(), Describing.ofNames(Kind.UNKNOWN, dialect, names));
    }
  }

  /** The separator that a line above {@code before} names; null where none does. */
  private static Dialect told(Head head, int before) {
    Dialect told = null;
    for (Head.Line line : head.lines().subList(0, before)) {
      Matcher separator = Separators.told(line.text());
      told = separator.matches() ? new Dialect(separator.group(1).charAt(0)) : told;
    }
    return told;
  }

  /** The separator by which most columns are known; among equals the one of most columns. */
  private static Dialect dialectOfHeader(String header) {
    char best = ',';
    int most = -1;
    for (char separator : Separators.ALL) {
      List<String> names = Separators.split(header, separator);
      int known = (int) names.stream().filter(CsvHeader::isName).count();
      int score = 1000 * known + Math.min(names.size(), 999);
      if (score > most) {
        most = score;
        best = separator;
      }
    }
    return new Dialect(best);
  }

  private static Kind kind(CsvHeader header) {
    List<String> names = lowerCase(header);
    if (header.columns().stream().noneMatch(CsvHeader::isName)) {
      return Kind.UNKNOWN;
    }
    if (header.format() == CsvHeader.Format.LONG) {
      boolean agent = names.contains("component") && names.contains("labels");
      return agent ? Kind.FLEET_INTELLIGENCE : Kind.CSV_LONG;
    }
    boolean smi =
        names.stream()
            .anyMatch(
                name -> name.matches("(utilization|memory|temperature|power|clocks|pci|fan)\\..*"));
    return smi ? Kind.NVIDIA_SMI_QUERY : Kind.CSV_WIDE;
  }
}
