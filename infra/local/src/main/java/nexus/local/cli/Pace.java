package nexus.local.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times of rows that have none, of pieces that come one after the other.
 *
 * <p>Of dmon's rows the server is told when the first was taken, and puts the next an interval
 * later each time a GPU comes again. So the last step of a piece is put to when it was read, the
 * first as much before, and never before what went before: history stays in order however many
 * steps a piece has. All other lines of a piece have one time.
 *
 * @param begun when the first piece was read
 * @param read when this one was
 * @param last the time of the last step before it; null where there was none
 */
record Pace(Instant begun, Instant read, Instant last) {

  private static final Pattern GPU =
      Pattern.compile("(?m)^[ \\t]*((?:[A-Za-z-]+[ \\t]+)?\\d+)(?=[ \\t,])");

  /**
   * How many steps rows of dmon make; they begin with the GPU.
   *
   * @return 1 at least
   */
  static int steps(String rows) {
    int steps = 1;
    Set<String> seen = new HashSet<>();
    for (Matcher row = GPU.matcher(rows); row.find(); ) {
      if (!seen.add(row.group(1))) {
        steps++;
        seen.clear();
        seen.add(row.group(1));
      }
    }
    return steps;
  }

  /**
   * The time of a piece's first row.
   *
   * @param given that of the first row of all; null where it is when that was read
   * @param steps 0 for lines of one time
   */
  Instant first(Instant given, int steps, Duration interval) {
    Instant now = given == null ? read : given.plus(Duration.between(begun, read));
    if (steps == 0) {
      return now;
    } else if (last == null) {
      return given == null ? now.minus(interval.multipliedBy(steps - 1)) : given;
    }
    Instant back = now.minus(interval.multipliedBy(steps - 1));
    Instant next = last.plus(interval);
    return back.isBefore(next) ? next : back;
  }

  /** The time of a piece's last row. */
  Instant last(Instant given, int steps, Duration interval) {
    Instant first = first(given, steps, interval);
    return steps == 0 ? first : first.plus(interval.multipliedBy(steps - 1));
  }
}
