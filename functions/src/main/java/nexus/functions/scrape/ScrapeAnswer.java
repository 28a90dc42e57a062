package nexus.functions.scrape;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import nexus.functions.meters.ScrapeVitals;
import nexus.functions.meters.ScrapeVitals.Last;

/**
 * What an invocation scraped.
 *
 * @param targets how many are set
 * @param down those of them whose last scrape brought no text that can be used
 * @param skipped scrapes that were left out for lack of time or room
 * @param lost scrapes whose samples could not be queued, or were not when the time was up
 * @param scraped the last scrape of each target that was scraped, by its address
 */
record ScrapeAnswer(int targets, long down, long skipped, long lost, List<Scraped> scraped) {

  ScrapeAnswer {
    scraped = List.copyOf(scraped);
  }

  /**
   * The last scrape of a target.
   *
   * @param up whether it answered with a text that can be used
   * @param samples values that were queued; absent where they could not be
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Scraped(String target, boolean up, double seconds, Long samples) {

    private static Scraped of(Map.Entry<String, Last> told) {
      Last last = told.getValue();
      Long samples = last.samples().isPresent() ? last.samples().getAsLong() : null;
      return new Scraped(told.getKey(), last.up(), last.seconds(), samples);
    }
  }

  static ScrapeAnswer of(
      int targets, ScrapeVitals.State before, ScrapeVitals.State after, int unfinished) {
    return new ScrapeAnswer(
        targets,
        after.last().values().stream().filter(last -> !last.up()).count(),
        after.skipped() - before.skipped(),
        after.lost() - before.lost() + unfinished,
        after.last().entrySet().stream().map(Scraped::of).toList());
  }
}
