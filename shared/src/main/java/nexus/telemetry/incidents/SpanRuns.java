package nexus.telemetry.incidents;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import nexus.telemetry.fields.Field;
import nexus.telemetry.fields.Fields;
import nexus.telemetry.fields.Kind;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.SeriesName;

/**
 * Where rules hold in the samples of one GPU and one span of time. A function of those samples, the
 * rules, and nothing else.
 */
final class SpanRuns {

  /** Most runs of a span; a rule that holds now and then more often has its last ones as one. */
  static final int MOST = 32;

  private static final int MOST_OF_A_RULE = 8;

  /** Samples that are kept of the time before a run, and of the time after. */
  private static final int AROUND = 2;

  private static final int MOST_SAMPLES = 2 * AROUND;

  /** How old another field's value may be that is compared. */
  private static final long MOST_AGE_MS = 5 * 60_000;

  /** That it is not known whether a rule holds at a sample. */
  private static final long UNKNOWN = -1;

  private static final double MOST_CODE = 100_000;
  private static final Comparator<Run> ORDER =
      Comparator.comparingLong(Run::fromMs).thenComparing(Run::rule).thenComparingLong(Run::code);

  private final long spanMs;
  private final long lengthMs;
  private final Map<String, List<MetricColumn>> byMetric = new LinkedHashMap<>();
  private final LongFunction<Whose> whose;
  private final List<Run> found = new ArrayList<>();

  private SpanRuns(long spanMs, long lengthMs, LongFunction<Whose> whose) {
    this.spanMs = spanMs;
    this.lengthMs = lengthMs;
    this.whose = whose;
  }

  /**
   * The runs.
   *
   * @param spanMs start of the span, epoch milliseconds
   * @param lengthMs its length
   * @param columns samples of the span, a series once; others than the rules' do no harm
   * @param whose whose the GPU was at a time
   */
  static List<Run> of(
      RuleBook rules,
      long spanMs,
      long lengthMs,
      List<MetricColumn> columns,
      LongFunction<Whose> whose) {
    if (columns.isEmpty()) {
      return List.of();
    }
    SpanRuns span = new SpanRuns(spanMs, lengthMs, whose);
    for (MetricColumn column : columns) {
      span.byMetric
          .computeIfAbsent(SeriesName.metricOf(column.metric()), first -> new ArrayList<>(1))
          .add(column);
    }
    rules.eachRule(span::find);
    span.found.sort(ORDER);
    return span.found.size() > MOST ? span.found.subList(0, MOST) : span.found;
  }

  private void find(Rule rule) {
    if (rule.condition() instanceof Condition.Rises rises) {
      rises(rule, rises);
    } else if (rule.condition() instanceof Condition.Counts counts) {
      if (!byMetric.containsKey(counts.unless())) {
        add(rule, counted(rule, byMetric.getOrDefault(counts.metric(), List.of())));
      }
    } else if (rule.condition() instanceof Condition.Codes codes) {
      List<MetricColumn> series = byMetric.get(codes.field());
      if (series != null) {
        add(rule, states(rule, oneOf(series)));
      }
    } else if (rule.condition() instanceof Condition.Holds holds
        && byMetric.keySet().containsAll(holds.fields())) {
      List<Run> runs = new ArrayList<>();
      for (MetricColumn one : byMetric.get(holds.terms().get(0).field())) {
        runs.addAll(states(rule, one));
      }
      add(rule, runs);
    }
  }

  private List<Run> counted(Rule rule, List<MetricColumn> series) {
    List<Run> runs = new ArrayList<>();
    CountedXids.of(series).forEach((code, counts) -> runs.addAll(states(rule, code, counts)));
    return runs;
  }

  /** All series of a field by time, as labels may change with what it says. */
  private static MetricColumn oneOf(List<MetricColumn> series) {
    MetricColumn one = series.get(0);
    for (MetricColumn more : series.subList(1, series.size())) {
      one = one.plus(more);
    }
    return one;
  }

  /** Takes runs of a rule in; those that are near to each other are one. */
  private void add(Rule rule, List<Run> runs) {
    if (runs.isEmpty()) {
      return;
    }
    Map<Long, List<Run>> byCode = new LinkedHashMap<>();
    runs.stream()
        .sorted(ORDER)
        .forEach(run -> add(rule, byCode.computeIfAbsent(run.code(), c -> new ArrayList<>()), run));
    byCode
        .values()
        .forEach(
            all ->
                all.stream()
                    .filter(run -> run.atStart() || run.atEnd() || isLongEnough(rule, run))
                    .forEach(found::add));
  }

  private static void add(Rule rule, List<Run> to, Run run) {
    int last = to.size() - 1;
    if (last >= 0
        && (run.fromMs() - to.get(last).toMs() <= rule.quietMs() || to.size() == MOST_OF_A_RULE)) {
      to.set(last, to.get(last).plus(run));
    } else {
      to.add(run);
    }
  }

  private static boolean isLongEnough(Rule rule, Run run) {
    return run.toMs() - run.fromMs() >= rule.forMs();
  }

