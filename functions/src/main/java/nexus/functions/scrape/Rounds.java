package nexus.functions.scrape;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import nexus.functions.meters.ScrapeVitals;
import nexus.functions.wiring.ScrapeSettings;

/**
 * Looks again and again which targets there are and whose turn it is.
 *
 * <p>Of one thread.
 */
final class Rounds {

  private final Targets targets;
  private final Spread spread;
  private final InstantSource clock;
  private final ScrapeVitals vitals;
  private final Consumer<ScrapedTarget> scraper;
  private Map<String, ScrapedTarget> known = new LinkedHashMap<>();
  private List<Target> last;

  /**
   * @param scraper begins a scrape, and does not wait for it
   */
  Rounds(
      ScrapeSettings settings,
      InstantSource clock,
      ScrapeVitals vitals,
      Consumer<ScrapedTarget> scraper) {
    this.targets = new Targets(settings);
    this.spread = Spread.over(settings.interval());
    this.clock = clock;
    this.vitals = vitals;
    this.scraper = scraper;
  }

  /** Begins the scrapes whose turn has come since the round before. */
  void round() {
    long nowMs = clock.millis();
    refresh(nowMs);
    for (ScrapedTarget target : known.values()) {
      if (target.takeTurn(nowMs)) {
        scraper.accept(target);
      }
    }
  }

  /** A target that stays the same goes on as it is. */
  private void refresh(long nowMs) {
    List<Target> now = targets.now();
    if (now != last) {
      Map<String, ScrapedTarget> next = new LinkedHashMap<>();
      for (Target target : now) {
        ScrapedTarget before = known.get(target.name());
        boolean same = before != null && before.target().equals(target);
        next.put(target.name(), same ? before : new ScrapedTarget(target, spread, vitals, nowMs));
      }
      known = next;
      last = now;
    }
    vitals.targets(new TreeSet<>(known.keySet()), targets.areRead());
  }
}
