package nexus.telemetry.letters;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.keys.Keyspace.LetterKey;
import nexus.telemetry.kv.Compare;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Retry;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.TxnResult;

/**
 * What was set aside: read, put back, removed.
 *
 * <p>A letter is put back in one transaction:
 *
 * <pre>
 * if    the letter and its bytes are as they were read   nobody else put it back or removed it
 *   and the queue has no such key                        no message that waits is replaced
 * then  put the bytes under the message's own key
 *       delete the letter and its bytes
 * </pre>
 *
 * <p>So one of any number of attempts puts the message back; the others find the letter gone.
 * Losing interleaving, were the letter deleted in a transaction of its own: the message is put and
 * drained, the answer lost, and the repeat puts it again.
 *
 * <p>This class is long because putting back and removing share how a letter and its bytes are read
 * and compared, for messages and for blocks.
 */
public final class DeadLetters {

  private final Kv kv;
  private final Keyspace keys;
  private final Predicate<byte[]> isBlock;

  /**
   * @param isBlock whether bytes can be read as a block
   */
  public DeadLetters(Kv kv, Keyspace keys, Predicate<byte[]> isBlock) {
    this.kv = kv;
    this.keys = keys;
    this.isBlock = isBlock;
  }

  /**
   * Some of a cluster's letters, ascending by key.
   *
   * @param letters the letters
   * @param more whether there are further ones
   * @param count how many letters the cluster has
   */
  public record Listed(List<Letter> letters, boolean more, long count) {
    public Listed {
      letters = List.copyOf(letters);
    }
  }

  /**
   * The keys of some of a cluster's letters, ascending.
   *
   * @param keys the keys
   * @param more whether there are further ones
   */
  public record Keys(List<String> keys, boolean more) {
    public Keys {
      keys = List.copyOf(keys);
    }
  }

  /**
   * The keys of a page of letters, whatever those say.
   *
   * @param after key of the last letter before the page; empty for the first page
   */
  public Keys keys(String cluster, Optional<String> after, int limit) {
    Range all = keys.deadLetters(cluster);
    Range rest = after.map(all::after).orElse(all).limit(limit).keysOnly();
    Page page = retry().ofRepeatable(() -> kv.range(rest));
    return new Keys(page.entries().stream().map(Entry::key).toList(), page.more());
  }

  /**
   * A page of letters.
   *
   * @param after key of the last letter before the page; empty for the first page
   */
  public Listed list(String cluster, Optional<String> after, int limit) {
    Range all = keys.deadLetters(cluster);
    Range rest = after.map(all::after).orElse(all).limit(limit);
    Txn reads = Txn.always(List.of(Op.get(rest), Op.get(all.countOnly())));
    List<Page> pages = retry().ofRepeatable(() -> kv.txn(reads)).pages();
    return new Listed(
        letters(keys, cluster, pages.get(0)), pages.get(0).more(), pages.get(1).count());
  }

  /** The letters in what was read of {@link Keyspace#deadLetters}. */
  public static List<Letter> letters(Keyspace keys, String cluster, Page page) {
    return page.entries().stream().map(entry -> Letter.of(keys, cluster, entry)).toList();
  }

  /** Number of a cluster's letters. */
  public long count(String cluster) {
    Range all = keys.deadLetters(cluster).countOnly();
    return retry().ofRepeatable(() -> kv.range(all)).count();
  }

  /** Whether a key may be that of a letter of the cluster. */
  public boolean isLetterKey(String cluster, String key) {
    Range all = keys.deadLetters(cluster);
    return key.compareTo(all.from()) >= 0
        && key.compareTo(all.toExclusive()) < 0
        && key.chars().allMatch(c -> c <= 0xff);
  }

  /** A letter with its bytes, as they are in etcd, all of one revision. */
  private record Whole(Letter letter, List<Entry> parts) {

    int size() {
      return parts.stream().mapToInt(part -> part.value().length).sum();
    }

    /** The second key belongs to the letter only when the first one holds less than all of it. */
    static Whole of(Letter letter, List<Entry> found) {
      boolean first = letter.says().isPresent() && found.size() > 1;
      return first && found.get(0).value().length >= letter.says().get().bytes()
          ? new Whole(letter, found.subList(0, 1))
          : new Whole(letter, found);
    }

