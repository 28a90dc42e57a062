package nexus.telemetry.query.letters;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nexus.telemetry.letters.DeadLetters.Redriven;
import org.jboss.logging.Logger;

/**
 * What a redrive did.
 *
 * @param redriven letters put back
 * @param failures letters tried that stay where they are
 * @param failed the first {@value #MOST_FAILED} of those
 * @param remaining letters that lie there now, those that failed among them
 * @param tried the last letter tried, where there are further ones; empty when all were tried
 */
public record Redrive(
    long redriven, long failures, List<Failure> failed, long remaining, Optional<String> tried) {

  /** Letters that are told to have stayed where they are. */
  static final int MOST_FAILED = 100;

  private static final Logger LOG = Logger.getLogger(Redrive.class);

  public Redrive {
    failed = List.copyOf(failed);
  }

  /**
   * A letter that was not put back.
   *
   * @param key the letter's key
   * @param reason why, in a sentence
   */
  public record Failure(String key, String reason) {}

  /** Counts what became of letters. */
  static final class Tally {
    private final String cluster;
    private final List<Failure> failed = new ArrayList<>();
    private long redriven;
    private long failures;

    Tally(String cluster) {
      this.cluster = cluster;
    }

    void add(String key, Redriven outcome) {
      if (outcome.done()) {
        redriven++;
        LOG.infof("dead letter redriven: cluster=%s key=%s", cluster, key);
        return;
      }
      failures++;
      if (failed.size() < MOST_FAILED) {
        failed.add(new Failure(key, outcome.reason()));
      }
    }

    Redrive result(long remaining, Optional<String> tried) {
      return new Redrive(redriven, failures, failed, remaining, tried);
    }
  }
}
