package nexus.telemetry.incidents;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nexus.telemetry.model.InvalidInputException;

/**
 * Reads the tables of rules and of XIDs: CSV with a header; lines that begin with # are remarks.
 */
final class RuleTable {

  /** Most rules. */
  static final int MOST_RULES = 200;

  private static final int MOST_TEXT = 600;
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,39}");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})([smhd])|0");
  private static final List<String> RULE_COLUMNS =
      List.of("name", "kind", "condition", "for", "quiet", "severity", "action", "help");
  private static final List<String> XID_COLUMNS =
      List.of("number", "meaning", "severity", "action", "application");

  private RuleTable() {}

  /**
   * The rules of a table.
   *
   * @throws BadRulesException naming the line, when one cannot be used
   */
  static List<Rule> rules(Reader text) throws IOException {
    Set<String> names = new HashSet<>();
    List<Rule> rules = rows(text, RULE_COLUMNS, RuleTable::rule);
    for (Rule rule : rules) {
      if (!names.add(rule.name())) {
        throw new BadRulesException("rule " + rule.name() + " is there twice");
      }
    }
    return rules;
  }

  /** The catalogue of a table. */
  static List<Xid> xids(Reader text) throws IOException {
    return rows(text, XID_COLUMNS, RuleTable::xid);
  }

  private static <T> List<T> rows(
      Reader text, List<String> columns, Function<NamedCsvRecord, T> row) throws IOException {
    List<T> rows = new ArrayList<>();
    long line = 1;
    try (CsvReader<NamedCsvRecord> csv =
        CsvReader.builder().commentStrategy(CommentStrategy.SKIP).ofNamedCsvRecord(text)) {
      for (NamedCsvRecord record : csv) {
        line = record.getStartingLineNumber();
        if (!record.getHeader().equals(columns)) {
          throw new BadRulesException(1, "the columns must be " + String.join(",", columns));
        }
        if (rows.size() == MOST_RULES) {
          throw new BadRulesException(line, "there are more than " + MOST_RULES + " rows");
        }
        if (record.getFieldCount() != columns.size()) {
          throw new BadRulesException(
              line, "it has %d cells, not %d".formatted(record.getFieldCount(), columns.size()));
        }
        rows.add(row.apply(record));
      }
    } catch (CsvParseException e) {
      throw new BadRulesException(line + 1, "it is no CSV: " + e.getMessage());
    } catch (IllegalArgumentException | InvalidInputException e) {
      throw new BadRulesException(line, e.getMessage());
    }
    return rows;
  }

  private static Rule rule(NamedCsvRecord row) {
    String name = name(row, "name");
    String kind = name(row, "kind");
    Condition condition = ConditionText.read(row.getField("condition").strip());
    boolean xids = condition instanceof Condition.Codes || condition instanceof Condition.Counts;
    if (xids != kind.equals("xid")) {
      throw new IllegalArgumentException("kind xid, and no other, is that of FIELD is an XID");
    }
    return new Rule(
        name,
        kind,
        condition,
        duration(row, "for"),
        duration(row, "quiet"),
        severity(row),
        action(row),
        text(row, "help"));
  }

  private static Xid xid(NamedCsvRecord row) {
    String application = row.getField("application");
    if (!application.equals("yes") && !application.equals("no")) {
      throw new IllegalArgumentException("application is yes or no, not \"" + application + "\"");
    }
    return new Xid(
        Integer.parseInt(row.getField("number")),
        text(row, "meaning"),
        severity(row),
        action(row),
        application.equals("yes"));
  }

  private static String name(NamedCsvRecord row, String column) {
    String name = row.getField(column).strip();
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          column + " \"" + name + "\" is not 1 to 40 of a-z, 0-9 and _, a letter first");
    }
    return name;
  }

  private static String text(NamedCsvRecord row, String column) {
    String text = row.getField(column).strip();
    if (text.isEmpty() || text.length() > MOST_TEXT) {
      throw new IllegalArgumentException(column + " has 1 to " + MOST_TEXT + " characters");
    }
    return text;
  }

  private static long duration(NamedCsvRecord row, String column) {
    String text = row.getField(column).strip();
    Matcher duration = DURATION.matcher(text);
    if (!duration.matches()) {
      throw new IllegalArgumentException(
          column + " \"" + text + "\" is no duration such as 30s, 5m, 1h, 1d or 0");
    }
    if (duration.group(1) == null) {
      return 0;
    }
    long unit =
        switch (duration.group(2)) {
          case "s" -> 1_000;
          case "m" -> 60_000;
          case "h" -> 3_600_000;
          default -> 86_400_000;
        };
    return Long.parseLong(duration.group(1)) * unit;
  }

  private static Severity severity(NamedCsvRecord row) {
    return one(row, "severity", Severity::of, "info, warning or critical");
  }

  private static Action action(NamedCsvRecord row) {
    return one(
        row,
        "action",
        Action::of,
        "none, restart application, reset gpu, drain node, contact support, check cooling,"
            + " check power or check feed");
  }

  private static <T> T one(
      NamedCsvRecord row, String column, Function<String, Optional<T>> of, String allowed) {
    String word = row.getField(column).strip();
    return of.apply(word)
        .orElseThrow(
            () ->
                new IllegalArgumentException(column + " is " + allowed + ", not \"" + word + "\""));
  }
}
