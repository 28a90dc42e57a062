package nexus.functions.scrape;

import java.util.OptionalLong;
import nexus.functions.meters.ScrapeVitals;
import nexus.functions.meters.ScrapeVitals.Last;
import org.jboss.logging.Logger;

/**
 * How a target is. That it went, and that it is back, is logged once.
 *
 * <p>Thread-safe.
 */
final class ScrapedTarget {

  private static final Logger LOG = Logger.getLogger(ScrapedTarget.class);
  private static final int MOST_REASON = 300;

  private final Target target;
  private final Spread spread;
  private final long offsetMs;
  private final ScrapeVitals vitals;
  private long turn;
  private boolean underWay;
  private boolean down;

  /** It is due from its next turn on. */
  ScrapedTarget(Target target, Spread spread, ScrapeVitals vitals, long nowMs) {
    this.target = target;
    this.spread = spread;
    this.offsetMs = spread.offsetMs(target.name());
    this.vitals = vitals;
    this.turn = spread.turn(offsetMs, nowMs);
  }

  Target target() {
    return target;
  }

  /** Whether its next turn has come; true once a turn, also where the clock was put back. */
  synchronized boolean takeTurn(long nowMs) {
    long now = spread.turn(offsetMs, nowMs);
    boolean due = now != turn;
    turn = now;
    return due;
  }

  /** Begins a scrape; false where one is under way. */
  synchronized boolean begin() {
    boolean free = !underWay;
    underWay = true;
    return free;
  }

  /** The scrape under way has ended. */
  synchronized void end() {
    underWay = false;
  }

  /** Whether its last scrape failed. */
  synchronized boolean isDown() {
    return down;
  }

  /** It brought a text that can be used. */
  void up(double seconds, OptionalLong samples) {
    synchronized (this) {
      if (down) {
        LOG.infof("%s is scraped again", target.name());
      }
      down = false;
    }
    vitals.scraped(target.name(), new Last(true, seconds, samples));
  }

  /** It brought none. */
  void down(double seconds, String why) {
    synchronized (this) {
      if (!down) {
        LOG.warnf("%s cannot be scraped, and is tried again: %s", target.name(), oneLine(why));
      }
      down = true;
    }
    vitals.scraped(target.name(), new Last(false, seconds, OptionalLong.empty()));
  }

  private static String oneLine(String why) {
    String line = why.replaceAll("\\p{Cntrl}", " ");
    return line.length() > MOST_REASON ? line.substring(0, MOST_REASON) + "…" : line;
  }
}
