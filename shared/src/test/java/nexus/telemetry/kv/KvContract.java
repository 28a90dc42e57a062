package nexus.telemetry.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Kv} does, etcd and its twin alike. Each test has keys of its own. One long
 * file, because it is one contract: what is not here, no caller may rely on.
 */
@SuppressWarnings("try") // a watch runs while its try block does, and is not named in it
public abstract class KvContract {

  private final String prefix = "/" + UUID.randomUUID() + "/";

  /** The store under test. */
  protected abstract Kv kv();

  /** A client that the test may close. */
  protected abstract Kv anotherKv();

  protected abstract void compact(long revision);

  /** Makes the lease end: by time or by force. */
  protected abstract void end(long leaseId, long ttlSeconds);

  protected String key(String name) {
    return prefix + name;
  }

  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  public static String text(Entry entry) {
    return new String(entry.value(), StandardCharsets.UTF_8);
  }

  protected Page read(Range range) {
    return KvFutures.await(kv().range(range));
  }

  protected TxnResult commit(Txn txn) {
    return KvFutures.await(kv().txn(txn));
  }

  protected long put(String name, String value) {
    return commit(Txn.always(List.of(Op.put(key(name), bytes(value))))).revision();
  }

  protected Entry get(String name) {
    List<Entry> entries = read(Range.key(key(name))).entries();
    return entries.isEmpty() ? null : entries.get(0);
  }

  private List<String> names(Page page) {
    return page.entries().stream().map(entry -> entry.key().substring(prefix.length())).toList();
  }

  public static KvException.Kind failure(CompletableFuture<?> call) {
    KvException e = catchThrowableOfType(KvException.class, () -> KvFutures.await(call));
    assertThat(e).as("failure of the call").isNotNull();
    return e.kind();
  }

  // Reading

  @Test
  void aPutIsReadBackWithItsRevisions() {
    long created = put("a", "1");
    long written = put("a", "2");

    Page page = read(Range.key(key("a")));

    assertThat(page.revision()).isGreaterThanOrEqualTo(written);
    assertThat(page.count()).isEqualTo(1);
    assertThat(page.more()).isFalse();
    Entry entry = page.entries().get(0);
    assertThat(entry.key()).isEqualTo(key("a"));
    assertThat(text(entry)).isEqualTo("2");
    assertThat(entry.createRevision()).isEqualTo(created);
    assertThat(entry.modRevision()).isEqualTo(written).isGreaterThan(created);
    assertThat(entry.leaseId()).isZero();
  }

  @Test
  void aRangeAscendsAndExcludesItsEnd() {
    List.of("c", "a", "b", "aa", "d").forEach(name -> put(name, name));

    assertThat(names(read(Range.of(key("a"), key("d"))))).containsExactly("a", "aa", "b", "c");
    assertThat(names(read(Range.prefix(key("a"))))).containsExactly("a", "aa");
    assertThat(names(read(Range.prefix(prefix).after(key("aa"))))).containsExactly("b", "c", "d");
    assertThat(read(Range.of(key("d"), key("a"))).count()).isZero();
  }

  @Test
  void aLimitCutsTheEntriesButNotTheCount() {
    List.of("a", "b", "c").forEach(name -> put(name, name));
    Range all = Range.prefix(prefix);

    Page two = read(all.limit(2));
    assertThat(names(two)).containsExactly("a", "b");
    assertThat(two.more()).isTrue();
    assertThat(two.count()).isEqualTo(3);

    Page three = read(all.limit(3));
    assertThat(names(three)).hasSize(3);
    assertThat(three.more()).isFalse();
  }

