package nexus.telemetry.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import nexus.telemetry.kv.Compare;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.TxnResult;
import nexus.telemetry.store.DrainCounters;
import nexus.telemetry.store.HostLatest;
import nexus.telemetry.store.HostLatestCodec;

/** How the bugs of {@link Mutation} are planted. */
final class Mutations {

  private static final String QUEUE = "/telemetry/queue/";
  private static final String PUBLISHED = "/telemetry/queue-published";
  private static final String LEDGER = "/telemetry/ingest/";
  private static final String CLAIMS = "/telemetry/claims/";
  private static final String COUNTERS = "/counters/drain/";
  private static final String WAITS = "/expiring-waits";

  private Mutations() {}

  /** Changes some transactions. */
  static UnaryOperator<Kv> of(Predicate<Txn> which, UnaryOperator<Txn> change) {
    return kv ->
        new MutatingKv(kv) {
          @Override
          public CompletableFuture<TxnResult> txn(Txn txn) {
            return kv.txn(which.test(txn) ? change.apply(txn) : txn);
          }
        };
  }

  static boolean puts(Op op, String part) {
    return op instanceof Op.Put put && put.key().contains(part);
  }

  private static boolean puts(Txn txn, String part) {
    return txn.then().stream().anyMatch(op -> puts(op, part));
  }

  /** Stores samples, and takes their messages away. */
  static boolean commits(Txn txn) {
    return puts(txn, COUNTERS);
  }

  static boolean claims(Txn txn) {
    return puts(txn, CLAIMS);
  }

  /** Puts messages of an upload. */
  static boolean publishes(Txn txn) {
    return puts(txn, QUEUE) && !commits(txn);
  }

  /** Puts an entry of the ledger. */
  static boolean records(Txn txn) {
    return puts(txn, LEDGER);
  }

  static boolean deletesMessage(Op op) {
    return op instanceof Op.Delete delete && delete.key().startsWith(QUEUE);
  }

  static Txn withOps(Txn txn, Predicate<Op> which) {
    return new Txn(txn.conditions(), txn.then().stream().filter(which).toList(), txn.otherwise());
  }

  static Txn withoutLease(Txn txn) {
    List<Op> ops = new ArrayList<>();
    for (Op op : txn.then()) {
      ops.add(puts(op, CLAIMS) ? Op.put(((Op.Put) op).key(), ((Op.Put) op).value()) : op);
    }
    return new Txn(txn.conditions(), ops, txn.otherwise());
  }

  /** Cuts a commit in two: first some of its operations, then all others. */
  static final class Split extends MutatingKv {
    private final Predicate<Op> first;

    Split(Kv kv, Predicate<Op> first) {
      super(kv);
      this.first = first;
    }

    @Override
    public CompletableFuture<TxnResult> txn(Txn txn) {
      if (!commits(txn)) {
        return kv.txn(txn);
      }
      Txn rest = Txn.always(txn.then().stream().filter(first.negate()).toList());
      return kv.txn(withOps(txn, first))
          .thenCompose(
              done -> done.succeeded() ? kv.txn(rest) : CompletableFuture.completedFuture(done));
    }
  }

  /** Says that messages are queued as soon as they are sent. */
  static final class Hasty extends MutatingKv {
    Hasty(Kv kv) {
      super(kv);
    }

    @Override
    public CompletableFuture<TxnResult> txn(Txn txn) {
      CompletableFuture<TxnResult> sent = kv.txn(txn);
      return publishes(txn)
          ? CompletableFuture.completedFuture(new TxnResult(true, List.of(), 0, 0))
          : sent;
    }
  }

  /** Hides from what counts puts those that are lost on purpose, and no others. */
  private abstract static class Uncounting extends MutatingKv {
    private long counted;
    private long countedAt;
    private long hidden;

    Uncounting(Kv kv) {
      super(kv);
    }

    @Override
    public CompletableFuture<Page> range(Range range) {
      CompletableFuture<Page> read = kv.range(range);
      return range.from().equals(PUBLISHED) ? read.thenApply(this::begun) : read;
    }

    private Page begun(Page published) {
      hidden = 0;
      counted = count(published);
      countedAt = published.revision();
      return published;
    }

    private static long count(Page published) {
      return published.entries().stream().mapToLong(Entry::version).findFirst().orElse(0);
    }

    /** Puts that are told. */
    final Puts told(Puts puts) {
      List<Entry> all = puts.entries().orElseThrow();
      return new Puts(puts.revision(), Optional.of(all.stream().map(this::told).toList()));
    }

    private Entry told(Entry entry) {
      if (!entry.key().equals(PUBLISHED) || entry.modRevision() <= countedAt) {
        return entry;
      }
      counted = entry.version();
      countedAt = entry.modRevision();
      return new Entry(
          entry.key(),
          entry.value(),
          entry.createRevision(),
          entry.modRevision(),
          entry.version() - hidden,
          entry.leaseId());
    }