    byte[] bytes() {
      byte[] all = parts.get(0).value();
      if (parts.size() > 1) {
        byte[] second = parts.get(1).value();
        all = Arrays.copyOf(all, all.length + second.length);
        System.arraycopy(second, 0, all, all.length - second.length, second.length);
      }
      return all;
    }

    List<Compare> unchanged() {
      List<Compare> conditions = new ArrayList<>();
      conditions.add(Compare.unchanged(letter.key(), letter.modRevision()));
      parts.forEach(part -> conditions.add(Compare.unchanged(part.key(), part.modRevision())));
      return conditions;
    }

    List<Op> removal() {
      List<Op> ops = new ArrayList<>();
      ops.add(Op.delete(letter.key()));
      parts.forEach(part -> ops.add(Op.delete(part.key())));
      return ops;
    }
  }

  private Optional<Whole> read(String cluster, String key) {
    String bytes = keys.deadLetterBytes(cluster, key);
    Txn reads =
        Txn.always(
            List.of(
                Op.get(Range.key(key)), Op.get(Range.key(bytes)), Op.get(Range.key(bytes + "~"))));
    List<Page> pages = retry().ofRepeatable(() -> kv.txn(reads)).pages();
    List<Entry> parts = new ArrayList<>(pages.get(1).entries());
    if (!parts.isEmpty()) {
      parts.addAll(pages.get(2).entries());
    }
    return letters(keys, cluster, pages.get(0)).stream()
        .findFirst()
        .map(letter -> Whole.of(letter, parts));
  }

  /**
   * How an attempt to put a letter back ended.
   *
   * @param done whether this attempt put it back
   * @param reason why it did not; empty when it did
   */
  public record Redriven(boolean done, String reason) {

    static final Redriven DONE = new Redriven(true, "");

    static Redriven not(String reason) {
      return new Redriven(false, reason);
    }
  }

  /**
   * Puts what was set aside back to where it was, once.
   *
   * @param key the letter's key
   * @return empty when there is no such letter
   * @throws KvException when etcd failed; the letter then lies there still, or was put back
   */
  public Optional<Redriven> redrive(String cluster, String key) {
    return read(cluster, key).map(whole -> redrive(cluster, whole));
  }

  private Redriven redrive(String cluster, Whole whole) {
    Letter letter = whole.letter();
    if (letter.says().isEmpty()) {
      return Redriven.not(letter.reason());
    }
    if (letter.place().isEmpty()) {
      return Redriven.not("the letter's key is none that the pipeline writes");
    }
    if (letter.place().get() instanceof LetterKey.OfMessage message) {
      return redrive(cluster, whole, message, letter.says().get());
    }
    if (letter.place().get() instanceof LetterKey.OfValue) {
      return Redriven.not("the pipeline builds this value anew: it cannot be put back");
    }
    return redrive(cluster, whole, (LetterKey.OfBlock) letter.place().get());
  }

  /** A block is never put back; where it stands as it was and can be read, its letter goes. */
  private Redriven redrive(String cluster, Whole whole, LetterKey.OfBlock place) {
    Optional<Entry> standing = standing(cluster, place).filter(e -> isBlock.test(e.value()));
    if (standing.isPresent()) {
      List<Compare> conditions = new ArrayList<>(whole.unchanged());
      conditions.add(Compare.unchanged(standing.get().key(), place.revision()));
      if (apply(Txn.when(conditions, whole.removal())) != Applied.NO) {
        return Redriven.DONE;
      }
    }
    return Redriven.not(
        "a block cannot be put back: upload its capture again, then delete the letter");
  }

  /** The block that was set aside, as long as nothing took its place. */
  private Optional<Entry> standing(String cluster, LetterKey.OfBlock place) {
    return standing(keys.block(cluster, place.gpu(), place.startMs()), place.revision());
  }

  private Optional<Entry> standing(String key, long revision) {
    return retry().ofRepeatable(() -> kv.range(Range.key(key))).entries().stream()
        .filter(entry -> entry.modRevision() == revision)
        .findFirst();
  }