  @Test
  void whatWasPutAfterARevisionIsReadBesideTheCountOfAll() {
    List.of("a", "b", "c", "d", "e").forEach(name -> put(name, "old"));
    long known = put("a", "known");
    Range changes = Range.prefix(prefix).changedAfter(known);
    assertThat(read(changes).entries()).isEmpty();
    assertThat(read(changes).count()).isEqualTo(5);

    put("d", "new");
    long both = put("b", "new");
    commit(Txn.always(List.of(Op.delete(key("c")))));

    assertThat(names(read(changes))).containsExactly("b", "d");
    assertThat(read(changes).count()).isEqualTo(4);
    assertThat(read(changes.at(both)).count()).isEqualTo(5);
    Page first = read(changes.limit(1));
    assertThat(names(first)).containsExactly("b");
    assertThat(first.more()).isTrue();
    assertThat(first.count()).isEqualTo(4);
    Page second = read(changes.limit(1).after(key("b")));
    assertThat(names(second)).containsExactly("d");
    assertThat(second.more()).isFalse();
  }

  @Test
  void keysOnlyLeavesOutValuesAndCountOnlyLeavesOutEntries() {
    put("a", "1");
    put("b", "2");

    Page keys = read(Range.prefix(prefix).keysOnly());
    assertThat(names(keys)).containsExactly("a", "b");
    assertThat(keys.entries()).allMatch(entry -> entry.value().length == 0);
    assertThat(keys.entries()).allMatch(entry -> entry.modRevision() > 0);

    Page count = read(Range.prefix(prefix).limit(1).countOnly());
    assertThat(count.entries()).isEmpty();
    assertThat(count.count()).isEqualTo(2);
    assertThat(count.more()).isFalse();
  }

  @Test
  void anOlderRevisionIsReadAsItWas() {
    long first = put("a", "old");
    put("a", "new");
    put("b", "new");
    commit(Txn.always(List.of(Op.delete(key("a")))));

    Page page = read(Range.prefix(prefix).at(first));

    assertThat(names(page)).containsExactly("a");
    assertThat(text(page.entries().get(0))).isEqualTo("old");
    assertThat(page.revision()).isEqualTo(first);
    assertThat(names(read(Range.prefix(prefix)))).containsExactly("b");
  }

  @Test
  void aFutureRevisionIsRefused() {
    long now = put("a", "1");

    assertThat(failure(kv().range(Range.key(key("a")).at(now + 1000))))
        .isEqualTo(KvException.Kind.COMPACTED);
  }

  @Test
  void aCompactedRevisionIsRefusedAndTheCompactionPointIsNot() {
    long first = put("a", "1");
    long second = put("a", "2");
    put("a", "3");

    compact(second);

    assertThat(failure(kv().range(Range.key(key("a")).at(first))))
        .isEqualTo(KvException.Kind.COMPACTED);
    Op old = Op.get(Range.key(key("a")).at(first));
    assertThat(failure(kv().txn(Txn.always(List.of(old))))).isEqualTo(KvException.Kind.COMPACTED);
    assertThat(text(read(Range.key(key("a")).at(second)).entries().get(0))).isEqualTo("2");
    assertThat(text(get("a"))).isEqualTo("3");
  }

  @Test
  void everyByteCanBeInAKeyAndKeyOrderIsStringOrder() {
    List<String> keys = new ArrayList<>();
    for (char c = 0; c < 256; c++) {
      keys.add(key("x" + c));
    }
    commit(Txn.always(keys.subList(0, 128).stream().map(k -> Op.put(k, bytes(""))).toList()));
    commit(Txn.always(keys.subList(128, 256).stream().map(k -> Op.put(k, bytes(""))).toList()));

    assertThat(read(Range.prefix(key("x"))).entries()).extracting(Entry::key).isEqualTo(keys);
  }

  @Test
  void aKeyThatIsNoneIsRefused() {
    assertThat(failure(kv().range(Range.of("", "a")))).isEqualTo(KvException.Kind.INTERNAL);
    assertThat(failure(kv().range(Range.of("a", "")))).isEqualTo(KvException.Kind.INTERNAL);
    assertThat(failure(kv().txn(Txn.always(List.of(Op.put(key("\u20ac"), bytes("")))))))
        .isEqualTo(KvException.Kind.INTERNAL);
  }

