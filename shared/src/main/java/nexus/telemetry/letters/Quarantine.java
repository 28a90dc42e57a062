package nexus.telemetry.letters;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Compare;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Retry;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.TxnResult;
import nexus.telemetry.model.UnreadableException;

/**
 * Keeps the bytes of blocks and other values that cannot be read, each under a dead letter of its
 * own. The block itself stays where it is until samples take its place or the letter is deleted;
 * any other value until a new one is put.
 *
 * <p>A letter's key has the revision of the put that damaged the block. So whoever finds the damage
 * writes the same letter, and a block that is damaged again has another one.
 */
public final class Quarantine {

  private final Kv kv;
  private final Keyspace keys;

  public Quarantine(Kv kv, Keyspace keys) {
    this.kv = kv;
    this.keys = keys;
  }

  /**
   * A block or another value that cannot be read.
   *
   * @param key its key
   * @param bytes its bytes
   * @param revision revision of the put that damaged it
   * @param reason what is wrong with it
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  public record Damaged(String key, byte[] bytes, long revision, String reason) {

    public static Damaged of(Entry entry, String reason) {
      return new Damaged(entry.key(), entry.value(), entry.modRevision(), reason);
    }

    /** What the exception names. */
    public static Damaged of(UnreadableException e) {
      return new Damaged(e.key().orElseThrow(), e.bytes(), e.revision(), e.getMessage());
    }

    /** Key of its letter. */
    public String letterKey(Keyspace keys, String cluster) {
      return keys.storeLetter(cluster, key, revision);
    }
  }

  /**
   * Keeps the bytes of a block or another value, if nobody has yet.
   *
   * <p>Losing interleaving, were the letter not conditional on large bytes put ahead of it: A puts
   * the bytes; B puts bytes and letter; an operator removes both; A puts a letter without bytes.
   *
   * @param nowMs now, epoch milliseconds
   * @param fence further conditions
   * @return whether they are kept now; false when the block has changed or the fence does not hold
   * @throws nexus.telemetry.kv.KvException when etcd failed
   */
  public boolean keep(String cluster, Damaged damaged, long nowMs, List<Compare> fence) {
    byte[] value = damaged.bytes();
    String letterKey = damaged.letterKey(keys, cluster);
    String bytesKey = keys.deadLetterBytes(cluster, letterKey);
    DeadLetter letter =
        new DeadLetter(DeadLetter.VERSION, damaged.key(), damaged.reason(), 1, nowMs, value.length);
    List<Compare> conditions = new ArrayList<>(fence);
    conditions.add(Compare.unchanged(damaged.key(), damaged.revision()));
    conditions.add(Compare.absent(letterKey));
    List<Op> puts = new ArrayList<>();
    puts.add(Op.put(letterKey, letter.encode()));
    if (LetterBytes.areLarge(value)) {
      LetterBytes.put(kv, bytesKey, value, conditions).ifPresent(conditions::addAll);
    } else {
      puts.add(Op.put(bytesKey, value));
    }
    List<Op> isKept =
        List.of(Op.get(Range.key(letterKey).countOnly()), Op.get(Range.key(bytesKey).countOnly()));
    Txn txn = new Txn(conditions, puts, isKept);
    TxnResult result = retry().ofRepeatable(() -> kv.txn(txn));
    return result.succeeded() || result.pages().stream().allMatch(page -> page.count() > 0);
  }

  /**
   * Asked for at each use: who makes this must not use the store yet, as it may be frozen first.
   */
  private Retry retry() {
    return kv.retry(3, Duration.ofSeconds(5));
  }
}
