package nexus.telemetry.incidents;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** When a rule holds. */
public sealed interface Condition {

  /** Canonical names of all fields it looks at. */
  Set<String> fields();

  /** Those of them at whose samples it is looked at. */
  default Collection<String> leading() {
    return fields();
  }

  /**
   * All comparisons are true at the time of a sample.
   *
   * @param terms one or more
   * @param fields all fields of these
   */
  record Holds(List<Term> terms, Set<String> fields) implements Condition {

    public Holds {
      terms = List.copyOf(terms);
      fields = Set.copyOf(fields);
    }

    /** Of some comparisons. */
    public Holds(List<Term> terms) {
      this(terms, fieldsOf(terms));
    }

    private static Set<String> fieldsOf(List<Term> terms) {
      Set<String> fields = new LinkedHashSet<>();
      for (Term term : terms) {
        fields.add(term.field());
        term.other().ifPresent(fields::add);
      }
      return fields;
    }

    @Override
    public Collection<String> leading() {
      return List.of(terms.get(0).field());
    }
  }

  /**
   * One of some counters rises, all together by at least so much within a block's span of time.
   *
   * @param fields the counters
   * @param least the least rise
   */
  record Rises(Set<String> fields, double least) implements Condition {

    public Rises {
      fields = Collections.unmodifiableSortedSet(new TreeSet<>(fields));
    }
  }

  /**
   * A field holds the number of an XID. Each number is an incident of its own.
   *
   * @param field the field
   */
  record Codes(String field) implements Condition {

    @Override
    public Set<String> fields() {
      return Set.of(field);
    }
  }

  /**
   * Series of a metric count XIDs, whose numbers are in their label {@value #LABEL}. Such series
   * come and go. Looked at only where another field does not tell XIDs anyway.
   *
   * @param metric the metric
   * @param unless the other field
   */
  record Counts(String metric, String unless) implements Condition {

    static final String LABEL = "xid";

    @Override
    public Set<String> fields() {
      return Set.of(metric, unless);
    }

    @Override
    public Collection<String> leading() {
      return List.of(metric);
    }
  }
}
