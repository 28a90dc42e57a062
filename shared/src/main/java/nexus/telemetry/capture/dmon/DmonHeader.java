package nexus.telemetry.capture.dmon;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import nexus.telemetry.fields.DmonColumns;
import nexus.telemetry.fields.FieldName;

/**
 * The first of the two header lines of a dmon: says what stands where in the rows below it.
 *
 * <pre>
 * #Date       Time        gpu   pwr  gtemp     nvidia-smi dmon -o DT
 * # gpu   pwr  gtemp                           nvidia-smi dmon
 * #Date, Time, gpu, pwr, gtemp                 nvidia-smi dmon -o DT --format csv
 * #Entity         GPUTL        MCUTL           dcgmi dmon
 * # Entity  GPUTL  MCUTL                       dcgmi dmon, older
 * # gpu   mig   pwr  gtemp                     with a row for each MIG instance
 * # gpu        pid  type    sm                 nvidia-smi pmon: rows of processes
 * # gpu  vgpu   sm   mem                       nvidia-smi vgpu: rows of something else on a GPU
 * </pre>
 *
 * @param line its text
 * @param tool what wrote it
 * @param commas whether cells are told apart by commas
 * @param starts where cells begin, where that tells them apart; else empty
 * @param places where the time and the GPU stand
 * @param columns names of all columns, the entity being one
 * @param metrics the columns that are fields of a GPU
 * @param ignored names of the columns that are none
 */
