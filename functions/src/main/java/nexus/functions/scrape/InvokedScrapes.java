package nexus.functions.scrape;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import nexus.functions.meters.ScrapeVitals;
import nexus.functions.wiring.ScrapeSettings;

/**
 * The scrapes of an invocation: a minute of them, as the schedule invokes once a minute. In it each
 * target is scraped once an interval, at an offset that its name always has.
 *
 * <p>Of one thread.
 */
final class InvokedScrapes {

  /** Each minute of waiting is paid for, so all targets of an interval are begun within this. */
  static final Duration MOST_SPREAD = Duration.ofSeconds(10);

  private static final Duration SPAN = Duration.ofMinutes(1);

  private final Duration interval;
  private final Scraper scraper;
  private final InstantSource clock;
  private final ScrapeVitals vitals;
  private final Pause pause;
  private final List<Due> order;

  /** Waits. */
  interface Pause {

    void forMs(long ms) throws InterruptedException;
  }

  private record Due(ScrapedTarget target, long offsetMs) {}

  InvokedScrapes(
      ScrapeSettings settings,
      Scraper scraper,
      InstantSource clock,
      ScrapeVitals vitals,
      Pause pause) {
    this.interval = settings.interval();
    this.scraper = scraper;
    this.clock = clock;
    this.vitals = vitals;
    this.pause = pause;
    Spread spread = Spread.over(interval.compareTo(MOST_SPREAD) < 0 ? interval : MOST_SPREAD);
    this.order =
        new Targets(settings)
            .now().stream()
                .map(target -> new ScrapedTarget(target, spread, vitals, clock.millis()))
                .map(target -> new Due(target, spread.offsetMs(target.target().name())))
                .sorted(Comparator.comparingLong(Due::offsetMs))
                .collect(Collectors.toCollection(ArrayList::new));
  }

  /**
   * Scrapes for a minute, or for as long as there is time. A scrape for which there may be too
   * little is left out.
   *
   * @param lastMs when all has to be done, epoch milliseconds
   */
  ScrapeAnswer run(long lastMs) throws InterruptedException {
    ScrapeVitals.State before = begin(lastMs);
    long beganMs = clock.millis();
    long rounds = Math.max(1, SPAN.toMillis() / interval.toMillis());
    for (long round = 0; round < rounds; round++) {
      for (Due due : order) {
        begin(due, beganMs + round * interval.toMillis() + due.offsetMs(), lastMs);
      }
    }
    int unfinished = scraper.awaitIdle(lastMs - clock.millis());
    return ScrapeAnswer.of(order.size(), before, vitals.state().orElseThrow(), unfinished);
  }

  /** What is told of an earlier invocation is forgotten. */
  private ScrapeVitals.State begin(long lastMs) {
    scraper.until(lastMs);
    vitals.targets(new TreeSet<>(), true);
    vitals.targets(
        order.stream()
            .map(due -> due.target().target().name())
            .collect(Collectors.toCollection(TreeSet::new)),
        true);
    return vitals.state().orElseThrow();
  }

  private void begin(Due due, long timeMs, long lastMs) throws InterruptedException {
    long deadlineMs = scraper.deadline().toMillis();
    if (Math.max(timeMs, clock.millis()) + deadlineMs > lastMs) {
      vitals.skipped();
      return;
    }
    long waitMs = timeMs - clock.millis();
    if (waitMs > 0) {
      pause.forMs(waitMs);
    }
    scraper.scrape(due.target());
  }
}
