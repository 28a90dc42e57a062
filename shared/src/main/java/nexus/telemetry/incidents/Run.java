package nexus.telemetry.incidents;

import java.util.List;
import nexus.telemetry.json.Json;

/**
 * A stretch of samples of one GPU within one span of a block, in which a rule held.
 *
 * <pre>
 *       spanMs                                            spanMs + lengthMs
 *          |  o  o  o  x  x  x  x  o  o  x  x  o  o  o  o  |
 *                      |           |     |     |
 *                     fromMs             lastFromMs
 *                                              toMs            count 2
 * </pre>
 *
 * @param rule name of the rule
 * @param code the XID; 0 of other rules
 * @param spanMs start of the span, epoch milliseconds
 * @param lengthMs length of the span; of several where it goes through all of them
 * @param fromMs first sample at which it held
 * @param toMs first sample at which it held no more; the last sample where it held until then
 * @param lastFromMs first sample at which it held the last of several times
 * @param atStart whether it held at the span's first sample
 * @param atEnd whether it held at the span's last sample
 * @param count how often it began; of a counter, and how often it rose meanwhile
 * @param first value at its first sample
 * @param last value at the last sample at which it held
 * @param whose whose the GPU was then
 * @param before samples around its beginning
 * @param after samples around its end
 */
record Run(
    String rule,
    long code,
    long spanMs,
    long lengthMs,
    long fromMs,
    long toMs,
    long lastFromMs,
    boolean atStart,
    boolean atEnd,
    long count,
    double first,
    double last,
    Whose whose,
    List<Sample> before,
    List<Sample> after) {

  /** Names of all members, times, and numbers that are small. */
  private static final int FRAME = 270;

  /** Brackets, commas and a time. */
  private static final int A_SAMPLE = 17;

  Run {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  /** End of its span, epoch milliseconds. */
  long endMs() {
    return spanMs + lengthMs;
  }

  /** Until when it held at most: where it held to the span's end, that. */
  long overMs() {
    return atEnd ? endMs() : toMs;
  }

  boolean isOfSameIncidentAs(Run other) {
    return rule.equals(other.rule) && code == other.code;
  }

  /** Whether this goes on with a run of the span before, without a break. */
  boolean continues(Run before) {
    return atStart && before.atEnd && before.endMs() == spanMs && isOfSameIncidentAs(before);
  }

  /** Whether this only goes on with a run of the span before, and says nothing new. */
  boolean isMoreOf(Run before) {
    return continues(before)
        && count == 1
        && lastFromMs == fromMs
        && first == before.last
        && whose.equals(before.whose);
  }

  /** This and a later one of the same span as one. */
  Run plus(Run later) {
    return joined(later, lengthMs, atEnd || later.atEnd, count + later.count);
  }

  /** This and what continues it as one, through both spans. */
  Run through(Run next) {
    return joined(next, lengthMs + next.lengthMs, next.atEnd, count + next.count - 1);
  }

  private Run joined(Run later, long length, boolean toEnd, long times) {
    boolean more = later.count > 1 || !later.atStart;
    return new Run(
        rule,
        code,
        spanMs,
        length,
        fromMs,
        Math.max(toMs, later.toMs),
        more ? Math.max(lastFromMs, later.lastFromMs) : lastFromMs,
        atStart,
        toEnd,
        times,
        first,
        later.last,
        whose,
        before,
        later.after);
  }

  /** What is left of it ahead of a time at which a span begins, where it goes through several. */
  Run until(long timeMs) {
    return new Run(
        rule,
        code,
        spanMs,
        timeMs - spanMs,
        fromMs,
        timeMs,
        Math.min(lastFromMs, timeMs),
        atStart,
        true,
        count,
        first,
        last,
        whose,
        before,
        List.of());
  }

  /** What is left of it from a time on at which a span begins. */
  Run since(long timeMs) {
    return new Run(
        rule,
        code,
        timeMs,
        endMs() - timeMs,
        timeMs,
        toMs,
        Math.max(lastFromMs, timeMs),
        true,
        atEnd,
        1,
        first,
        last,
        whose,
        List.of(),
        after);
  }

  /** An upper bound on the bytes of its stored form. */
  int weight() {
    int weight = FRAME + rule.length() + weight(first) + weight(last);
    for (Sample sample : before) {
      weight += A_SAMPLE + weight(sample.value());
    }
    for (Sample sample : after) {
      weight += A_SAMPLE + weight(sample.value());
    }
    return weight + weight(whose.uuid()) + weight(whose.namespace()) + weight(whose.pod());
  }

  private static int weight(double value) {
    return Json.numberText(value).length();
  }

  private static int weight(String text) {
    boolean plain = text.chars().allMatch(c -> c >= ' ' && c <= '~' && c != '"' && c != '\\');
    return plain ? text.length() : 6 * text.length();
  }
}
