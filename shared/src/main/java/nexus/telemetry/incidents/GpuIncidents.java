package nexus.telemetry.incidents;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import nexus.telemetry.model.MetricColumn;

/**
 * Where rules held in all samples of a GPU's place: what is kept of each span of time in which one
 * did. What is kept of a span is worked out from that span's samples alone, and replaced whenever
 * its block is written. So it does not matter in which order samples come, nor how often.
 */
public final class GpuIncidents {

  /** Most bytes of the stored form. */
  public static final int MAX_BYTES = 24 << 10;

  private static final Comparator<Run> ORDER =
      Comparator.comparingLong(Run::spanMs)
          .thenComparingLong(Run::fromMs)
          .thenComparing(Run::rule)
          .thenComparingLong(Run::code);

  /** Of a GPU that nothing was wrong with. */
  public static final GpuIncidents NONE = new GpuIncidents(List.of());

  private final List<Run> runs;

  /**
   * @param runs in whichever order
   */
  GpuIncidents(List<Run> runs) {
    this.runs = runs.stream().sorted(ORDER).toList();
  }

  /** All runs, by span. */
  List<Run> runs() {
    return runs;
  }

  /** Whether nothing was wrong. */
  public boolean isEmpty() {
    return runs.isEmpty();
  }

  /** End of the newest span with a run, epoch milliseconds; empty when there is none. */
  public OptionalLong newestMs() {
    return runs.stream().mapToLong(Run::endMs).max();
  }

  /**
   * The same with other samples of a span.
   *
   * @param spanMs start of the span, epoch milliseconds
   * @param lengthMs its length
   * @param columns all samples of the span that a rule looks at
   * @param whose whose the GPU was at a time
   * @return this where nothing changes
   */
  public GpuIncidents with(
      IncidentPolicy policy,
      long spanMs,
      long lengthMs,
      List<MetricColumn> columns,
      LongFunction<Whose> whose) {
    List<Run> found = SpanRuns.of(policy.rules(), spanMs, lengthMs, columns, whose);
    if (found.isEmpty() && runs.isEmpty()) {
      return this;
    }
    List<Run> all = new ArrayList<>(found);
    long endMs = spanMs + lengthMs;
    for (Run run : runs) {
      if (run.endMs() <= spanMs || run.spanMs() >= endMs) {
        all.add(run);
        continue;
      }
      if (run.spanMs() < spanMs) {
        all.add(run.until(spanMs));
      }
      if (run.endMs() > endMs) {
        all.add(run.since(endMs));
      }
    }
    GpuIncidents changed = new GpuIncidents(joined(all)).young(policy.retentionMs()).small();
    return changed.equals(this) ? this : changed;
  }

  private GpuIncidents young(long retentionMs) {
    long limitMs = newestMs().orElse(0) - retentionMs;
    return runs.stream().allMatch(run -> run.endMs() > limitMs)
        ? this
        : new GpuIncidents(runs.stream().filter(run -> run.endMs() > limitMs).toList());
  }

  /**
   * The same runs, those as one that go on unchanged from span to span: so a fault that stays for
   * months is one. Where a later span within it is replaced, it is cut again.
   */
  private static List<Run> joined(List<Run> runs) {
    List<Run> joined = new ArrayList<>();
    Map<String, Integer> last = new HashMap<>();
    runs.sort(ORDER);
    for (Run run : runs) {
      String key = run.rule() + " " + run.code();
      Integer before = last.get(key);
      if (before != null && run.isMoreOf(joined.get(before))) {
        joined.set(before, joined.get(before).through(run));
      } else {
        last.put(key, joined.size());
        joined.add(run);
      }
    }
    return joined;
  }

  /** The newest runs, as many as there is room for. */
  private GpuIncidents small() {
    int bytes = weight(runs);
    int from = 0;
    while (bytes > MAX_BYTES) {
      bytes -= runs.get(from++).weight();
    }
    return from == 0 ? this : new GpuIncidents(runs.subList(from, runs.size()));
  }

  private static int weight(List<Run> runs) {
    return runs.stream().mapToInt(Run::weight).sum();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GpuIncidents that && runs.equals(that.runs);
  }

  @Override
  public int hashCode() {
    return runs.hashCode();
  }

  @Override
  public String toString() {
    return runs.toString();
  }
}