  // Transactions

  @Test
  void aTransactionAppliesOneBranchOnly() {
    long written = put("a", "1");
    List<Op> then = List.of(Op.put(key("yes"), bytes("")));
    List<Op> otherwise = List.of(Op.put(key("no"), bytes("")), Op.get(Range.key(key("a"))));

    TxnResult refused =
        commit(new Txn(List.of(Compare.unchanged(key("a"), written - 1)), then, otherwise));
    assertThat(refused.succeeded()).isFalse();
    assertThat(text(refused.pages().get(0).entries().get(0))).isEqualTo("1");
    assertThat(get("no")).isNotNull();
    assertThat(get("yes")).isNull();

    TxnResult applied =
        commit(new Txn(List.of(Compare.unchanged(key("a"), written)), then, otherwise));
    assertThat(applied.succeeded()).isTrue();
    assertThat(applied.pages()).isEmpty();
    assertThat(get("yes")).isNotNull();
  }

  @Test
  void everyConditionMustHold() {
    long a = put("a", "1");
    long b = put("b", "1");
    List<Op> then = List.of(Op.put(key("c"), bytes("")));

    assertThat(
            commit(
                    Txn.when(
                        List.of(Compare.unchanged(key("a"), a), Compare.unchanged(key("b"), b + 1)),
                        then))
                .succeeded())
        .isFalse();
    assertThat(
            commit(
                    Txn.when(
                        List.of(Compare.unchanged(key("a"), a), Compare.createdAt(key("b"), b)),
                        then))
                .succeeded())
        .isTrue();
  }

  @Test
  void anAbsentKeyHasRevisionZero() {
    Txn create =
        Txn.when(
            List.of(Compare.absent(key("a")), Compare.unchanged(key("a"), 0)),
            List.of(Op.put(key("a"), bytes("1"))));

    assertThat(commit(create).succeeded()).isTrue();
    assertThat(commit(create).succeeded()).isFalse();
    commit(Txn.always(List.of(Op.delete(key("a")))));
    assertThat(commit(create).succeeded()).isTrue();
  }

  @Test
  void aKeyPutAgainAfterItsDeletionIsAnotherOne() {
    long first = put("a", "1");
    commit(Txn.always(List.of(Op.delete(key("a")))));
    long second = put("a", "2");

    assertThat(get("a").createRevision()).isEqualTo(second);
    Txn onFirst =
        Txn.when(List.of(Compare.createdAt(key("a"), first)), List.of(Op.delete(key("a"))));
    assertThat(commit(onFirst).succeeded()).isFalse();
  }

  @Test
  void allThatATransactionChangesHasOneRevision() {
    TxnResult result =
        commit(Txn.always(List.of(Op.put(key("a"), bytes("1")), Op.put(key("b"), bytes("2")))));

    assertThat(get("a").modRevision()).isEqualTo(result.revision());
    assertThat(get("b").modRevision()).isEqualTo(result.revision());
  }

  @Test
  void aTransactionThatChangesNothingMakesNoRevision() {
    long before = put("a", "1");

    assertThat(commit(Txn.always(List.of(Op.delete(key("none"))))).revision()).isEqualTo(before);
    assertThat(commit(Txn.always(List.of(Op.get(Range.key(key("a")))))).revision())
        .isEqualTo(before);
    assertThat(commit(Txn.always(List.of())).revision()).isEqualTo(before);
  }

  @Test
  void readsOfATransactionSeeItsEarlierWrites() {
    put("gone", "");
    TxnResult result =
        commit(
            Txn.always(
                List.of(
                    Op.get(Range.prefix(prefix)),
                    Op.put(key("a"), bytes("1")),
                    Op.get(Range.prefix(prefix)),
                    Op.delete(key("gone")),
                    Op.get(Range.prefix(prefix)))));

    assertThat(result.pages())
        .extracting(this::names)
        .containsExactly(List.of("gone"), List.of("a", "gone"), List.of("a"));
    assertThat(result.pages().get(0).revision()).isEqualTo(result.revision() - 1);
    assertThat(result.pages().get(2).revision()).isEqualTo(result.revision());
  }

