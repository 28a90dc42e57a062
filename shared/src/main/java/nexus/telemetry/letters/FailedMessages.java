package nexus.telemetry.letters;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import nexus.telemetry.json.StoredVersion;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Compare;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.model.StoredFormat;
import org.jboss.logging.Logger;

/**
 * Messages that could not be stored: they stay for another attempt, up to {@value #MAX_ATTEMPTS};
 * then they are set aside as dead letters, bytes and all. Nothing is dropped.
 */
public final class FailedMessages {

  /** Attempts after which a message is set aside. */
  public static final int MAX_ATTEMPTS = 5;

  /** Characters of a very long key that are logged. */
  private static final int SHOWN = 200;

  private static final Logger LOG = Logger.getLogger(FailedMessages.class);
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final Kv kv;
  private final Keyspace keys;

  public FailedMessages(Kv kv, Keyspace keys) {
    this.kv = kv;
    this.keys = keys;
  }

  /**
   * The failed attempts at a message.
   *
   * @param attempts how many
   * @param firstMs when the first was, epoch milliseconds
   * @param reason why the last failed
   */
  @JsonIgnoreProperties("v")
  public record Attempts(int attempts, long firstMs, String reason) {

    static final Attempts NONE = new Attempts(0, 0, "");

    Attempts another(long nowMs, String why) {
      return new Attempts(attempts + 1, attempts == 0 ? nowMs : firstMs, why);
    }
  }

  /** Where the failed attempts in a partition are counted; there are none nearly always. */
  public Range attemptsRange(String cluster, String partition) {
    return Range.prefix(keys.attempts(cluster, partition));
  }

  /**
   * Failed attempts in a partition, by the message's tail, out of what was read there.
   *
   * @param newer gets those that are counted in a newer form
   */
  public Map<String, Attempts> attempts(
      String cluster,
      String partition,
      Page found,
      BiConsumer<String, NewerFormatException> newer) {
    String prefix = keys.attempts(cluster, partition);
    Map<String, Attempts> attempts = new HashMap<>();
    for (Entry entry : found.entries()) {
      String tail = entry.key().substring(prefix.length());
      try {
        attempts.put(tail, decode(entry));
      } catch (NewerFormatException e) {
        newer.accept(tail, e);
      }
    }
    return attempts;
  }

  /**
   * Counts a failed attempt at a message, or sets it aside when that was the last one.
   *
   * @param fence condition of the claim it was made under
   * @return whether the message was set aside
   * @throws NewerFormatException when attempts at it are counted in a newer form
   */
  public boolean failed(
      String cluster, String partition, Entry message, String reason, long nowMs, Compare fence) {
    String tail = tail(cluster, partition, message);
    String attemptsKey = keys.attempts(cluster, partition, tail);
    Attempts now =
        KvFutures.await(kv.range(Range.key(attemptsKey))).entries().stream()
            .findFirst()
            .map(FailedMessages::decode)
            .orElse(Attempts.NONE)
            .another(nowMs, reason);
    if (now.attempts() >= MAX_ATTEMPTS) {
      return setAside(cluster, partition, message, now, List.of(fence));
    }
    KvFutures.await(
        kv.txn(
            Txn.when(
                List.of(fence, unchanged(message)), List.of(Op.put(attemptsKey, encode(now))))));
    return false;
  }

  /** Sets a message aside at once, because a repeat cannot mend it. */
  public boolean undecodable(
      String cluster, String partition, Entry message, String reason, long nowMs, Compare fence) {
    return setAside(
        cluster, partition, message, Attempts.NONE.another(nowMs, reason), List.of(fence));
  }

  /**
   * Sets aside a key that lies in no partition, so that no claim covers it. Two drainers may both
   * try: the one that finds the key changed does nothing.
   *
   * @param isNewer whether a value is of a newer version: then it stays
   */
  public boolean stray(String cluster, Entry stray, long nowMs, Predicate<byte[]> isNewer) {
    Entry whole =
        KvFutures.await(kv.range(Range.key(stray.key()))).entries().stream()
            .findFirst()
            .orElse(null);
    if (whole == null || isNewer.test(whole.value())) {
      return false;
    }
    Attempts once = Attempts.NONE.another(nowMs, "the key lies in no partition");
    return setAside(cluster, "00", whole, once, List.of());
  }

