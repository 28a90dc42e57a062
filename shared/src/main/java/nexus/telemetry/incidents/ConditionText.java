package nexus.telemetry.incidents;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nexus.telemetry.fields.Fields;
import nexus.telemetry.incidents.Term.Comparison;
import nexus.telemetry.model.Names;

/**
 * Reads conditions as the table of rules spells them.
 *
 * <pre>
 * A &gt; 0            also &gt;=  &lt;  &lt;=  =  !=
 * A &amp; 0x60         any of these bits
 * A &gt;= B - 3      another field, with * FACTOR, + NUMBER or - NUMBER behind it
 * A &gt; 0 and B &lt; 5
 * A, B rises by 8  one of them, all together by as much within a block's span
 * A is an XID
 * A counts XIDs unless B    by the label xid, where the GPU has no samples of B
 * </pre>
 */
final class ConditionText {

  private static final int MOST_TERMS = 4;
  private static final int MOST_COUNTERS = 40;
  private static final Pattern RISES = Pattern.compile("(.+) rises by (\\d{1,12})");
  private static final Pattern CODES = Pattern.compile("(\\S+) is an XID");
  private static final Pattern COUNTS = Pattern.compile("(\\S+) counts XIDs unless (\\S+)");
  private static final Pattern TERM =
      Pattern.compile(
          "(\\S+) (>=|<=|!=|>|<|=|&) "
              + "(?:(0x\\p{XDigit}{1,12}|-?\\d{1,12}(?:\\.\\d{1,6})?)"
              + "|([A-Za-z]\\S*)(?: \\* (\\d{1,6}(?:\\.\\d{1,6})?))?(?: ([+-]) (\\d{1,12}))?)");

  private ConditionText() {}

  /**
   * The condition of a text.
   *
   * @throws IllegalArgumentException with what is wrong, in words
   */
  static Condition read(String text) {
    Matcher codes = CODES.matcher(text);
    if (codes.matches()) {
      return new Condition.Codes(field(codes.group(1)));
    }
    Matcher counts = COUNTS.matcher(text);
    if (counts.matches()) {
      String metric = Names.check("condition", Fields.canonical(counts.group(1)));
      return new Condition.Counts(metric, field(counts.group(2)));
    }
    Matcher rises = RISES.matcher(text);
    if (rises.matches()) {
      double least = Double.parseDouble(rises.group(2));
      if (least < 1) {
        throw new IllegalArgumentException("a counter rises by 1 or more");
      }
      return new Condition.Rises(counters(rises.group(1)), least);
    }
    List<Term> terms = new ArrayList<>();
    for (String term : text.split(" and ", -1)) {
      terms.add(term(term.strip()));
    }
    if (terms.size() > MOST_TERMS) {
      throw new IllegalArgumentException("more than " + MOST_TERMS + " comparisons");
    }
    return new Condition.Holds(terms);
  }

  private static Set<String> counters(String names) {
    Set<String> counters = new LinkedHashSet<>();
    for (String name : names.split(",", -1)) {
      counters.add(field(name.strip()));
    }
    if (counters.size() > MOST_COUNTERS) {
      throw new IllegalArgumentException("more than " + MOST_COUNTERS + " counters");
    }
    return counters;
  }

  private static Term term(String text) {
    Matcher term = TERM.matcher(text);
    if (!term.matches()) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is no comparison such as FIELD > 0, FIELD & 0x60 or FIELD >= OTHER - 3");
    }
    Comparison comparison = comparison(term.group(2));
    String number = term.group(3);
    if (number != null) {
      return new Term(field(term.group(1)), comparison, Optional.empty(), 0, number(number));
    }
    double factor = term.group(5) == null ? 1 : Double.parseDouble(term.group(5));
    double added = term.group(7) == null ? 0 : Double.parseDouble(term.group(7));
    return new Term(
        field(term.group(1)),
        comparison,
        Optional.of(field(term.group(4))),
        factor,
        "-".equals(term.group(6)) ? -added : added);
  }

  private static Comparison comparison(String sign) {
    return Arrays.stream(Comparison.values())
        .filter(one -> one.sign().equals(sign))
        .findFirst()
        .orElseThrow();
  }

  private static double number(String text) {
    return text.startsWith("0x") ? Long.parseLong(text.substring(2), 16) : Double.parseDouble(text);
  }

  private static String field(String name) {
    String canonical = Fields.canonical(name);
    if (Fields.stored(canonical).isEmpty()) {
      String nearest = Fields.nearest(name).map(near -> "; is " + near + " meant?").orElse("");
      throw new IllegalArgumentException("no field is called " + name + nearest);
    }
    return canonical;
  }
}