public record DmonHeader(
    String line,
    Tool tool,
    boolean commas,
    List<Integer> starts,
    DmonPlaces places,
    List<String> columns,
    List<Metric> metrics,
    List<String> ignored) {

  /** What writes such files. */
  public enum Tool {
    NVIDIA_SMI("nvidia-smi dmon"),
    PMON("nvidia-smi pmon"),
    OTHER("nvidia-smi, of something else than GPUs"),
    DCGMI("dcgmi dmon");

    private final String words;

    Tool(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /**
   * A column of a field.
   *
   * @param place its place among all columns
   * @param name what its numbers are
   * @param converted whether its numbers are in another unit than the field's
   */
  record Metric(int place, FieldName name, boolean converted) {

    static Metric of(int place, FieldName name) {
      return new Metric(place, name, name.value(1) != 1);
    }
  }

  /** Beside fields, what the columns of nvidia-smi are called. */
  private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9_/#.+-]*|\\d+");

  private static final Pattern UNITS = Pattern.compile("(?i)\\s*#\\s*(idx|yyyymmdd|hh:mm:ss)\\b.*");

  /** What numbers or names in the unit line something that a GPU has several of. */
  private static final Pattern NAMING_UNIT = Pattern.compile("(?i)id|idx|name|type|uuid|c/g");

  private static final Pattern GPM = Pattern.compile("(?i)^GPM:");
  private static final Pattern WORD_TYPES = Pattern.compile("string|binary");
  private static final int MOST_COLUMNS = 1000;

  public DmonHeader {
    starts = List.copyOf(starts);
    columns = List.copyOf(columns);
    metrics = List.copyOf(metrics);
    ignored = List.copyOf(ignored);
  }

  /** The header that a line is; empty where it is none. */
  public static Optional<DmonHeader> of(String line) {
    int mark = line.indexOf('#');
    if (mark < 0 || !line.substring(0, mark).isBlank()) {
      return Optional.empty();
    }
    String bare = line.substring(0, mark) + ' ' + line.substring(mark + 1);
    boolean commas = bare.indexOf(',') >= 0;
    DmonCells cells = cells(bare, commas);
    List<String> names = names(cells);
    if (names.size() < 2 || names.size() > MOST_COLUMNS || !areNames(names)) {
      return Optional.empty();
    } else if (isWord(names.get(0), "entity")) {
      return Optional.of(ofDcgmi(line, names, commas ? List.of() : starts(cells, mark)));
    }
    return ofNvidiaSmi(line, names, commas);
  }

  /** The header of a file without one, where {@code names} are given as nvidia-smi's columns. */
  static Optional<DmonHeader> ofGiven(List<String> names, boolean commas) {
    return ofNvidiaSmi(String.join(",", names), names, commas)
        .filter(header -> header.tool == Tool.NVIDIA_SMI && !header.metrics.isEmpty());
  }

  /** Whether the line is the second one, which has units. */
  static boolean isUnits(String line) {
    return UNITS.matcher(line).matches();
  }

  private static Optional<DmonHeader> ofNvidiaSmi(String line, List<String> names, boolean commas) {
    Optional<DmonPlaces> places = DmonPlaces.of(names);
    if (places.isEmpty()) {
      return Optional.empty();
    }
    List<Metric> metrics = new ArrayList<>();
    List<String> ignored = new ArrayList<>();
    for (int i = places.get().gpu() + 1; i < names.size(); i++) {
      Optional<FieldName> field = DmonColumns.nvidiaSmi(names.get(i));
      if (field.isPresent()) {
        metrics.add(Metric.of(i, field.get()));
      } else if (!places.get().has(i)) {
        ignored.add(names.get(i));
      }
    }
    return Optional.of(
        new DmonHeader(
            line, tool(ignored), commas, List.of(), places.get(), names, metrics, ignored));
  }

  /** Rows that name a process, or anything else on a GPU, are none of a GPU's. */
  private static Tool tool(List<String> unknown) {
    if (unknown.stream().anyMatch(name -> isWord(name, "pid"))) {
      return Tool.PMON;
    }
    return unknown.stream().anyMatch(DmonPlaces::isOfSomethingElse) ? Tool.OTHER : Tool.NVIDIA_SMI;
  }

  private static DmonHeader ofDcgmi(String line, List<String> names, List<Integer> starts) {
    List<Metric> metrics = new ArrayList<>();
    List<String> ignored = new ArrayList<>();
    for (int i = 1; i < names.size(); i++) {
      Optional<FieldName> field = DmonColumns.dcgmi(names.get(i)).filter(DmonHeader::isNumber);
      if (field.isPresent()) {
        metrics.add(Metric.of(i, field.get()));
      } else {
        ignored.add(names.get(i));
      }
    }
    return new DmonHeader(
        line, Tool.DCGMI, false, starts, DmonPlaces.ENTITY, names, metrics, ignored);
  }

  private static boolean isNumber(FieldName name) {
    return name.field().filter(field -> WORD_TYPES.matcher(field.type()).matches()).isEmpty();
  }

  /**
   * Where dcgmi's cells begin: below their names, with some blanks between them. The older dcgmi,
   * which has a blank behind the mark, sets them to the right.
   */
  private static List<Integer> starts(DmonCells cells, int mark) {
    List<Integer> starts = new ArrayList<>();
    for (int i = 0; i < cells.count(); i++) {
      boolean apart = i == 0 || cells.from(i) - cells.to(i - 1) > 1;
      if (!apart || cells.from(0) > mark + 1) {
        return List.of();
      }
      starts.add(i == 0 ? mark : cells.from(i));
    }
    return starts;
  }

  /** This header, its numbers in the units of the line below it. */
  DmonHeader inUnits(String unitLine) {
    DmonCells cells = cells(unitLine.replaceFirst("#", " "), commas);
    if (cells.count() != columns.size()) {
      return this;
    }
    List<Metric> inUnits = new ArrayList<>();
    for (Metric metric : metrics) {
      String unit = GPM.matcher(cells.text(metric.place())).replaceFirst("");
      FieldName name = metric.name().inUnit(unit).orElse(metric.name());
      inUnits.add(Metric.of(metric.place(), name));
    }
    boolean other = tool == Tool.NVIDIA_SMI && namesSomethingElse(cells);
    return new DmonHeader(
        line, other ? Tool.OTHER : tool, commas, starts, places, columns, inUnits, ignored);
  }

  /** Whether a column that is none of a GPU's has no unit, but numbers or names something. */
  private boolean namesSomethingElse(DmonCells units) {
    for (int i = places.gpu() + 1; i < columns.size(); i++) {
      boolean unknown = ignored.contains(columns.get(i));
      if (unknown && NAMING_UNIT.matcher(units.text(i)).matches()) {
        return true;
      }
    }
    return false;
  }

  /** Whether one capture may have both headers. */
  boolean isOfSameRows(DmonHeader other) {
    return tool == other.tool && columns.equals(other.columns);
  }

  /** Whether rows have the time they were taken at. */
  boolean hasTime() {
    return places.clock() >= 0;
  }

  /** Whether rows have the day, too. */
  boolean hasDate() {
    return places.clock() >= 0 && places.date() >= 0;
  }

  /** The cells of a row below it. */
  public DmonCells cells(String row) {
    return cells(row, commas);
  }

  private static DmonCells cells(String line, boolean commas) {
    DmonCells cells = new DmonCells();
    if (commas) {
      cells.cutAtCommas(line);
    } else {
      cells.cutAtBlanks(line);
    }
    return cells;
  }

  private static List<String> names(DmonCells cells) {
    List<String> names = new ArrayList<>();
    int count = cells.withoutEmptyEnd();
    for (int i = 0; i < count && i <= MOST_COLUMNS; i++) {
      names.add(cells.text(i));
    }
    return names;
  }

  private static boolean areNames(List<String> names) {
    return names.stream().allMatch(name -> NAME.matcher(name).matches());
  }

  private static boolean isWord(String text, String word) {
    return text.toLowerCase(Locale.ROOT).equals(word);
  }
}