  // What holds

  /** Whether a rule is about a counter, so that its rises are told. */
  static boolean counts(Rule rule) {
    return rule.condition() instanceof Condition.Holds holds
        && Fields.stored(holds.terms().get(0).field())
            .map(Field::kind)
            .equals(Optional.of(Kind.COUNTER));
  }

  private List<Run> states(Rule rule, MetricColumn column) {
    return states(rule, 0, column);
  }

  private List<Run> states(Rule rule, long code, MetricColumn column) {
    int size = column.size();
    int first = 0;
    while (first < size && state(rule, column, first) <= 0) {
      first++;
    }
    if (first == size) {
      return List.of();
    }
    long[] states = new long[size];
    for (int i = 0; i < size; i++) {
      states[i] = state(rule, column, i);
    }
    boolean counter = counts(rule);
    List<Run> runs = new ArrayList<>();
    int from = first;
    while (from < size) {
      if (states[from] <= 0) {
        from++;
        continue;
      }
      int last = from;
      int next = from + 1;
      while (next < size && (states[next] == UNKNOWN || states[next] == states[from])) {
        last = states[next] == UNKNOWN ? last : next;
        next++;
      }
      runs.add(run(rule, code, column, states, from, last, next, counter));
      from = next;
    }
    return runs;
  }

  private Run run(
      Rule rule,
      long code,
      MetricColumn column,
      long[] states,
      int from,
      int last,
      int next,
      boolean counter) {
    boolean atStart = true;
    for (int i = 0; i < from; i++) {
      atStart &= states[i] == UNKNOWN;
    }
    boolean atEnd = next == states.length;
    long count = 1;
    for (int i = from + 1; counter && i <= last; i++) {
      count += column.value(i) > column.value(i - 1) ? 1 : 0;
    }
    return new Run(
        rule.name(),
        rule.condition() instanceof Condition.Codes ? states[from] : code,
        spanMs,
        lengthMs,
        column.time(from),
        column.time(atEnd ? last : next),
        column.time(from),
        atStart,
        atEnd,
        count,
        column.value(from),
        column.value(last),
        whose.apply(column.time(from)),
        samples(column, from - AROUND, from + 1),
        samples(column, last, next + AROUND));
  }

  /** The samples from one index to another, exclusive, as far as there are any. */
  private static List<Sample> samples(MetricColumn column, int from, int to) {
    List<Sample> samples = new ArrayList<>();
    for (int i = Math.max(0, from);
        i < Math.min(column.size(), to) && samples.size() < MOST_SAMPLES;
        i++) {
      samples.add(new Sample(column.time(i), column.value(i)));
    }
    return samples;
  }

  /** Above 0 where the rule holds at a sample: of an XID its number, else 1. */
  private long state(Rule rule, MetricColumn column, int i) {
    double value = column.value(i);
    if (rule.condition() instanceof Condition.Codes) {
      return value > 0 && value < MOST_CODE && value == Math.rint(value) ? (long) value : 0;
    }
    if (rule.condition() instanceof Condition.Counts) {
      return value > 0 ? 1 : 0;
    }
    Condition.Holds holds = (Condition.Holds) rule.condition();
    for (int t = 0; t < holds.terms().size(); t++) {
      Term term = holds.terms().get(t);
      double one = t == 0 ? value : valueAt(term.field(), column.time(i));
      double other = term.other().isPresent() ? valueAt(term.other().get(), column.time(i)) : 0;
      if (Double.isNaN(one) || Double.isNaN(other)) {
        return UNKNOWN;
      }
      if (!term.holds(one, other)) {
        return 0;
      }
    }
    return 1;
  }

  /** The newest value of a field at a time; NaN where there is none that is young enough. */
  private double valueAt(String field, long timeMs) {
    List<MetricColumn> series = byMetric.get(field);
    if (series == null) {
      return Double.NaN;
    }
    MetricColumn column = series.get(0);
    int at = column.firstAtOrAfter(timeMs + 1) - 1;
    return at < 0 || column.time(at) < timeMs - MOST_AGE_MS ? Double.NaN : column.value(at);
  }

  // What rises

  private void rises(Rule rule, Condition.Rises rises) {
    Rise all = null;
    for (String field : rises.fields()) {
      for (MetricColumn column : byMetric.getOrDefault(field, List.of())) {
        all = Rise.of(column, all);
      }
    }
    if (all != null && all.by() >= rises.least()) {
      MetricColumn first = all.firstOf();
      MetricColumn last = all.lastOf();
      int from = first.firstAtOrAfter(all.fromMs());
      int to = last.firstAtOrAfter(all.toMs());
      found.add(
          new Run(
              rule.name(),
              0,
              spanMs,
              lengthMs,
              all.fromMs(),
              all.toMs(),
              all.toMs(),
              false,
              false,
              all.count(),
              first.value(Math.max(0, from - 1)),
              last.value(to),
              whose.apply(all.fromMs()),
              samples(first, from - AROUND, from + 1),
              samples(last, to, to + AROUND + 1)));
    }
  }
}
