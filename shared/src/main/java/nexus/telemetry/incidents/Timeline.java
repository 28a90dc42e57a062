package nexus.telemetry.incidents;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import nexus.telemetry.model.GpuId;

/**
 * The incidents of one GPU: runs of neighbouring spans put together.
 *
 * <pre>
 *       span            span            span
 * |  o  o  x  x  x | x  x  x  x  x | x  o  o  o  |      one incident
 *          since                        until
 * </pre>
 *
 * <p>An incident is open while its rule held at the newest sample. An XID that an application
 * causes, and what a counter's rise tells, are open until they were quiet for long enough.
 */
public final class Timeline {

  private final RuleBook rules;
  private final GpuId gpu;
  private final ToLongFunction<Collection<String>> newestMs;
  private final List<Incident> incidents = new ArrayList<>();

  private Timeline(RuleBook rules, GpuId gpu, ToLongFunction<Collection<String>> newestMs) {
    this.rules = rules;
    this.gpu = gpu;
    this.newestMs = newestMs;
  }

  /**
   * The incidents, by rule and time. Of rules that are no more there are none.
   *
   * @param newestMs time of the newest sample of some of the GPU's fields, or of all where none are
   *     named, epoch milliseconds; the least long where there is none
   */
  public static List<Incident> of(
      RuleBook rules, GpuId gpu, GpuIncidents found, ToLongFunction<Collection<String>> newestMs) {
    Timeline timeline = new Timeline(rules, gpu, newestMs);
    Map<String, List<Run>> byRule = new LinkedHashMap<>();
    for (Run run : found.runs()) {
      byRule.computeIfAbsent(run.rule() + " " + run.code(), first -> new ArrayList<>()).add(run);
    }
    byRule
        .values()
        .forEach(
            runs -> rules.rule(runs.get(0).rule()).ifPresent(rule -> timeline.join(rule, runs)));
    return timeline.incidents;
  }

  private void join(Rule rule, List<Run> runs) {
    List<Run> together = new ArrayList<>();
    for (Run run : runs) {
      if (!together.isEmpty()) {
        Run before = together.get(together.size() - 1);
        if (!run.continues(before) && run.fromMs() - before.overMs() > rule.quietMs()) {
          add(rule, together);
          together.clear();
        }
      }
      together.add(run);
    }
    add(rule, together);
  }

  private void add(Rule rule, List<Run> runs) {
    Run first = runs.get(0);
    Run last = runs.get(runs.size() - 1);
    if (last.toMs() - first.fromMs() < rule.forMs()) {
      return;
    }
    Optional<Xid> xid = first.code() == 0 ? Optional.empty() : rules.xid(first.code());
    OptionalLong until = until(rule, runs, xid.isPresent() && xid.get().application());
    incidents.add(
        new Incident(
            rule.kind(),
            rule.name(),
            first.code(),
            xid.map(Xid::severity).orElse(rule.severity()),
            xid.map(Xid::action).orElse(rule.action()),
            xid.map(Xid::meaning).orElse(rule.help()),
            gpu.host(),
            gpu.gpu(),
            first.whose(),
            first.fromMs(),
            until,
            count(runs),
            evidence(first, last),
            rule.condition().leading().stream().findFirst()));
  }

  private OptionalLong until(Rule rule, List<Run> runs, boolean quiets) {
    Run last = runs.get(runs.size() - 1);
    boolean comesAndGoes = rule.condition() instanceof Condition.Counts;
    long newest = newestMs.applyAsLong(comesAndGoes ? List.of() : rule.condition().leading());
    if (rule.condition() instanceof Condition.Rises) {
      return newest <= last.toMs() + rule.quietMs()
          ? OptionalLong.empty()
          : OptionalLong.of(last.toMs());
    }
    boolean holds = last.atEnd() && newest != Long.MIN_VALUE && newest < last.endMs();
    if (quiets && !comesAndGoes) {
      long quietMs = lastBegunMs(runs) + rule.quietMs();
      long overMs = holds ? quietMs : Math.min(quietMs, last.overMs());
      return overMs > newest && holds ? OptionalLong.empty() : OptionalLong.of(overMs);
    }
    return holds ? OptionalLong.empty() : OptionalLong.of(last.overMs());
  }

  /** When it began the last time: going on from one span to the next is no beginning. */
  private static long lastBegunMs(List<Run> runs) {
    long begunMs = runs.get(0).lastFromMs();
    for (int i = 1; i < runs.size(); i++) {
      Run run = runs.get(i);
      if (!run.continues(runs.get(i - 1)) || run.lastFromMs() > run.fromMs()) {
        begunMs = run.lastFromMs();
      }
    }
    return begunMs;
  }

  private long count(List<Run> runs) {
    long count = runs.get(0).count();
    for (int i = 1; i < runs.size(); i++) {
      Run run = runs.get(i);
      boolean goesOn = run.continues(runs.get(i - 1)) && !isRise(runs.get(i - 1), run);
      count += run.count() - (goesOn ? 1 : 0);
    }
    return count;
  }

  /** Whether a counter rose between the last sample of one span and the first of the next. */
  private boolean isRise(Run before, Run run) {
    return run.code() == 0
        && run.first() > before.last()
        && rules.rule(run.rule()).map(SpanRuns::counts).orElse(false);
  }

  private static List<Sample> evidence(Run first, Run last) {
    List<Sample> evidence = new ArrayList<>(first.before());
    long behindMs = evidence.isEmpty() ? 0 : evidence.get(evidence.size() - 1).timeMs();
    last.after().stream().filter(one -> one.timeMs() > behindMs).forEach(evidence::add);
    return evidence;
  }
}
