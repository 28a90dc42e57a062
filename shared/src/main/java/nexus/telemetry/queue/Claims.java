package nexus.telemetry.queue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Compare;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.TxnResult;
import org.jboss.logging.Logger;

/**
 * A drainer's claims: the right to be the only one that drains a partition, for as long as a lease
 * of fixed length lasts.
 *
 * <p>The lease is never kept alive. It is longer than the drain's time budget; a drainer that is
 * paused past it finds out at its next commit, because every commit carries the claim's {@linkplain
 * Claim#fence() fence}. Losing interleaving: A claims at revision 7 and is paused; the lease ends;
 * B claims at revision 9 and drains; A wakes and commits: the fence "created at 7" fails, A writes
 * nothing.
 */
public final class Claims implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Claims.class);

  private final Kv kv;
  private final Keyspace keys;
  private final String owner;
  private final long leaseId;

  private Claims(Kv kv, Keyspace keys, String owner, long leaseId) {
    this.kv = kv;
    this.keys = keys;
    this.owner = owner;
    this.leaseId = leaseId;
  }

  /**
   * A partition that is claimed.
   *
   * @param key the claim's key
   * @param createRevision the revision at which it was made, which no other claim of it shares
   */
  public record Claim(String key, long createRevision) {

    /** The condition that every write made under this claim carries. */
    public Compare fence() {
      return Compare.createdAt(key, createRevision);
    }
  }

  /**
   * Begins a session of claims, all under one lease.
   *
   * @param owner who claims, for people who look
   * @param seconds how long the claims last
   */
  public static Claims open(Kv kv, Keyspace keys, String owner, long seconds) {
    return new Claims(kv, keys, owner, KvFutures.await(kv.grantLease(seconds)));
  }

  /**
   * A partition that was just claimed.
   *
   * @param claim the claim
   * @param pages what was read in the request that claimed it; empty when it was claimed already,
   *     by an earlier request whose answer was lost
   */
  public record Claimed(Claim claim, List<Page> pages) {

    public Claimed {
      pages = List.copyOf(pages);
    }
  }

  /**
   * A partition to claim.
   *
   * @param cluster its cluster
   * @param partition two digits
   * @param reads what to read in the request that claims it
   */
  public record Wanted(String cluster, String partition, List<Op> reads) {

    /** Operations that claiming it takes. */
    public int operations() {
      return 1 + reads.size();
    }
  }

  /**
   * Claims several partitions, as a rule in one request. Those that somebody else holds are left
   * alone.
   *
   * @return the claim of each partition, empty when somebody else holds it. A partition is absent
   *     when another drainer came between: claim it by itself
   */
  public Map<Wanted, Optional<Claimed>> claimAll(List<Wanted> wanted) {
    TxnResult first = KvFutures.await(kv.txn(claimAllOrRead(wanted)));
    if (first.succeeded()) {
      return claimed(wanted, first);
    }
    Map<Wanted, Optional<Claimed>> claims = new HashMap<>();
    List<Wanted> free = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      List<Entry> held = first.pages().get(i).entries();
      if (held.isEmpty() || isEnded(held.get(0))) {
        free.add(wanted.get(i));
      } else {
        claims.put(wanted.get(i), mine(held.get(0)));
      }
    }
    if (!free.isEmpty()) {
      TxnResult second = KvFutures.await(kv.txn(claimAllOrRead(free)));
      claims.putAll(second.succeeded() ? claimed(free, second) : Map.of());
    }
    return claims;
  }

  private Txn claimAllOrRead(List<Wanted> wanted) {
    List<Compare> absent = new ArrayList<>();
    List<Op> claimAndRead = new ArrayList<>();
    List<Op> read = new ArrayList<>();
    for (Wanted one : wanted) {
      String key = keys.claim(one.cluster(), one.partition());
      absent.add(Compare.absent(key));
      claimAndRead.addAll(claimAndRead(key, one.reads()));
      read.add(Op.get(Range.key(key)));
    }
    return new Txn(absent, claimAndRead, read);
  }

  private Map<Wanted, Optional<Claimed>> claimed(List<Wanted> wanted, TxnResult result) {
    Map<Wanted, Optional<Claimed>> claimed = new HashMap<>();
    int next = 0;
    for (Wanted one : wanted) {
      Claim claim = new Claim(keys.claim(one.cluster(), one.partition()), result.revision());
      int end = next + one.reads().size();
      claimed.put(one, Optional.of(new Claimed(claim, result.pages().subList(next, end))));
      next = end;
    }
    return claimed;
  }

  /** Claims a partition, unless somebody else holds it, and reads in the same request. */
  public Optional<Claimed> claim(Wanted wanted) {
    String key = keys.claim(wanted.cluster(), wanted.partition());
    List<Op> claimAndRead = claimAndRead(key, wanted.reads());
    Txn txn = new Txn(List.of(Compare.absent(key)), claimAndRead, List.of(Op.get(Range.key(key))));
    TxnResult result = KvFutures.await(kv.txn(txn));
    if (!result.succeeded() && result.pages().get(0).entries().stream().allMatch(this::isEnded)) {
      result = KvFutures.await(kv.txn(txn));
    }
    if (result.succeeded()) {
      return Optional.of(new Claimed(new Claim(key, result.revision()), result.pages()));
    }
    return result.pages().get(0).entries().stream().findFirst().flatMap(this::mine);
  }

  /**
   * Ends a claim that no lease would end, and that would keep everybody out for ever: somebody has
   * put it by hand. Whoever held it before finds it created anew, and writes nothing.
   */
  private boolean isEnded(Entry held) {
    if (held.leaseId() != 0) {
      return false;
    }
    LOG.warnf("a claim without a lease is removed: %s", held.key());
    Compare unchanged = Compare.unchanged(held.key(), held.modRevision());
    KvFutures.await(kv.txn(Txn.when(List.of(unchanged), List.of(Op.delete(held.key())))));
    return true;
  }

  private List<Op> claimAndRead(String key, List<Op> reads) {
    List<Op> ops = new ArrayList<>();
    ops.add(Op.put(key, owner.getBytes(StandardCharsets.UTF_8), leaseId));
    ops.addAll(reads);
    return ops;
  }

  /** Ends the lease and with it every claim of this session. */
  @Override
  public void close() {
    KvFutures.await(kv.revokeLease(leaseId));
  }

  /** An earlier call may have claimed it and lost the answer. */
  private Optional<Claimed> mine(Entry entry) {
    return entry.leaseId() == leaseId
        ? Optional.of(new Claimed(new Claim(entry.key(), entry.createRevision()), List.of()))
        : Optional.empty();
  }
}