  /**
   * Moves a message to the dead letters. A message whose key is too long for such a request stays
   * where it is, and stops nothing but itself.
   */
  private boolean setAside(
      String cluster,
      String partition,
      Entry message,
      Attempts attempts,
      List<Compare> conditions) {
    try {
      return move(cluster, partition, message, attempts, conditions);
    } catch (KvException e) {
      if (e.kind() != KvException.Kind.TOO_LARGE) {
        throw e;
      }
      LOG.errorf(
          "cannot be set aside, and stays: a key of %d characters that begins %s: %s",
          message.key().length(),
          message.key().substring(0, Math.min(SHOWN, message.key().length())),
          attempts.reason());
      return false;
    }
  }

  /**
   * Moves a message to the dead letters, once: its removal, its bytes and the reason are one
   * transaction, on the condition that the message is still the one that failed. The bytes of a
   * large one go first, by themselves: putting them twice is harmless.
   *
   * <p>When an earlier message left a letter with the same key, the key of this letter ends in
   * {@code @} and the message's revision: no letter takes the place of another.
   */
  private boolean move(
      String cluster,
      String partition,
      Entry message,
      Attempts attempts,
      List<Compare> conditions) {
    String tail = tail(cluster, partition, message);
    String letterKey = keys.deadLetter(cluster, partition, tail);
    if (exists(letterKey)) {
      letterKey += "@" + message.modRevision();
    }
    DeadLetter letter =
        new DeadLetter(
            DeadLetter.VERSION,
            message.key(),
            attempts.reason(),
            attempts.attempts(),
            attempts.firstMs(),
            message.value().length);
    List<Compare> all = new ArrayList<>(conditions);
    all.add(unchanged(message));
    all.add(Compare.absent(letterKey));
    String bytesKey = keys.deadLetterBytes(cluster, letterKey);
    List<Op> move = new ArrayList<>();
    if (LetterBytes.areLarge(message.value())) {
      Optional<List<Compare>> put = LetterBytes.put(kv, bytesKey, message.value(), all);
      if (put.isEmpty()) {
        return false;
      }
      all.addAll(put.get());
    } else {
      move.add(Op.put(bytesKey, message.value()));
    }
    move.add(Op.put(letterKey, letter.encode()));
    move.add(Op.delete(keys.attempts(cluster, partition, tail)));
    move.add(Op.delete(message.key()));
    return KvFutures.await(kv.txn(Txn.when(all, move))).succeeded();
  }

  private boolean exists(String key) {
    return KvFutures.await(kv.range(Range.key(key).countOnly())).count() > 0;
  }

  private String tail(String cluster, String partition, Entry message) {
    String prefix = keys.queue(cluster, partition);
    return message.key().startsWith(prefix)
        ? message.key().substring(prefix.length())
        : message.key().substring(keys.queue(cluster).length());
  }

  private static Compare unchanged(Entry message) {
    return Compare.unchanged(message.key(), message.modRevision());
  }

  private static byte[] encode(Attempts attempts) {
    try {
      return JSON.writeValueAsBytes(attempts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The count in an entry. A value that is no count counts as none: it must not keep a message from
   * being stored.
   *
   * @throws NewerFormatException naming the key, when the value is of a newer version
   */
  private static Attempts decode(Entry entry) {
    Optional<NewerFormatException> newer =
        StoredVersion.newer(StoredFormat.ATTEMPTS, entry.value());
    if (newer.isPresent()) {
      throw newer.get().at(entry.key());
    }
    try {
      Attempts attempts = JSON.readValue(entry.value(), Attempts.class);
      return attempts == null ? Attempts.NONE : attempts;
    } catch (IOException e) {
      LOG.warnf("not a count of attempts: %s: %s", entry.key(), e.getMessage());
      return Attempts.NONE;
    }
  }
}