  @Test
  void deletesAreCounted() {
    List.of("a", "b", "c", "d").forEach(name -> put(name, name));

    TxnResult result =
        commit(
            Txn.always(
                List.of(
                    Op.delete(key("d")),
                    Op.delete(key("none")),
                    new Op.DeleteRange(key("a"), key("c")))));

    assertThat(result.deleted()).isEqualTo(3);
    assertThat(names(read(Range.prefix(prefix)))).containsExactly("c");
  }

  @Test
  void aKeyIsPutOnceATransaction() {
    Op put = Op.put(key("a"), bytes("1"));

    for (Op second : List.of(put, Op.delete(key("a")), new Op.DeleteRange(key("0"), key("z")))) {
      assertThat(failure(kv().txn(Txn.always(List.of(put, second)))))
          .isEqualTo(KvException.Kind.INTERNAL);
    }
    assertThat(get("a")).isNull();
  }

  @Test
  void aKeyMayBeDeletedTwiceATransaction() {
    put("a", "1");

    assertThat(commit(Txn.always(List.of(Op.delete(key("a")), Op.delete(key("a"))))).deleted())
        .isEqualTo(1);
  }

  @Test
  void moreThan128OperationsOrConditionsAreRefused() {
    List<Op> puts = IntStream.range(0, 129).mapToObj(i -> Op.put(key("k" + i), bytes(""))).toList();
    List<Compare> conditions =
        LongStream.range(0, 129).mapToObj(i -> Compare.absent(key("k" + i))).toList();

    assertThat(failure(kv().txn(Txn.always(puts)))).isEqualTo(KvException.Kind.TOO_LARGE);
    assertThat(failure(kv().txn(Txn.when(conditions, List.of()))))
        .isEqualTo(KvException.Kind.TOO_LARGE);
    assertThat(commit(Txn.when(conditions.subList(0, 128), puts.subList(0, 128))).succeeded())
        .isTrue();
  }

  @Test
  void aTransactionAtThePipelinesLimitsIsTakenAndOneAboveEtcdsIsRefused() {
    byte[] part = new byte[Kv.MAX_BYTES / Kv.MAX_OPERATIONS - 60];
    List<Op> puts =
        IntStream.range(0, Kv.MAX_OPERATIONS).mapToObj(i -> Op.put(key("k" + i), part)).toList();

    commit(Txn.always(puts));
    assertThat(read(Range.prefix(key("k"))).count()).isEqualTo(Kv.MAX_OPERATIONS);

    for (int size : List.of(1_600_000, 3_000_000)) {
      assertThat(failure(kv().txn(Txn.always(List.of(Op.put(key("big"), new byte[size]))))))
          .isEqualTo(KvException.Kind.TOO_LARGE);
    }
    assertThat(get("big")).isNull();
  }

  @Test
  void aMegabyteComesBackAsItWas() {
    byte[] value = new byte[1_000_000];
    new java.util.Random(7).nextBytes(value);

    commit(Txn.always(List.of(Op.put(key("big"), value))));

    assertThat(get("big").value()).isEqualTo(value);
  }

  @Test
  void manyMegabytesAreReadAtOnce() {
    for (int i = 0; i < 12; i++) {
      commit(Txn.always(List.of(Op.put(key("big" + i), new byte[1_000_000]))));
    }

    assertThat(read(Range.prefix(key("big"))).entries())
        .hasSize(12)
        .allMatch(entry -> entry.value().length == 1_000_000);
  }

