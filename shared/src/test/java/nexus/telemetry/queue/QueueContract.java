package nexus.telemetry.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import nexus.telemetry.formats.WritableFormats;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.TtlLeases;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.memory.FaultyKv;
import nexus.telemetry.ledger.IngestTotals;
import nexus.telemetry.ledger.Ledger;
import nexus.telemetry.ledger.LedgerEntry;
import nexus.telemetry.ledger.SetAside;
import nexus.telemetry.model.Counts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.RejectedRow;
import nexus.telemetry.model.StoredFormat;
import nexus.telemetry.model.Unreadable;
import nexus.telemetry.queue.MessageCodec.Message;
import nexus.telemetry.queue.MessageQueue.PublishOptions;
import nexus.telemetry.queue.QueueSnapshot.QueuedMessage;
import nexus.telemetry.testing.Samples;
import nexus.telemetry.testing.SettableClock;
import org.junit.jupiter.api.Test;

/** What the queue guarantees, on whatever keeps the keys. */
abstract class QueueContract {

  private static final String UPLOAD = "0123456789abcdef0123456789abcdef";
  private static final String C = "c1";

  final SettableClock clock = new SettableClock(Instant.parse("2026-01-02T00:00:00Z"));
  private final Keyspace keys = new Keyspace("/telemetry/queue");

  /** An empty store. */
  abstract Kv kv();

  private MessageQueue queue(Kv kv, long ttlSeconds) {
    return new MessageQueue(
        kv,
        keys,
        new TtlLeases(kv, clock),
        new PublishOptions(16, 3, ttlSeconds, 3_600_000),
        new WritableFormats(kv, keys, clock));
  }

  private static List<GpuSamples> scrape(long timeMs, int hosts) {
    List<GpuSamples> scrape = new ArrayList<>();
    for (int host = 0; host < hosts; host++) {
      scrape.add(Samples.series(new GpuId("host_" + host, "0"), timeMs, 1000, 1));
    }
    return scrape;
  }

  private List<Entry> messages(Kv kv) {
    return KvFutures.await(kv.range(Range.prefix(keys.queues()))).entries();
  }

  @Test
  void publishedMessagesWaitInTheirHostsPartitionAndSayWhatTheirKeysSay() {
    Kv kv = kv();
    int published = queue(kv, 0).publish(C, UPLOAD, 4, scrape(1_000, 10), clock.millis());

    assertThat(published).isEqualTo(10);
    assertThat(messages(kv)).hasSize(10);
    for (Entry entry : messages(kv)) {
      String tail = entry.key().substring(entry.key().lastIndexOf('/') + 1);
      Keyspace.MessageKey key = Keyspace.parseTail(tail).orElseThrow();
      Message message = MessageCodec.decode(entry.value());
      assertThat(key.gpu()).contains(message.samples().gpu());
      assertThat(key.timestampMs()).isEqualTo(1_000);
      assertThat(key.sequence()).isEqualTo("0123456789abcdef01234567-000004-0000");
    }
  }

  @Test
  void publishingTheSameChunkAgainAddsNothing() {
    Kv kv = kv();
    queue(kv, 0).publish(C, UPLOAD, 0, scrape(1_000, 5), 1);
    queue(kv, 0).publish(C, UPLOAD, 0, scrape(1_000, 5), 2);

    assertThat(messages(kv)).hasSize(5);
  }

  @Test
  void publishingAChunkAnewReplacesItsMessagesUnlessANewerReleasePutOne() {
    Kv kv = kv();
    queue(kv, 0).publish(C, UPLOAD, 0, scrape(1_000, 5), 1);
    List<Entry> first = messages(kv);
    queue(kv, 0).publish(C, UPLOAD, 0, scrape(1_000, 7), 2);
    List<Entry> second = messages(kv);
    String key = first.get(1).key();
    byte[] next = "{\"key\":{},\"publishedMs\":[],\"v\":5}".getBytes(StandardCharsets.UTF_8);
    KvFutures.await(kv.txn(Txn.always(List.of(Op.put(key, next)))));

    assertThat(first).hasSize(5);
    assertThat(second)
        .hasSize(7)
        .allSatisfy(one -> assertThat(MessageCodec.decode(one.value()).publishedMs()).isEqualTo(2));
    assertThatThrownBy(() -> queue(kv, 0).publish(C, UPLOAD, 0, scrape(1_000, 5), 3))
        .satisfies(Unreadable.newer(StoredFormat.MESSAGE, key));
    assertThat(messages(kv))
        .filteredOn(one -> one.key().equals(key))
        .singleElement()
        .extracting(Entry::value)
        .isEqualTo(next);
  }