    /** Puts that are lost. */
    final void lose(Puts puts) {
      if (puts.revision() > countedAt) {
        hidden++;
        counted++;
        countedAt = puts.revision();
      }
    }

    /** All is lost up to when this was read. */
    final void lose(Page published) {
      hidden += count(published) - counted;
      counted = count(published);
      countedAt = published.revision();
    }
  }

  /** Goes on with a watch that ended, wherever the store is then. */
  static final class Trusting extends Uncounting {
    Trusting(Kv kv) {
      super(kv);
    }

    @Override
    public Watch watchPuts(
        String from,
        String toExclusive,
        long revision,
        Consumer<Puts> onPuts,
        Consumer<KvException> onEnd) {
      return kv.watchPuts(
          from,
          toExclusive,
          revision,
          puts -> onPuts.accept(told(puts)),
          why ->
              kv.range(Range.key(PUBLISHED))
                  .thenAccept(
                      now -> {
                        lose(now);
                        watchPuts(from, toExclusive, now.revision(), onPuts, onEnd);
                      })
                  .exceptionally(
                      failure -> {
                        onEnd.accept(why);
                        return null;
                      }));
    }
  }

  /** Is told of two puts in three. */
  static final class Losing extends Uncounting {
    private int told;

    Losing(Kv kv) {
      super(kv);
    }

    @Override
    public Watch watchPuts(
        String from,
        String toExclusive,
        long revision,
        Consumer<Puts> onPuts,
        Consumer<KvException> onEnd) {
      Consumer<Puts> some =
          puts -> {
            if (++told % 3 > 0) {
              onPuts.accept(told(puts));
            } else {
              lose(puts);
            }
          };
      return kv.watchPuts(from, toExclusive, revision, some, onEnd);
    }
  }

  /** Sees no lease that an expiry has to wait for. */
  static final class Impatient extends MutatingKv {
    Impatient(Kv kv) {
      super(kv);
    }

    @Override
    public CompletableFuture<TxnResult> txn(Txn txn) {
      List<Compare> conditions =
          txn.conditions().stream().filter(one -> !one.key().endsWith(WAITS)).toList();
      return kv.txn(new Txn(conditions, txn.then(), txn.otherwise()))
          .thenApply(done -> blind(txn, done));
    }

    private static TxnResult blind(Txn txn, TxnResult done) {
      List<Page> pages = new ArrayList<>();
      int next = 0;
      for (Op op : done.succeeded() ? txn.then() : txn.otherwise()) {
        if (op instanceof Op.Get get) {
          Page page = done.pages().get(next++);
          pages.add(
              get.range().from().endsWith(WAITS)
                  ? new Page(List.of(), false, 0, page.revision())
                  : page);
        }
      }
      return new TxnResult(done.succeeded(), pages, done.deleted(), done.revision());
    }
  }

  /** Puts the newest values that it put before, once there are newer ones. */
  static final class Behind extends MutatingKv {
    private final Map<String, byte[]> before = new HashMap<>();

    Behind(Kv kv) {
      super(kv);
    }

    @Override
    public CompletableFuture<TxnResult> txn(Txn txn) {
      List<Op> ops = new ArrayList<>();
      for (Op op : txn.then()) {
        ops.add(puts(op, "/latest/") ? older((Op.Put) op) : op);
      }
      return kv.txn(new Txn(txn.conditions(), ops, txn.otherwise()));
    }

    private Op older(Op.Put put) {
      byte[] last = before.put(put.key(), put.value());
      return last != null && newestMs(last) < newestMs(put.value()) ? Op.put(put.key(), last) : put;
    }

    private static long newestMs(byte[] value) {
      return HostLatestCodec.decode(value).gpus().stream()
          .mapToLong(HostLatest.Gpu::newestMs)
          .max()
          .orElse(0);
    }
  }

  /** Takes its own commit for another one, when it repeats it. */
  static final class CountingTwice extends MutatingKv {
    private final Map<String, Long> sentAt = new HashMap<>();

    CountingTwice(Kv kv) {
      super(kv);
    }

    @Override
    public CompletableFuture<TxnResult> txn(Txn txn) {
      List<Op> ops = new ArrayList<>();
      for (Op op : txn.then()) {
        ops.add(puts(op, COUNTERS) ? counted(txn, (Op.Put) op) : op);
      }
      return kv.txn(new Txn(txn.conditions(), ops, txn.otherwise()));
    }

    private Op counted(Txn txn, Op.Put put) {
      long at =
          txn.conditions().stream()
              .filter(one -> one.key().equals(put.key()))
              .mapToLong(Compare::revision)
              .findFirst()
              .orElse(0);
      Long before = sentAt.put(put.key(), at);
      if (before == null || before != at) {
        return put;
      }
      DrainCounters once = DrainCounters.decode(put.value());
      long messages = txn.then().stream().filter(Mutations::deletesMessage).count();
      return Op.put(put.key(), once.plus(new DrainCounters(0, 0, messages, 0)).encode());
    }
  }
}
