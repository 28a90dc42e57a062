package nexus.functions.meters;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * How the exporters are that this process scrapes: told by what scrapes, asked by metrics.
 *
 * <p>Thread-safe.
 */
@Singleton
public final class ScrapeVitals {

  private final Map<String, Last> last = new TreeMap<>();
  private Set<String> targets = Set.of();
  private boolean begun;
  private boolean targetsRead;
  private long skipped;
  private long lost;

  /**
   * The last scrape of a target.
   *
   * @param up whether it answered with a text that can be used
   * @param seconds how long that took
   * @param samples values that were queued; empty where they were not, or are not yet
   */
  public record Last(boolean up, double seconds, OptionalLong samples) {}

  /**
   * All that is told.
   *
   * @param last of each target that was scraped, by its address
   * @param targetsRead whether the targets there are now are those that are set
   * @param skipped scrapes that were left out
   * @param lost scrapes whose samples were not queued
   */
  public record State(Map<String, Last> last, boolean targetsRead, long skipped, long lost) {
    public State {
      last = new TreeMap<>(last);
    }
  }

  /** This process scrapes these targets, and no longer any others. */
  public synchronized void targets(Set<String> addresses, boolean read) {
    begun = true;
    targetsRead = read;
    targets = Set.copyOf(addresses);
    last.keySet().retainAll(addresses);
  }

  /** A target was scraped; one that is none any more is forgotten. */
  public synchronized void scraped(String address, Last how) {
    if (targets.contains(address)) {
      last.put(address, how);
    }
  }

  /** A scrape was left out, as too much was under way. */
  public synchronized void skipped() {
    skipped++;
  }

  /** The samples of a scrape could not be queued. */
  public synchronized void lost() {
    lost++;
  }

  /** How it is now; empty where this process scrapes nothing. */
  public synchronized Optional<State> state() {
    return begun ? Optional.of(new State(last, targetsRead, skipped, lost)) : Optional.empty();
  }
}