  @Test
  void whatStandsUnderNoKeyOfAChunkCostsNoRead() {
    FaultyKv kv = new FaultyKv(kv());
    List<Object> requests = Collections.synchronizedList(new ArrayList<>());
    kv.onStep(
        step -> {
          if (step.when() == FaultyKv.When.BEFORE) {
            requests.add(step.request());
          }
        });
    MessageQueue queue = queue(kv, 0);
    List<UnpublishedMessage> messages = queue.draft(scrape(1_000, 9), 1);
    requests.clear();

    queue.publish(new MessageQueue.Chunk(C, UPLOAD, UPLOAD, 0, 0), 0, messages);

    assertThat(requests).hasSize(3).allSatisfy(this::onlyPuts);
  }

  /** Puts messages, and what counts such puts. */
  private void onlyPuts(Object request) {
    assertThat(request).isInstanceOf(Txn.class);
    Txn txn = (Txn) request;
    assertThat(txn.then()).hasSize(4).allSatisfy(op -> assertThat(op).isInstanceOf(Op.Put.class));
    assertThat(((Op.Put) txn.then().get(3)).key()).isEqualTo(keys.published());
    assertThat(txn.otherwise()).isEmpty();
  }

  /** The answer is lost, and the repeat meets its own messages. */
  @Test
  void messagesWhoseAnswerWasLostArePutAgain() {
    FaultyKv kv = new FaultyKv(kv());
    MessageQueue queue = queue(kv, 0);
    List<UnpublishedMessage> messages = queue.draft(scrape(1_000, 9), 1);
    int chunk = 0;
    for (FaultyKv.When when : FaultyKv.When.values()) {
      AtomicBoolean struck = new AtomicBoolean();
      kv.onStep(
          step -> {
            if (step.isTxn(when) && !struck.getAndSet(true)) {
              throw new KvException(KvException.Kind.TIMEOUT, "lost", null);
            }
          });

      queue.publish(new MessageQueue.Chunk(C, UPLOAD, UPLOAD, chunk, 0), 0, messages);

      assertThat(messages(kv)).hasSize(9 * ++chunk);
    }
  }

  @Test
  void messagesOfAPartitionAreListedInTimeOrder() {
    Kv kv = kv();
    for (long time : new long[] {9_000, 1_000, 999_999}) {
      queue(kv, 0).publish(C, UPLOAD, 0, scrape(time, 1), clock.millis());
    }
    QueueListing listing = new QueueListing(kv, keys);
    String partition = listing.waitingIn(C).partitions().get(C).first();

    assertThat(list(kv, listing, C, partition))
        .extracting(message -> Keyspace.parseTail(message.tail()).orElseThrow().timestampMs())
        .containsExactly(1_000L, 9_000L, 999_999L);
    assertThat(listing.count(C)).isEqualTo(3);
  }

  @Test
  void listingFindsEveryClusterAndPartitionHoweverDeepTheQueue() {
    Kv kv = kv();
    List<Op> puts = new ArrayList<>();
    for (int i = 0; i < 2_500; i++) {
      puts.add(Op.put("/telemetry/queue/a/00/%013d_h_0_x".formatted(i), new byte[0]));
    }
    for (String key : List.of("a/07/k", "a/15/k", "b/03/k", "b/odd", "c-1/09/k")) {
      puts.add(Op.put("/telemetry/queue/" + key, new byte[0]));
    }
    for (int from = 0; from < puts.size(); from += 100) {
      List<Op> batch = puts.subList(from, Math.min(from + 100, puts.size()));
      KvFutures.await(kv.txn(Txn.always(batch)));
    }
    QueueSnapshot waiting = new QueueListing(kv, keys).waiting();

    assertThat(waiting.partitions().keySet()).containsExactly("a", "b", "c-1");
    assertThat(waiting.partitions().get("a")).containsExactly("00", "07", "15");
    assertThat(waiting.partitions().get("b")).containsExactly("03");
    assertThat(waiting.strays().get("b")).hasSize(1);
    assertThat(list(kv, new QueueListing(kv, keys), "a", "00")).hasSize(2_500);
  }

  private static List<QueuedMessage> list(
      Kv kv, QueueListing listing, String cluster, String partition) {
    Range first = listing.firstKeys(cluster, partition);
    return listing.list(cluster, partition, KvFutures.await(kv.range(first)));
  }

