package nexus.telemetry.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nexus.telemetry.block.BlockCodec;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.letters.DeadLetters;
import nexus.telemetry.letters.DeadLetters.Listed;
import nexus.telemetry.letters.DeadLetters.Redriven;
import nexus.telemetry.letters.Letter;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.Names;
import nexus.telemetry.model.UnreadableException;
import org.jboss.logging.Logger;

/**
 * What was set aside in a cluster: listed, put back where it was, or removed.
 *
 * <p>Parameters: {@code cluster}; of the list {@code limit}, 1 to {@value #MAX_LIMIT}, {@value
 * #DEFAULT_LIMIT} unless given, and {@code cursor}; of one letter {@code key}.
 */
public final class DeadLetterQuery {

  static final int DEFAULT_LIMIT = 20;
  static final int MAX_LIMIT = 100;

  /** Letters tried in one request. */
  static final int MOST_REDRIVEN = 2_000;

  /** After this no further letter is tried. */
  static final Duration REDRIVE_TIME = Duration.ofSeconds(15);

  /** Letters that are told to have stayed where they are. */
  private static final int MOST_FAILED = 100;

  private static final int MAX_KEY = 4_000;
  private static final int MAX_CURSOR = 2 * MAX_KEY;
  private static final Logger LOG = Logger.getLogger(DeadLetterQuery.class);

  private final DeadLetters letters;
  private final InstantSource clock;

  public DeadLetterQuery(Kv kv, Keyspace keys, InstantSource clock) {
    this.letters = new DeadLetters(kv, keys, DeadLetterQuery::isBlock);
    this.clock = clock;
  }

  private static boolean isBlock(byte[] bytes) {
    try {
      return BlockCodec.decode(bytes).size() >= 0;
    } catch (UnreadableException e) {
      return false;
    }
  }

  /**
   * What a redrive did.
   *
   * @param cluster the cluster
   * @param redriven letters put back
   * @param failures letters tried that stay where they are
   * @param failed the first {@value #MOST_FAILED} of those
   * @param remaining letters that lie there now, those that failed among them
   * @param cursor for the letters behind those tried; null when all were
   */
  public record Redrive(
      String cluster,
      long redriven,
      long failures,
      List<Failure> failed,
      long remaining,
      String cursor) {
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
  }

  /**
   * What was removed.
   *
   * @param cluster the cluster
   * @param deleted the letter that is gone, and its bytes with it
   */
  public record Deletion(String cluster, DeadLetterPage.Item deleted) {}

  /**
   * A page of letters, ascending by key.
   *
   * @param parameters each parameter's values
   * @param defaultCluster the cluster where none is named
   * @throws InvalidInputException naming the parameter that cannot be used
   */
  public DeadLetterPage page(Map<String, List<String>> parameters, String defaultCluster) {
    QueryParameters given = new QueryParameters(parameters);
    String cluster = given.cluster(defaultCluster);
    int limit = given.number("limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
    Optional<String> after =
        given.single("cursor", MAX_CURSOR).map(cursor -> position(cluster, cursor));
    Listed listed = letters.list(cluster, after, limit);
    return new DeadLetterPage(
        cluster,
        listed.count(),
        listed.letters().stream().map(DeadLetterPage.Item::of).toList(),
        listed.more() ? cursor(last(listed)) : null);
  }

  private static String last(Listed listed) {
    return listed.letters().get(listed.letters().size() - 1).key();
  }

  private static String cursor(String key) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(UTF_8));
  }

  private String position(String cluster, String cursor) {
    InvalidInputException bad =
        new InvalidInputException("cursor", "cursor is none that an answer held");
    try {
      String key = new String(Base64.getUrlDecoder().decode(cursor), UTF_8);
      if (letters.isLetterKey(cluster, key)) {
        return key;
      }
    } catch (IllegalArgumentException e) {
      bad.initCause(e);
    }
    throw bad;
  }

  /**
   * Puts letters back where they were, each at most once however often and by however many this is
   * asked. Of many it stops after a while, and answers a cursor to go on behind those tried.
   *
   * @param cluster the cluster
   * @param key the letter's key; empty for all of the cluster's
   * @param cursor an earlier answer's, to go on behind it; only without a key
   * @throws InvalidInputException when the key is none of a letter of the cluster, or the cursor
   *     none that an answer held
   * @throws NotFoundException when there is no letter with the key
   * @throws KvException when etcd fails; to ask again is safe
   */
  public Redrive redrive(String cluster, Optional<String> key, Optional<String> cursor) {
    Names.check("cluster", cluster);
    Tally tally = new Tally(cluster);
    Optional<String> next = Optional.empty();
    if (key.isPresent()) {
      if (cursor.isPresent()) {
        throw new InvalidInputException("cursor", "give a key or a cursor, not both");
      }
      tally.add(
          key.get(),
          letters
              .redrive(cluster, checked(cluster, key.get()))
              .orElseThrow(() -> unknown(cluster, key.get())));
    } else {
      next = redriveAll(cluster, cursor.map(text -> position(cluster, text)), tally);
    }
    return new Redrive(
        cluster,
        tally.redriven,
        tally.failures,
        tally.failed,
        letters.count(cluster),
        next.map(DeadLetterQuery::cursor).orElse(null));
  }

  /** Redrives what is behind a letter; the last one tried where it stops before the end. */
  private Optional<String> redriveAll(String cluster, Optional<String> start, Tally tally) {
    Instant end = clock.instant().plus(REDRIVE_TIME);
    Optional<String> after = start;
    int tried = 0;
    while (true) {
      Listed listed = letters.list(cluster, after, MAX_LIMIT);
      for (Letter letter : listed.letters()) {
        if (tried++ == MOST_REDRIVEN || clock.instant().isAfter(end)) {
          return after;
        }
        redrive(cluster, letter.key(), tally);
        after = Optional.of(letter.key());
      }
      if (!listed.more()) {
        return Optional.empty();
      }
    }
  }

  /** A letter that makes this fail is one that failed, and stops no other. */
  private void redrive(String cluster, String key, Tally tally) {
    try {
      letters.redrive(cluster, key).ifPresent(redriven -> tally.add(key, redriven));
    } catch (KvException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.errorf(e, "dead letter cannot be redriven: cluster=%s key=%s", cluster, key);
      tally.add(key, new Redriven(false, "it cannot be redriven: " + e));
    }
  }

  /** Counts what became of letters. */
  private static final class Tally {
    private final String cluster;
    private final List<Redrive.Failure> failed = new ArrayList<>();
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
        failed.add(new Redrive.Failure(key, outcome.reason()));
      }
    }
  }

  /**
   * Removes a letter, and its bytes with it; and a block that still stands damaged.
   *
   * @param parameters each parameter's values
   * @param defaultCluster the cluster where none is named
   * @throws InvalidInputException naming the parameter that cannot be used
   * @throws NotFoundException when there is no such letter
   */
  public Deletion delete(Map<String, List<String>> parameters, String defaultCluster) {
    QueryParameters given = new QueryParameters(parameters);
    String cluster = given.cluster(defaultCluster);
    String key = checked(cluster, given.exact("key", MAX_KEY).orElse(""));
    Letter gone = letters.delete(cluster, key).orElseThrow(() -> unknown(cluster, key));
    LOG.infof("dead letter deleted: cluster=%s key=%s reason=%s", cluster, key, gone.reason());
    return new Deletion(cluster, DeadLetterPage.Item.of(gone));
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
