package nexus.telemetry.query.letters;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import nexus.telemetry.block.BlockCodec;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.letters.DeadLetters;
import nexus.telemetry.letters.DeadLetters.Keys;
import nexus.telemetry.letters.DeadLetters.Listed;
import nexus.telemetry.letters.DeadLetters.Redriven;
import nexus.telemetry.letters.Letter;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.query.ListPage;
import nexus.telemetry.query.NotFoundException;
import org.jboss.logging.Logger;

/** What was set aside in a cluster: listed, put back where it was, or removed. */
public final class DeadLetterQuery {

  /** Longest key of a letter, in characters. */
  public static final int MAX_KEY = 4_000;

  /** Letters read at a time. */
  private static final int PAGE = 100;

  /** Letters tried in one request. */
  static final int MOST_REDRIVEN = 2_000;

  /** After this no further letter is tried. */
  static final Duration REDRIVE_TIME = Duration.ofSeconds(15);

  private static final Logger LOG = Logger.getLogger(DeadLetterQuery.class);

  private final DeadLetters letters;
  private final InstantSource clock;

  public DeadLetterQuery(Kv kv, Keyspace keys, InstantSource clock) {
    this.letters = new DeadLetters(kv, keys, DeadLetterQuery::isBlock);
    this.clock = clock;
  }

  /** A block of a newer version is one as well: nobody removes it as damaged. */
  private static boolean isBlock(byte[] bytes) {
    try {
      return BlockCodec.decode(bytes).size() >= 0;
    } catch (UnreadableException e) {
      return false;
    } catch (NewerFormatException e) {
      return true;
    }
  }

  /** Whether a key can be a letter's of the cluster. */
  public boolean isLetterKey(String cluster, String key) {
    return letters.isLetterKey(cluster, key);
  }

  /**
   * A page of letters, ascending by key.
   *
   * @param behind key of the last letter of the page before; empty for the first page
   * @param most most letters of the page
   */
  public ListPage<SetAside> page(String cluster, Optional<String> behind, int most) {
    Listed listed = letters.list(cluster, behind, most);
    return new ListPage<>(
        listed.letters().stream().map(SetAside::of).toList(), listed.count(), listed.more());
  }

  /**
   * Puts a letter back where it was, once however often and by however many this is asked.
   *
   * @throws InvalidInputException when the key is none of a letter of the cluster
   * @throws NotFoundException when there is no letter with the key
   * @throws KvException when etcd fails; to ask again is safe
   */
  public Redrive redrive(String cluster, String key) {
    Redrive.Tally tally = new Redrive.Tally(cluster);
    Redriven outcome =
        letters.redrive(cluster, checked(cluster, key)).orElseThrow(() -> unknown(cluster, key));
    tally.add(key, outcome);
    return tally.result(letters.count(cluster), Optional.empty());
  }

  /**
   * Puts back all letters of a cluster, each once likewise. Stops after a while, and tells the last
   * letter tried, to go on behind it.
   *
   * @param behind key of the last letter tried before; empty to begin
   * @throws KvException when etcd fails; to ask again is safe
   */
  public Redrive redriveAll(String cluster, Optional<String> behind) {
    Redrive.Tally tally = new Redrive.Tally(cluster);
    Optional<String> tried = redriveAll(cluster, behind, tally);
    return tally.result(letters.count(cluster), tried);
  }

  /** Redrives what is behind a letter; the last one tried where it stops before the end. */
  private Optional<String> redriveAll(String cluster, Optional<String> start, Redrive.Tally tally) {
    Instant end = clock.instant().plus(REDRIVE_TIME);
    Optional<String> after = start;
    int tried = 0;
    while (true) {
      Keys listed = letters.keys(cluster, after, PAGE);
      for (String key : listed.keys()) {
        if (tried++ == MOST_REDRIVEN || clock.instant().isAfter(end)) {
          return after;
        }
        redrive(cluster, key, tally);
        after = Optional.of(key);
      }
      if (!listed.more()) {
        return Optional.empty();
      }
    }
  }

  /** A letter that makes this fail is one that failed, and stops no other. */
  private void redrive(String cluster, String key, Redrive.Tally tally) {
    try {
      letters.redrive(cluster, key).ifPresent(redriven -> tally.add(key, redriven));
    } catch (KvException e) {
      throw e;
    } catch (NewerFormatException e) {
      tally.add(key, new Redriven(false, e.getMessage()));
    } catch (RuntimeException e) {
      LOG.errorf(e, "dead letter cannot be redriven: cluster=%s key=%s", cluster, key);
      tally.add(key, new Redriven(false, "it cannot be redriven: " + e));
    }
  }

  /**
   * Removes a letter, and its bytes with it; and a block that still stands damaged.
   *
   * @return what is gone
   * @throws InvalidInputException when the key is none of a letter of the cluster
   * @throws NotFoundException when there is no such letter
   */
  public SetAside delete(String cluster, String key) {
    Letter gone =
        letters.delete(cluster, checked(cluster, key)).orElseThrow(() -> unknown(cluster, key));
    LOG.infof("dead letter deleted: cluster=%s key=%s reason=%s", cluster, key, gone.reason());
    return SetAside.of(gone);
  }

  private String checked(String cluster, String key) {
    if (key.isEmpty()) {
      throw new InvalidInputException("key", "key is missing");
    }
    if (key.length() > MAX_KEY || !letters.isLetterKey(cluster, key)) {
      throw new InvalidInputException("key", "key is none of a dead letter of cluster " + cluster);
    }
    return key;
  }

  private static NotFoundException unknown(String cluster, String key) {
    return new NotFoundException("key", "cluster " + cluster + " has no dead letter " + key);
  }
}