  @Test
  void messagesWithATimeToLiveShareALease() {
    Kv kv = kv();
    queue(kv, 3600).publish(C, UPLOAD, 0, scrape(1_000, 9), clock.millis());

    assertThat(messages(kv)).extracting(Entry::leaseId).doesNotContain(0L);
    assertThat(messages(kv).stream().map(Entry::leaseId).distinct()).hasSize(1);
  }

  private static Optional<Claims.Claim> claim(Claims claims, String partition) {
    return claims.claim(new Claims.Wanted(C, partition, List.of())).map(Claims.Claimed::claim);
  }

  @Test
  void onePartitionHasOneClaimAtATime() {
    Kv kv = kv();
    try (Claims a = Claims.open(kv, keys, "a", 60);
        Claims b = Claims.open(kv, keys, "b", 60)) {
      Claims.Claim first = claim(a, "00").orElseThrow();
      assertThat(claim(b, "00")).isEmpty();
      assertThat(claim(b, "01")).isPresent();
      assertThat(claim(a, "00")).contains(first);
    }
    try (Claims c = Claims.open(kv, keys, "c", 60)) {
      assertThat(claim(c, "00")).isPresent();
    }
  }

  @Test
  void fenceOfAnEarlierClaimDoesNotHoldUnderALaterOne() {
    Kv kv = kv();
    Claims.Claim early;
    try (Claims a = Claims.open(kv, keys, "a", 60)) {
      early = claim(a, "00").orElseThrow();
    }
    try (Claims b = Claims.open(kv, keys, "b", 60)) {
      Claims.Claim late = claim(b, "00").orElseThrow();
      Op write = Op.put("/telemetry/x", "x".getBytes(StandardCharsets.UTF_8));

      assertThat(
              KvFutures.await(kv.txn(Txn.when(List.of(early.fence()), List.of(write)))).succeeded())
          .isFalse();
      assertThat(
              KvFutures.await(kv.txn(Txn.when(List.of(late.fence()), List.of(write)))).succeeded())
          .isTrue();
    }
  }

  @Test
  void ledgerCountsEachChunkOnceHoweverManyRecordItAtOnce() {
    Kv kv = kv();
    Ledger ledger =
        new Ledger(
            kv,
            keys,
            new TtlLeases(kv, clock),
            0,
            new WritableFormats(kv, keys, clock),
            (c, d, r) -> false);
    List<CompletableFuture<LedgerEntry>> recorders = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      LedgerEntry entry = entry(i % 20);
      recorders.add(CompletableFuture.supplyAsync(() -> ledger.record(C, entry)));
    }
    recorders.forEach(CompletableFuture::join);

