package nexus.telemetry.csv;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import nexus.telemetry.model.InvalidInputException;

/** Knows a header among the rows, where files were put together. */
final class FurtherHeader {

  /** What may separate the columns of a further file. */
  private static final List<Dialect> OTHERS =
      Stream.of(',', ';', '\t', '|').map(Dialect::new).toList();

  /** What every way to spell the column of times has in it. */
  private static final Pattern TIME = Pattern.compile("(?i)time|date|\\bts\\b");

  /** How a line begins whose first cell is no word, whatever separates: nearly every row. */
  private static final Pattern VALUE = Pattern.compile("\\s*+\"?+\\s*+[-+.\\d]");

  /** How no value begins. */
  private static final Pattern WORD = Pattern.compile("\\p{L}|_");

  private FurtherHeader() {}

  /**
   * The header that a line is; empty when it is a row.
   *
   * @param above the header of the rows around it
   * @throws InvalidInputException with field {@code csv} when it is meant as a header, and none
   */
  static Optional<CsvHeader> of(CsvHeader above, String line) {
    boolean may =
        above.isTimeless() || TIME.matcher(line).find() || !VALUE.matcher(line).lookingAt();
    if (!above.isDelimited() || !may) {
      return Optional.empty();
    }
    return Stream.concat(Stream.of(above.dialect()), OTHERS.stream())
        .filter(separated -> isHeader(above, line, separated))
        .findFirst()
        .map(separated -> CsvHeader.parse(line, separated, above.given()));
  }

  /** Whether the line names columns, and has no time where the rows above it have it. */
  private static boolean isHeader(CsvHeader above, String line, Dialect separated) {
    List<String> names;
    try {
      names = separated.names(line.startsWith("\uFEFF") ? line.substring(1) : line);
    } catch (InvalidInputException e) {
      return false;
    }
    int time = above.place(Column.TIMESTAMP);
    if (above.isTimeless()) {
      return names.size() > 1 && names.stream().allMatch(CsvHeader::isName);
    }
    boolean noTime = time >= names.size() || !names.get(time).matches("[-+\\d].*");
    boolean whole =
        TIME.matcher(line).find()
            && names(names, Column.TIMESTAMP)
            && Stream.of(Column.GPU_ID, Column.LABELS_RAW, Column.UUID, Column.PCI_BUS_ID)
                .anyMatch(column -> names(names, column));
    return noTime && (whole || areWords(names));
  }

  /**
   * Whether there are words alone, several of them names of columns, or one that of the times: a
   * header, whatever it lacks. It may be of processes or processors, and the rows below it are not
   * of the columns above.
   */
  private static boolean areWords(List<String> names) {
    return names.stream().allMatch(name -> name.isEmpty() || WORD.matcher(name).lookingAt())
        && (names(names, Column.TIMESTAMP) || names.stream().filter(CsvHeader::isName).count() > 1);
  }

  private static boolean names(List<String> names, Column column) {
    return names.stream().anyMatch(name -> Column.of(name).filter(column::equals).isPresent());
  }
}