  private Redriven redrive(
      String cluster, Whole whole, LetterKey.OfMessage message, DeadLetter says) {
    String queue = keys.queue(cluster, message.partition());
    String tail = (queue + message.tail()).equals(says.key()) ? message.tail() : plain(message);
    String target = queue + tail;
    if (!target.equals(says.key())) {
      return Redriven.not(
          says.key().equals(keys.queue(cluster) + tail)
                  || says.key().equals(keys.queue(cluster) + message.tail())
              ? "it lay in no partition of the queue, where no drain would find it"
              : "its source is no key of this cluster's queue");
    }
    if (whole.parts().isEmpty() || whole.size() != says.bytes()) {
      return Redriven.not("its bytes are not those that were set aside");
    }
    List<Compare> conditions = new ArrayList<>(whole.unchanged());
    conditions.add(Compare.absent(target));
    List<Op> move = new ArrayList<>(whole.removal());
    move.add(Op.put(target, whole.bytes()));
    move.add(Op.put(keys.published(), new byte[0]));
    move.add(Op.delete(keys.attempts(cluster, message.partition(), tail)));
    try {
      return switch (apply(Txn.when(conditions, move))) {
        case YES -> Redriven.DONE;
        case NO -> Redriven.not(whyNot(target));
        case UNKNOWN ->
            Redriven.not(
                "etcd's answer was lost, and the letter has changed since: list again whether it"
                    + " is still there");
      };
    } catch (KvException e) {
      if (e.kind() != KvException.Kind.TOO_LARGE) {
        throw e;
      }
      return Redriven.not("it is too large to be put back in one transaction with its removal");
    }
  }

  /** The tail without the revision that tells letters of one message key apart. */
  private static String plain(LetterKey.OfMessage message) {
    return message.tail().replaceFirst("@\\d+$", "");
  }

  private String whyNot(String target) {
    Range waits = Range.key(target).countOnly();
    return retry().ofRepeatable(() -> kv.range(waits)).count() > 0
        ? "a message with its key waits in the queue; try again once that is drained"
        : "it changed meanwhile; list again whether it is still there";
  }

  /**
   * Removes a letter and its bytes; and a damaged block with its letter, or newest values or the
   * place of a UUID, unless something took its place or it can be read.
   *
   * @param key the letter's key
   * @return the letter that was removed; empty when there is none
   */
  public Optional<Letter> delete(String cluster, String key) {
    Optional<Letter> perhaps = Optional.empty();
    while (true) {
      Optional<Whole> whole = read(cluster, key);
      if (whole.isEmpty()) {
        return perhaps;
      }
      Optional<Letter> letter = whole.map(Whole::letter);
      switch (apply(removal(cluster, whole.get()))) {
        case YES -> {
          return letter;
        }
        case NO -> perhaps = Optional.empty();
        case UNKNOWN -> perhaps = letter;
      }
    }
  }

  private Txn removal(String cluster, Whole whole) {
    List<Compare> conditions = new ArrayList<>(whole.unchanged());
    List<Op> ops = new ArrayList<>(whole.removal());
    if (whole.letter().place().orElse(null) instanceof LetterKey.OfBlock place) {
      standing(cluster, place)
          .filter(block -> !isBlock.test(block.value()))
          .ifPresent(
              block -> {
                conditions.add(Compare.unchanged(block.key(), block.modRevision()));
                ops.add(Op.delete(block.key()));
              });
    }
    if (whole.letter().place().orElse(null) instanceof LetterKey.OfValue place
        && keys.isToldAgain(cluster, place.key())) {
      standing(place.key(), place.revision())
          .ifPresent(
              value -> {
                conditions.add(Compare.unchanged(value.key(), value.modRevision()));
                ops.add(Op.delete(value.key()));
              });
    }
    return Txn.when(conditions, ops);
  }

  /** Whether a transaction was applied. */
  private enum Applied {
    YES,
    NO,
    /**
     * An answer was lost and its repeat was refused: because of what the first had done, or of what
     * others did.
     */
    UNKNOWN
  }

  /** Applies a transaction whose own conditions keep it from being applied twice. */
  private Applied apply(Txn txn) {
    AtomicInteger attempts = new AtomicInteger();
    TxnResult result =
        retry()
            .ofRepeatable(
                () -> {
                  attempts.incrementAndGet();
                  return kv.txn(txn);
                });
    if (result.succeeded()) {
      return Applied.YES;
    }
    return attempts.get() == 1 ? Applied.NO : Applied.UNKNOWN;
  }

  /**
   * Asked for at each use: who makes this must not use the store yet, as it may be frozen first.
   */
  private Retry retry() {
    return kv.retry(4, Duration.ofSeconds(8));
  }
}