  @Test
  void ofManyRacersForAKeyOneWins() {
    List<CompletableFuture<TxnResult>> racers =
        IntStream.range(0, 40)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                            () ->
                                Txn.when(
                                    List.of(Compare.absent(key("a"))),
                                    List.of(Op.put(key("a"), bytes("racer " + i)))))
                        .thenCompose(kv()::txn))
            .toList();

    assertThat(racers.stream().filter(racer -> KvFutures.await(racer).succeeded())).hasSize(1);
  }

  // Leases

  @Test
  void keysEndWithTheirLease() {
    long lease = KvFutures.await(kv().grantLease(60));
    commit(
        Txn.always(
            List.of(
                Op.put(key("a"), bytes("1"), lease),
                Op.put(key("b"), bytes("1"), lease),
                Op.put(key("kept"), bytes("1"), lease))));
    assertThat(get("a").leaseId()).isEqualTo(lease);
    long kept = put("kept", "without the lease");

    end(lease, 60);

    assertThat(names(read(Range.prefix(prefix)))).containsExactly("kept");
    Page now = read(Range.prefix(prefix));
    assertThat(now.revision()).as("one revision for all keys of a lease").isEqualTo(kept + 1);
    assertThat(failure(kv().txn(Txn.always(List.of(Op.put(key("a"), bytes(""), lease))))))
        .isEqualTo(KvException.Kind.LEASE_GONE);
  }

  @Test
  void aPutUnderALeaseThatIsGoneAppliesNothing() {
    List<Op> ops = List.of(Op.put(key("a"), bytes("")), Op.put(key("b"), bytes(""), 12345));

    assertThat(failure(kv().txn(Txn.always(ops)))).isEqualTo(KvException.Kind.LEASE_GONE);
    assertThat(get("a")).isNull();
  }

  @Test
  void aLeaseMayBeRevokedTwice() {
    long lease = KvFutures.await(kv().grantLease(60));
    commit(Txn.always(List.of(Op.put(key("a"), bytes("1"), lease))));

    KvFutures.await(kv().revokeLease(lease));
    KvFutures.await(kv().revokeLease(lease));

    assertThat(get("a")).isNull();
    assertThat(failure(kv().grantLease(0))).isEqualTo(KvException.Kind.INTERNAL);
  }

  // Watches

  /** Records what a watch tells. */
  public static final class Heard {
    public final BlockingQueue<Long> changes = new LinkedBlockingQueue<>();
    public final BlockingQueue<KvException> ends = new LinkedBlockingQueue<>();

    public static <T> T next(BlockingQueue<T> queue) {
      try {
        T next = queue.poll(60, TimeUnit.SECONDS);
        assertThat(next).as("told within a minute").isNotNull();
        return next;
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  protected Kv.Watch watch(long revision, Heard heard) {
    return kv().watch(prefix, Range.endOf(prefix), revision, heard.changes::add, heard.ends::add);
  }

  @Test
  void aVersionCountsThePutsSinceAKeyCameToBe() {
    put("a", "1");
    put("a", "1");
    put("b", "1");
    assertThat(get("a").version()).isEqualTo(2);
    assertThat(get("b").version()).isEqualTo(1);
    commit(Txn.always(List.of(Op.delete(key("a")))));
    put("a", "1");
    assertThat(get("a").version()).isEqualTo(1);
  }

  @Test
  void aWatchTellsEveryChangeAfterItsRevisionInOrder() {
    long before = put("a", "1");
    long second = put("a", "2");
    Heard heard = new Heard();

    try (Kv.Watch watch = watch(before, heard)) {
      assertThat(Heard.next(heard.changes)).isEqualTo(second);
      long third = put("b", "3");
      assertThat(Heard.next(heard.changes)).isEqualTo(third);
      commit(Txn.always(List.of(Op.put("/elsewhere" + key("c"), bytes("")))));
      long fifth = commit(Txn.always(List.of(Op.delete(key("a"))))).revision();
      assertThat(Heard.next(heard.changes)).isEqualTo(fifth);
    }
    assertThat(heard.changes).isEmpty();
    assertThat(heard.ends).isEmpty();
  }

  @Test
  void aWatchTellsThatALeaseEnded() {
    long lease = KvFutures.await(kv().grantLease(60));
    long put = commit(Txn.always(List.of(Op.put(key("a"), bytes(""), lease)))).revision();
    Heard heard = new Heard();

    try (Kv.Watch watch = watch(put, heard)) {
      end(lease, 60);
      assertThat(Heard.next(heard.changes)).isEqualTo(put + 1);
    }
  }

  @Test
  void aWatchOfACompactedRevisionEnds() {
    long first = put("a", "1");
    put("a", "2");
    long last = put("a", "3");
    compact(last);
    Heard heard = new Heard();

    try (Kv.Watch watch = watch(first, heard)) {
      assertThat(Heard.next(heard.ends).kind()).isEqualTo(KvException.Kind.COMPACTED);
    }
    put("a", "4");
    assertThat(heard.changes).isEmpty();
    assertThat(heard.ends).isEmpty();
  }

  @Test
  void aWatchFromTheCompactionPointGoesOn() {
    put("a", "1");
    long last = put("a", "2");
    compact(last);
    Heard heard = new Heard();

    try (Kv.Watch watch = watch(last, heard)) {
      long next = put("a", "3");
      assertThat(Heard.next(heard.changes)).isEqualTo(next);
    }
  }

  @Test
  void aClosedWatchIsSilent() {
    long now = put("a", "1");
    Heard closed = new Heard();
    Heard open = new Heard();
    Kv.Watch first = watch(now, closed);

    try (Kv.Watch second = watch(now, open)) {
      first.close();
      put("a", "2");
      Heard.next(open.changes);
    }
    assertThat(closed.changes).isEmpty();
    assertThat(closed.ends).isEmpty();
  }

  @Test
  void aWatchsCallbackMayCallTheStore() {
    long now = put("a", "1");
    BlockingQueue<String> values = new LinkedBlockingQueue<>();

    try (Kv.Watch watch =
        kv().watch(prefix, Range.endOf(prefix), now, r -> values.add(text(get("a"))), e -> {})) {
      put("a", "2");
      assertThat(Heard.next(values)).isEqualTo("2");
    }
  }

  @Test
  void aCallbackThatFailsEndsItsWatch() {
    long now = put("a", "1");
    Heard heard = new Heard();

    try (Kv.Watch watch =
        kv().watch(
                prefix,
                Range.endOf(prefix),
                now,
                r -> {
                  throw new IllegalStateException("on purpose");
                },
                heard.ends::add)) {
      put("a", "2");
      KvException end = Heard.next(heard.ends);
      assertThat(end.kind()).isEqualTo(KvException.Kind.INTERNAL);
      assertThat(end).hasRootCauseMessage("on purpose");
    }
  }

  // The rest

  @Test
  void statusTellsTheRevisionAndNoAlarm() {
    put("a", "a value");
    long now = put("a", "another");

    Status status = KvFutures.await(kv().status());

    assertThat(status.revision()).isGreaterThanOrEqualTo(now);
    assertThat(status.alarms()).isEmpty();
    assertThat(status.version()).isNotEmpty();
    assertThat(status.dbSizeBytes()).isPositive();
    assertThat(status.dbSizeInUseBytes()).isPositive().isLessThanOrEqualTo(status.dbSizeBytes());
  }

  @Test
  void callsAfterCloseFail() {
    Kv closed = anotherKv();
    KvFutures.await(closed.range(Range.key(key("a"))));
    closed.close();
    closed.close();

    for (CompletableFuture<?> call :
        List.of(
            closed.range(Range.key(key("a"))),
            closed.txn(Txn.always(List.of())),
            closed.grantLease(60),
            closed.revokeLease(1),
            closed.status())) {
      assertThat(failure(call)).isEqualTo(KvException.Kind.UNAVAILABLE);
    }
    KvException refused =
        catchThrowableOfType(
            KvException.class, () -> closed.watch("a", "b", 0, r -> {}, e -> {}).close());
    assertThat(refused.kind()).isEqualTo(KvException.Kind.UNAVAILABLE);
  }
}