    IngestTotals sum = IngestTotals.ZERO;
    for (Entry entry : KvFutures.await(kv.range(Range.prefix(keys.ingestCounters(C)))).entries()) {
      sum = sum.plus(IngestTotals.decode(entry.value()));
    }
    assertThat(sum).isEqualTo(new IngestTotals(1, 200, 200, 140, 40, 20, 0));
    assertThat(ledger.entries(C, UPLOAD)).extracting(LedgerEntry::chunk).hasSize(20).isSorted();
  }

  @Test
  void aChunkThatIsRecordedIsNotPublishedAgain() {
    Kv kv = kv();
    new Ledger(
            kv,
            keys,
            new TtlLeases(kv, clock),
            0,
            new WritableFormats(kv, keys, clock),
            (c, d, r) -> false)
        .record(C, entry(0));

    queue(kv, 0).publish(C, UPLOAD, 0, scrape(1_000, 5), clock.millis());

    assertThat(KvFutures.await(kv.range(Range.prefix(keys.queue(C)))).count()).isZero();
  }

  @Test
  void ledgerEntryThatStandsIsNotReplaced() {
    Kv kv = kv();
    Ledger ledger =
        new Ledger(
            kv,
            keys,
            new TtlLeases(kv, clock),
            3600,
            new WritableFormats(kv, keys, clock),
            (c, d, r) -> false);
    LedgerEntry first = ledger.record(C, entry(0));
    clock.advance(java.time.Duration.ofSeconds(9));

    assertThat(ledger.record(C, entry(0))).isEqualTo(first);
  }

  /** Two that read a chunk anew: one replaces the entry, for the other that one stands. */
  @Test
  void entryIsReplacedOnceAndTheSumsLoseWhatTheyHadOfIt() {
    Kv kv = kv();
    Ledger ledger =
        new Ledger(
            kv,
            keys,
            new TtlLeases(kv, clock),
            3600,
            new WritableFormats(kv, keys, clock),
            (c, d, r) -> false);
    ledger.record(C, entry(0));
    ledger.record(C, entry(1));
    Optional<Ledger.Recorded> replaced = ledger.recorded(C, UPLOAD, 0);
    LedgerEntry better = entry(0, new Counts(10, 8, 2, 0, 3, 0, 0, 0));

    assertThat(ledger.record(C, better, replaced.orElseThrow().revision())).isEqualTo(better);
    assertThat(ledger.record(C, entry(0), replaced.orElseThrow().revision())).isEqualTo(better);

    assertThat(ledger.entries(C, UPLOAD)).containsExactly(better, entry(1));
    assertThat(sums(kv)).isEqualTo(new IngestTotals(1, 20, 20, 15, 4, 1, 3));
    ledger.remove(C, replaced.orElseThrow());
    assertThat(ledger.entries(C, UPLOAD)).hasSize(2);
    ledger.remove(C, ledger.recorded(C, UPLOAD, 0).orElseThrow());
    assertThat(ledger.entries(C, UPLOAD)).containsExactly(entry(1));
    assertThat(sums(kv)).isEqualTo(new IngestTotals(0, 10, 10, 7, 2, 1, 0));
  }

  /** Its messages were published only while the entry stood: perhaps not all of them. */
  @Test
  void nothingIsRecordedInTheSteadOfAnEntryThatEnded() {
    Kv kv = kv();
    Ledger ledger =
        new Ledger(
            kv,
            keys,
            new TtlLeases(kv, clock),
            3600,
            new WritableFormats(kv, keys, clock),
            (c, d, r) -> false);
    ledger.record(C, entry(0));
    Optional<Ledger.Recorded> replaced = ledger.recorded(C, UPLOAD, 0);
    ledger.remove(C, replaced.orElseThrow());

    assertThatThrownBy(() -> ledger.record(C, entry(0), replaced.orElseThrow().revision()))
        .isInstanceOfSatisfying(
            KvException.class, e -> assertThat(e.kind()).isEqualTo(KvException.Kind.OVERLOADED));
    assertThat(ledger.entries(C, UPLOAD)).isEmpty();
  }

  /** What cannot be read was of the same content: the sums count it already. */
  @Test
  void anEntryThatCannotBeReadIsReplacedAndItsChunkCountedOnce() {
    Kv kv = kv();
    Ledger ledger = ledger(kv, (c, d, r) -> false);
    ledger.record(C, entry(0));
    String key = keys.ledgerEntry(C, UPLOAD, 0);
    for (String garbage : List.of("", "x", "{}", "[]", "null", "{\"v\":1,\"rejects\":[]}")) {
      put(kv, key, garbage);
      long at = ledger.standing(C, UPLOAD, 0).revision();
      assertThat(ledger.told(C, UPLOAD).damaged()).containsExactly(Map.entry(0, at));
      assertThat(ledger.recorded(C, UPLOAD, 0)).isEmpty();

      assertThatThrownBy(() -> ledger.record(C, entry(0)))
          .isInstanceOfSatisfying(
              KvException.class, e -> assertThat(e.kind()).isEqualTo(KvException.Kind.OVERLOADED));
      assertThat(ledger.record(C, entry(0), at)).isEqualTo(entry(0));

      assertThat(ledger.entries(C, UPLOAD)).containsExactly(entry(0));
      assertThat(sums(kv)).isEqualTo(new IngestTotals(1, 10, 10, 7, 2, 1, 0));
    }
  }

  @Test
  void sumsThatCannotBeReadAreSetAsideAndBeginAnew() {
    Kv kv = kv();
    List<String> kept = new ArrayList<>();
    Ledger ledger = ledger(kv, (c, damaged, reason) -> kept.add(damaged.key()));
    ledger.record(C, entry(0));
    String sums =
        KvFutures.await(kv.range(Range.prefix(keys.ingestCounters(C)))).entries().get(0).key();
    put(kv, sums, "{\"uploads\":-1}");

    ledger.remove(C, ledger.recorded(C, UPLOAD, 0).orElseThrow());
    ledger.record(C, entry(0));

    assertThat(kept).containsExactly(sums);
    assertThat(sums(kv)).isEqualTo(new IngestTotals(1, 10, 10, 7, 2, 1, 0));
  }

  /** It is not kept because another one stands there by now: that one counts. */
  @Test
  void sumsThatWereMendedMeanwhileAreReadAnew() {
    Kv kv = kv();
    byte[] mended = new IngestTotals(3, 30, 30, 30, 0, 0, 0).encode();
    Ledger ledger =
        ledger(
            kv,
            (c, damaged, reason) -> {
              KvFutures.await(kv.txn(Txn.always(List.of(Op.put(damaged.key(), mended)))));
              return false;
            });
    ledger.record(C, entry(0));
    String sums =
        KvFutures.await(kv.range(Range.prefix(keys.ingestCounters(C)))).entries().get(0).key();
    ledger.remove(C, ledger.recorded(C, UPLOAD, 0).orElseThrow());
    put(kv, sums, "x");

    ledger.record(C, entry(0));

    assertThat(sums(kv)).isEqualTo(new IngestTotals(4, 40, 40, 37, 2, 1, 0));
  }

  private Ledger ledger(Kv kv, SetAside setAside) {
    TtlLeases leases = new TtlLeases(kv, clock);
    return new Ledger(kv, keys, leases, 0, new WritableFormats(kv, keys, clock), setAside);
  }

  private static void put(Kv kv, String key, String value) {
    KvFutures.await(
        kv.txn(
            Txn.always(
                List.of(Op.put(key, value.getBytes(java.nio.charset.StandardCharsets.UTF_8))))));
  }

  /** Somebody has put over a claim by hand: no lease ends it any more. */
  @Test
  void aClaimWithoutALeaseKeepsNobodyOut() {
    Kv kv = kv();
    try (Claims a = Claims.open(kv, keys, "a", 60);
        Claims b = Claims.open(kv, keys, "b", 60)) {
      Claims.Wanted third = new Claims.Wanted(C, "03", List.of());
      Claims.Wanted fourth = new Claims.Wanted(C, "04", List.of());
      Claims.Claim early = a.claim(third).orElseThrow().claim();
      put(kv, keys.claim(C, "03"), "garbage");
      put(kv, keys.claim(C, "04"), "");

      Claims.Claim late = b.claim(third).orElseThrow().claim();
      assertThat(late.createRevision()).isGreaterThan(early.createRevision());
      put(kv, keys.claim(C, "03"), "garbage");
      assertThat(b.claimAll(List.of(third, fourth)).values())
          .hasSize(2)
          .allSatisfy(claimed -> assertThat(claimed).isPresent());
      assertThat(a.claim(third)).isEmpty();
    }
  }

  /** A message of a chunk that was recorded comes late, or of one that is replaced by now. */
  @Test
  void chunkIsPublishedAnewOnlyWhileTheEntryThatItReplacesStands() {
    Kv kv = kv();
    MessageQueue queue = queue(kv, 0);
    Ledger ledger =
        new Ledger(
            kv,
            keys,
            new TtlLeases(kv, clock),
            3600,
            new WritableFormats(kv, keys, clock),
            (c, d, r) -> false);
    List<UnpublishedMessage> messages = queue.draft(scrape(1_000, 5), clock.millis());
    ledger.record(C, entry(0));
    Optional<Ledger.Recorded> replaced = ledger.recorded(C, UPLOAD, 0);
    long at = replaced.orElseThrow().revision();

    queue.publish(new MessageQueue.Chunk(C, UPLOAD, UPLOAD, 0, 0), 0, messages);
    assertThat(waiting(kv)).isZero();
    queue.publish(new MessageQueue.Chunk(C, UPLOAD, UPLOAD, 0, at), 0, messages);
    assertThat(waiting(kv)).isEqualTo(messages.size());

    ledger.record(C, entry(0, new Counts(10, 8, 2, 0, 0, 0, 0, 0)), at);
    queue.publish(new MessageQueue.Chunk(C, UPLOAD, "other", 0, at), 0, messages);
    assertThat(waiting(kv)).isEqualTo(messages.size());
  }

  private long waiting(Kv kv) {
    return KvFutures.await(kv.range(Range.prefix(keys.queue(C)).countOnly())).count();
  }

  private IngestTotals sums(Kv kv) {
    return KvFutures.await(kv.range(Range.prefix(keys.ingestCounters(C)))).entries().stream()
        .map(one -> IngestTotals.decode(one.value()))
        .reduce(IngestTotals.ZERO, IngestTotals::plus);
  }

  private LedgerEntry entry(int chunk, Counts counts) {
    return LedgerEntry.of(UPLOAD, chunk, 20, 0, 9, counts, 3, 4, 5, clock.millis(), 0, List.of());
  }

  private LedgerEntry entry(int chunk) {
    return new LedgerEntry(
        1,
        UPLOAD,
        chunk,
        20,
        0,
        9,
        10,
        10,
        7,
        2,
        1,
        0,
        3,
        4,
        5,
        clock.millis(),
        0,
        0,
        0,
        0,
        List.of(new RejectedRow(2, "why", "value", "text")));
  }
}
