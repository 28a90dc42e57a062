package nexus.telemetry.capture.dmon;

import java.util.regex.Pattern;
import nexus.telemetry.capture.dmon.DmonHeader.Metric;
import nexus.telemetry.capture.dmon.DmonHeader.Tool;
import nexus.telemetry.csv.LineFormat;
import nexus.telemetry.fields.MissingWords;
import nexus.telemetry.model.InvalidInputException;

/**
 * Reads the lines of a dmon: each is one row a column that is a field. Two header lines come again
 * and again; where files were put together the rows below are read by the later ones.
 */
public final class DmonFormat implements LineFormat {

  private static final Pattern ENTITY = Pattern.compile("[A-Za-z][A-Za-z_-]{0,19}");
  private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9.]{1,40}(?:[eE][-+]?\\d{1,3})?");

  /** Most digits of a GPU's index. */
  static final int INDEX_DIGITS = 5;

  /** Most digits of an instance's number: NVML's word for none has ten. */
  private static final int INSTANCE_DIGITS = 10;

  /** Most digits of the number of another entity. */
  private static final int ID_DIGITS = 20;

  /** Stands for no further column. */
  private static final int NONE = Integer.MAX_VALUE;

  private final DmonTimes times;
  private final DmonCells cells = new DmonCells();
  private DmonHeader header;
  private int[] starts;

  /** The second header line, once it was read. */
  private String units;

  /** Whether another capture stands above, whose times were counted from the one that is given. */
  private boolean joined;

  /** How many cells stand before dmon's second column: an entity of dcgmi may be several words. */
  private int shift;

  private String line;
  private String time;
  private String gpu;

  /** The row's MIG instance, and the part of it; empty for a whole GPU. */
  private String instance = "";

  private String part = "";

  /** The next of the columns that are fields. */
  private int next;

  public DmonFormat(DmonHeader header, DmonTimes times) {
    this.times = times;
    use(header);
  }

  private void use(DmonHeader read) {
    joined |= times.areCounted() && !read.isOfSameRows(header);
    header = read;
    units = "";
    starts = read.starts().stream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  public Line read(String text, Fields row) {
    next = NONE;
    line = text.startsWith("\uFEFF") ? text.substring(1) : text;
    if (isHeading()) {
      return Line.NOTHING;
    }
    boolean known =
        switch (header.tool()) {
          case NVIDIA_SMI -> readGpu();
          case DCGMI -> readEntity(row);
          case PMON -> throw invalid(Dmon.PMON);
          case OTHER -> throw invalid(Dmon.OTHER);
        };
    if (!known) {
      return Line.IGNORED;
    }
    header.ignored().forEach(row::ignored);
    next = 0;
    return readMore(row) ? Line.ROW : Line.IGNORED;
  }

  @Override
  public boolean readMore(Fields row) {
    if (next >= header.metrics().size()) {
      return false;
    }
    Metric metric = header.metrics().get(next++);
    int cell = metric.place() + shift;
    row.add(time);
    row.add(gpu);
    row.add(instance);
    row.add(part);
    row.add(metric.name().metric());
    if (metric.converted() && NUMBER.matcher(cells.text(cell)).matches()) {
      row.add(converted(metric, cells.text(cell)));
    } else {
      row.add(line, cells.from(cell), cells.to(cell));
    }
    return true;
  }

  private static String converted(Metric metric, String number) {
    try {
      return String.valueOf(metric.name().value(Double.parseDouble(number)));
    } catch (NumberFormatException e) {
      return number;
    }
  }

  /** Takes a header line, and passes remarks over. */
  private boolean isHeading() {
    String stripped = line.stripLeading();
    if (stripped.isEmpty()) {
      return true;
    } else if (stripped.charAt(0) != '#') {
      return header.tool() == Tool.DCGMI && Dmon.isUnitsOfDcgmi(stripped);
    }
    if (!line.equals(header.line()) && !line.equals(units)) {
      readHeading();
    }
    return true;
  }

  private void readHeading() {
    if (DmonHeader.isUnits(line)) {
      header = header.inUnits(line);
      units = line;
    } else {
      DmonHeader.of(line).ifPresent(this::use);
    }
  }

  private boolean readGpu() {
    if (header.commas()) {
      cells.cutAtCommas(line);
    } else {
      cells.cutAtBlanks(line);
    }
    shift = 0;
    int place = header.places().gpu();
    boolean whole = cells.count() == columns() || cells.withoutEmptyEnd() == columns();
    if (cells.count() <= place || !cells.isNumber(place, INDEX_DIGITS)) {
      throw invalid("the line is no row of " + words() + ": where the GPU's index belongs is none");
    }
    gpu = cells.text(place);
    instance = instance(header.places().instance());
    part = instance(header.places().part());
    if (header.hasDate()) {
      requireWhole(whole);
      time = times.of(cells.text(header.places().date()), cells.text(header.places().clock()));
    } else if (header.hasTime()) {
      requireWhole(whole);
      requireKnownClock();
      time = times.of(cells.text(header.places().clock()));
    } else {
      requireKnownClock();
      time = times.ofRow(gpu, instance, part);
      requireWhole(whole);
    }
    return true;
  }

  /** The number of an instance; empty where the row is of the whole. */
  private String instance(int place) {
    if (place < 0 || place >= cells.count() || MissingWords.is(cells.text(place))) {
      return "";
    } else if (!cells.isNumber(place, INSTANCE_DIGITS) && !cells.isWord(place, "-1")) {
      throw invalid("the MIG instance is no number: " + cells.text(place));
    }
    return cells.text(place);
  }

  /** Reads a row of dcgmi; false where it is not a GPU's. */
  private boolean readEntity(Fields row) {
    if (starts.length == 0 || !cells.cutAt(line, starts)) {
      cells.cutAtBlanks(line);
    }
    boolean entity = cells.count() > 1 && cells.isNumber(1, ID_DIGITS);
    boolean isGpu = entity && cells.isWord(0, "GPU") && cells.isNumber(1, INDEX_DIGITS);
    if (!entity || (!isGpu && !ENTITY.matcher(cells.text(0)).matches())) {
      throw invalid("the line is no row of " + words() + ": it begins with no entity as GPU 0 is");
    }
    boolean link = cells.count() > 2 && cells.isWord(2, "LINK");
    if (!isGpu || link) {
      row.ignored("dcgmi " + cells.text(0) + (link ? " LINK" : ""));
      return false;
    }
    shift = 1;
    gpu = cells.text(1);
    instance = "";
    part = "";
    requireKnownClock();
    time = times.ofRow(gpu, instance, part);
    requireWhole(cells.count() == columns() + shift);
    return true;
  }

  /** Where another capture begins, nothing says when that was. */
  private void requireKnownClock() {
    if (joined) {
      throw invalid(
          "the row does not say its day, and stands below another header than the rows above, whose"
              + " times go on from time=: of a second capture nobody knows when it began: send each"
              + " by itself");
    }
  }

  private void requireWhole(boolean whole) {
    if (!whole) {
      throw invalid(
          "the row has "
              + (cells.count() - shift)
              + " fields, and its header has "
              + columns()
              + " columns");
    }
  }

  private int columns() {
    return header.columns().size();
  }

  private String words() {
    return header.tool().words();
  }

  private static InvalidInputException invalid(String reason) {
    return new InvalidInputException("csv", reason);
  }
}
