package nexus.telemetry.incidents;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import nexus.telemetry.model.SeriesName;

/**
 * All rules, and the catalogue of XIDs.
 *
 * <pre>
 * incidents.csv   name, kind, condition, for, quiet, severity, action, help
 * xids.csv        number, meaning, severity, action, application
 * </pre>
 */
public final class RuleBook {

  private static final RuleBook BUILT_IN =
      new RuleBook(
          read("incidents.csv", RuleTable::rules), xids(read("xids.csv", RuleTable::xids)));

  private final Map<String, Rule> rules;
  private final SortedMap<Integer, Xid> xids;
  private final Set<String> fields;
  private final Set<String> counters;

  private RuleBook(List<Rule> all, SortedMap<Integer, Xid> xids) {
    Map<String, Rule> byName = new LinkedHashMap<>();
    all.forEach(rule -> byName.put(rule.name(), rule));
    Set<String> wanted = new LinkedHashSet<>();
    Set<String> rising = new LinkedHashSet<>();
    for (Rule rule : byName.values()) {
      wanted.addAll(rule.condition().fields());
      if (rule.condition() instanceof Condition.Rises rises) {
        rising.addAll(rises.fields());
      }
    }
    this.rules = Collections.unmodifiableMap(byName);
    this.xids = xids;
    this.fields = Set.copyOf(wanted);
    this.counters = Set.copyOf(rising);
  }

  /** Reads one of the tables. */
  @FunctionalInterface
  private interface TableReader<T> {
    List<T> read(Reader text) throws IOException;
  }

  private static <T> List<T> read(String table, TableReader<T> reader) {
    try (Reader text =
        new InputStreamReader(RuleBook.class.getResourceAsStream(table), StandardCharsets.UTF_8)) {
      return reader.read(text);
    } catch (IOException e) {
      throw new UncheckedIOException("The table " + table + " cannot be read.", e);
    }
  }

  private static SortedMap<Integer, Xid> xids(List<Xid> all) {
    TreeMap<Integer, Xid> byNumber = new TreeMap<>();
    all.forEach(xid -> byNumber.put(xid.number(), xid));
    return Collections.unmodifiableSortedMap(byNumber);
  }

  /** The rules of the project. */
  public static RuleBook builtIn() {
    return BUILT_IN;
  }

  /**
   * These rules and further ones; of two of one name the further one.
   *
   * @param text a table of rules
   * @throws BadRulesException naming the line, when it cannot be used
   * @throws IOException when it cannot be read
   */
  public RuleBook with(Reader text) throws IOException {
    Map<String, Rule> all = new LinkedHashMap<>(rules);
    RuleTable.rules(text).forEach(rule -> all.put(rule.name(), rule));
    if (all.size() > RuleTable.MOST_RULES) {
      throw new BadRulesException("there are more than " + RuleTable.MOST_RULES + " rules");
    }
    return new RuleBook(List.copyOf(all.values()), xids);
  }

  /** All rules, in the tables' order. */
  public List<Rule> rules() {
    return List.copyOf(rules.values());
  }

  /** Does something with each rule. */
  void eachRule(Consumer<Rule> task) {
    rules.values().forEach(task);
  }

  /** The rule of a name; empty when there is none any more. */
  public Optional<Rule> rule(String name) {
    return Optional.ofNullable(rules.get(name));
  }

  /** The catalogue, by number. */
  public SortedMap<Integer, Xid> xids() {
    return xids;
  }

  /** What is known of an XID. */
  Optional<Xid> xid(long number) {
    return number > Integer.MAX_VALUE
        ? Optional.empty()
        : Optional.ofNullable(xids.get((int) number));
  }

  /** Whether an XID says by itself that a GPU is broken. */
  public boolean isFatal(long number) {
    return xid(number).stream().anyMatch(xid -> xid.severity() == Severity.CRITICAL);
  }

  /** Whether a rule is about the rise of a field. */
  boolean isToRise(String field) {
    return counters.contains(field);
  }

  /** Whether a rule looks at a series. */
  public boolean wants(String series) {
    return fields.contains(SeriesName.metricOf(series));
  }
}
