package nexus.telemetry.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import nexus.telemetry.drain.DrainLimits;
import nexus.telemetry.drain.DrainOptions;
import nexus.telemetry.drain.DrainResult;
import nexus.telemetry.drain.Drainer;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.memory.FaultyKv;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.ledger.IngestTotals;
import nexus.telemetry.query.uploads.IngestProgress;
import nexus.telemetry.query.uploads.IngestQuery;
import nexus.telemetry.queue.MessageQueue.PublishOptions;
import nexus.telemetry.store.DrainCounters;
import nexus.telemetry.store.StoredTimes;
import nexus.telemetry.testing.SettableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is too old when it arrives, and what is sent again. */
class RetainedTest {

  private static final String HEADER = "timestamp,metric_name,gpu_id,Hostname,value\n";
  private static final String WIDE = "timestamp,gpu_id,hostname,gpu_utilization,temperature\n";
  private static final String CLUSTER = "c1";
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
  private static final Duration WEEK = Duration.ofDays(7);
  private static final int ONE_CHUNK = 1 << 20;

  @TempDir private Path folder;

  private final SettableClock clock = new SettableClock(NOW);
  private final Keyspace keys = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);
  private final InMemoryKv kv = new InMemoryKv(clock);
  private final InMemoryObjects objects = new InMemoryObjects();

  private static String row(Instant time, String value) {
    return time + ",UTIL,0,host-1," + value + "\n";
  }

  private static String row(Duration ago) {
    return row(NOW.minus(ago), "1");
  }

  private IngestOptions options(Duration retention) {
    PublishOptions publish = new PublishOptions(16, 100, 0, 3_600_000);
    return new IngestOptions(publish, 2, 0, retention.toMillis(), folder, IngestLimits.NONE);
  }

  private IngestResult send(String csv, Duration retention, int chunkBytes) {
    try (CsvIngest ingest = new CsvIngest(kv, keys, options(retention), clock)) {
      byte[] bytes = csv.getBytes(StandardCharsets.UTF_8);
      return ingest.ingestUpload(CLUSTER, new ByteArrayInputStream(bytes), chunkBytes, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private IngestResult send(String csv, Duration retention) {
    return send(csv, retention, ONE_CHUNK);
  }

  private ObjectResult plan(List<ChunkRequest> asked, int chunkBytes) throws IOException {
    try (ObjectIngest ingest =
        new ObjectIngest(objects, chunkBytes, kv, keys, options(Duration.ZERO), clock)) {
      ObjectResult result =
          ingest.ingest(
              CLUSTER,
              objects.version("a.csv"),
              request -> {
                synchronized (asked) {
                  asked.add(request);
                }
              });
      for (ChunkRequest request : asked) {
        ingest.ingest(request, CLUSTER);
      }
      return result;
    }
  }

  private DrainResult drain() {
    DrainOptions keepAll = new DrainOptions("test", 2, 0, 100, 16, 3_600_000, 0);
    try (Drainer drainer = new Drainer(kv, keys, keepAll, clock)) {
      return drainer.drain(CLUSTER, new DrainLimits(1_000_000, 60_000));
    }
  }

  private void put(String key, byte[] value) {
    KvFutures.await(kv.txn(Txn.always(List.of(Op.put(key, value)))));
  }

  private void newestIs(Instant time) {
    DrainCounters counters = new DrainCounters(1, 0, 0, time.toEpochMilli());
    put(keys.drainCounter(CLUSTER, "00"), counters.encode());
  }

  private List<Entry> below(String prefix) {
    return KvFutures.await(kv.range(Range.prefix(prefix))).entries();
  }

  private IngestTotals totals() {
    return below(keys.ingestCounters(CLUSTER)).stream()
        .map(entry -> IngestTotals.decode(entry.value()))
        .reduce(IngestTotals.ZERO, IngestTotals::plus);
  }

  @Test
  void whatIsOlderThanTheRetentionIsExpiredAndNotQueued() {
    String old = row(WEEK.plusMillis(1));
    String young = row(WEEK);

    IngestResult result = send(HEADER + young + old + young.replace("UTIL", "TEMP"), WEEK);

    assertThat(result.values()).isEqualTo(3);
    assertThat(result.accepted()).isEqualTo(2);
    assertThat(result.expired()).isEqualTo(1);
    assertThat(result.rejected() + result.missing()).isZero();
    assertThat(totals()).isEqualTo(new IngestTotals(1, 3, 2, 2, 0, 0, 1));
    IngestProgress progress = new IngestQuery(kv, keys).one(CLUSTER, result.upload());
    assertThat(progress.values()).isEqualTo(3);
    assertThat(progress.expired()).isEqualTo(1);
    assertThat(drain().added()).isEqualTo(2);
  }

  /** Rows like an earlier one are never split; a time below the edge is found all the same. */
  @Test
  void anOldRowAmongYoungOnesOfItsSeriesIsExpired() {
    StringBuilder csv = new StringBuilder(HEADER);
    for (int hour = 0; hour < 10; hour++) {
      csv.append(row(Duration.ofHours(9 - hour)));
      csv.append(row(WEEK.plusHours(10 - hour)));
    }

    IngestResult result = send(csv.toString(), WEEK);

    assertThat(result.accepted()).isEqualTo(10);
    assertThat(result.expired()).isEqualTo(10);
  }

  @Test
  void everyValueOfAnOldWideRowIsExpiredAndTellsNothingOfItsGpu() {
    String old = NOW.minus(WEEK.plusDays(1)) + ",0,host-1,N/A,70\n";

    IngestResult result = send(WIDE + old, WEEK);

    assertThat(result.values()).isEqualTo(2).isEqualTo(result.expired());
    assertThat(below(keys.queues())).isEmpty();
  }

  @Test
  void anEntryOfWhatExpiredAddsUpForAReaderThatKnowsOfNone() {
    IngestResult result = send(HEADER + row(Duration.ZERO) + row(WEEK.plusDays(1)), WEEK);

    String stored =
        new String(
            below(keys.upload(CLUSTER, result.upload())).get(0).value(), StandardCharsets.UTF_8);

    assertThat(stored)
        .contains("\"values\":1,\"accepted\":1,\"missing\":0,\"rejected\":0,\"expired\":1,");
  }

  @Test
  void withoutRetentionNothingExpiresAndNobodyAsksForTheNewestSample() {
    FaultyKv watched = new FaultyKv(kv);
    List<String> asked = Collections.synchronizedList(new ArrayList<>());
    watched.onStep(step -> asked.add(String.valueOf(step.request())));
    byte[] csv = (HEADER + row(Duration.ofDays(9_000))).getBytes(StandardCharsets.UTF_8);

    try (CsvIngest ingest = new CsvIngest(watched, keys, options(Duration.ZERO), clock)) {
      assertThat(ingest.ingestChunk(CLUSTER, csv).accepted()).isEqualTo(1);
    }

    assertThat(asked).isNotEmpty().noneMatch(one -> one.contains("/counters/drain/"));
  }

  @Test
  void anIngesterWhoseClockIsThirtyDaysFastRefusesNothingOfALiveCluster() {
    newestIs(NOW);
    clock.advance(Duration.ofDays(30));

    IngestResult result = send(HEADER + row(Duration.ZERO) + row(WEEK.minusDays(1)), WEEK);

    assertThat(result.accepted()).isEqualTo(2);
  }

  @Test
  void aCounterThatCannotBeReadRefusesNothing() {
    newestIs(NOW.minus(Duration.ofDays(100)));
    put(keys.drainCounter(CLUSTER, "01"), new byte[] {1});

    assertThat(send(HEADER + row(Duration.ofDays(105)), WEEK).accepted()).isEqualTo(1);
  }

  @Test
  void whatWasRejectedForTheClockIsAcceptedWhenItIsSentAgain() {
    String csv = HEADER + row(Duration.ZERO) + row(NOW.plus(Duration.ofDays(2)), "2");
    assertThat(send(csv, Duration.ZERO).rejected()).isEqualTo(1);
    clock.advance(Duration.ofDays(2));

    IngestResult again = send(csv, Duration.ZERO);

    assertThat(again.alreadyIngested()).isFalse();
    assertThat(again.accepted()).isEqualTo(2);
    assertThat(again.messages()).isPositive();
    assertThat(totals()).isEqualTo(new IngestTotals(1, 2, 2, 2, 0, 0, 0));
    assertThat(below(keys.uploads(CLUSTER))).hasSize(1);
    assertThat(drain().added()).isEqualTo(2);
    assertThat(send(csv, Duration.ZERO).alreadyIngested()).isTrue();
  }

  @Test
  void whatReadsAsBeforeQueuesNothingAndTellsItsRejectsAndWhatExpired() {
    String csv = HEADER + row(Duration.ZERO) + row(NOW, "much") + row(WEEK.plusDays(1));
    send(csv, WEEK);
    List<Entry> queued = below(keys.queues());

    IngestResult again = send(csv, WEEK);

    assertThat(again.alreadyIngested()).isTrue();
    assertThat(again.messages()).isZero();
    assertThat(again.rejects()).hasSize(1);
    assertThat(again.expired()).isEqualTo(1);
    assertThat(below(keys.queues()))
        .extracting(Entry::modRevision)
        .isEqualTo(queued.stream().map(Entry::modRevision).toList());
  }

  @Test
  void whatExpiredIsAcceptedUnderALongerRetention() {
    String csv = HEADER + row(Duration.ZERO) + row(WEEK.plusDays(1));
    send(csv, WEEK);

    IngestResult again = send(csv, Duration.ofDays(30));

    assertThat(again.accepted()).isEqualTo(2);
    assertThat(totals()).isEqualTo(new IngestTotals(1, 2, 2, 2, 0, 0, 0));
  }

  @Test
  void anUploadWhoseBlocksWereRemovedIsStoredAnew() {
    String csv = HEADER + row(Duration.ofDays(2)) + row(Duration.ofDays(1));
    send(csv, Duration.ZERO);
    drain();
    removeBlocksBefore(NOW.minus(Duration.ofHours(36)));

    IngestResult again = send(csv, Duration.ZERO);

    assertThat(again.alreadyIngested()).isFalse();
    assertThat(again.accepted()).isEqualTo(2);
    assertThat(totals()).isEqualTo(new IngestTotals(1, 2, 2, 2, 0, 0, 0));
    assertThat(drain().added()).isEqualTo(1);
  }

  @Test
  void anUploadOfWhichNoBlockWasRemovedIsAnsweredFromTheLedger() {
    String csv = HEADER + row(Duration.ofDays(2));
    send(csv, Duration.ZERO);
    put(keys.expired(CLUSTER), StoredTimes.encode(NOW.minus(Duration.ofDays(2)).toEpochMilli()));

    assertThat(send(csv, Duration.ZERO).alreadyIngested()).isTrue();
  }

  /** What was removed is not known then, and reading it again is safe. */
  @Test
  void anUploadIsStoredAnewWhereWhatWasRemovedCannotBeRead() {
    String csv = HEADER + row(Duration.ofDays(2)) + row(Duration.ofDays(1));
    send(csv, Duration.ZERO);
    drain();
    removeBlocksBefore(NOW.minus(Duration.ofHours(36)));
    put(keys.expired(CLUSTER), new byte[] {'x'});

    assertThat(send(csv, Duration.ZERO).alreadyIngested()).isFalse();
    assertThat(drain().added()).isEqualTo(1);
    assertThat(totals()).isEqualTo(new IngestTotals(1, 2, 2, 2, 0, 0, 0));
  }

  private void removeBlocksBefore(Instant time) {
    for (Entry entry : below(Keyspace.cluster(CLUSTER))) {
      if (entry.key().contains("/data/")
          && Keyspace.blockStart(entry.key()) < time.toEpochMilli()) {
        KvFutures.await(kv.txn(Txn.always(List.of(Op.delete(entry.key())))));
      }
    }
    put(keys.expired(CLUSTER), StoredTimes.encode(time.toEpochMilli()));
  }

  /** First in many chunks, then in one, then in many again. */
  @Test
  void contentCutOtherwiseIsNeverCountedTwice() {
    StringBuilder csv = new StringBuilder(HEADER);
    for (int minute = 0; minute < 60; minute++) {
      csv.append(row(Duration.ofMinutes(minute)));
    }
    csv.append(row(NOW.plus(Duration.ofDays(2)), "2")).append(row(NOW, "much"));
    csv.append(row(NOW.plus(Duration.ofDays(4)), "2"));
    IngestResult first = send(csv.toString(), Duration.ZERO, 400);
    assertThat(first.chunks()).isGreaterThan(3);
    assertThat(first.rejected()).isEqualTo(3);
    clock.advance(Duration.ofDays(2));

    IngestResult second = send(csv.toString(), Duration.ZERO, ONE_CHUNK);

    assertThat(second.upload()).isEqualTo(first.upload());
    assertThat(second.accepted()).isEqualTo(61);
    assertThat(totals()).isEqualTo(new IngestTotals(1, 63, 63, 61, 0, 2, 0));
    assertThat(below(keys.upload(CLUSTER, first.upload()))).hasSize(1);
    assertThat(send(csv.toString(), Duration.ZERO, 400).alreadyIngested()).isTrue();
    clock.advance(Duration.ofDays(2));
    assertThat(send(csv.toString(), Duration.ZERO, 400).accepted()).isEqualTo(62);
    assertThat(totals()).isEqualTo(new IngestTotals(1, 63, 63, 62, 0, 1, 0));
    assertThat(below(keys.uploads(CLUSTER))).hasSize(1);
    assertThat(drain().added()).isEqualTo(62);
  }

  @Test
  void anObjectWithRejectsIsReadAnewWhenItsEventComesAgain() throws IOException {
    objects.put("a.csv", HEADER + row(Duration.ZERO) + row(NOW.plus(Duration.ofDays(2)), "2"));
    plan(new ArrayList<>(), ONE_CHUNK);
    assertThat(plan(new ArrayList<>(), ONE_CHUNK).result().alreadyIngested()).isTrue();
    clock.advance(Duration.ofDays(2));

    IngestResult again = plan(new ArrayList<>(), ONE_CHUNK).result();

    assertThat(again.alreadyIngested()).isFalse();
    assertThat(again.accepted()).isEqualTo(2);
    assertThat(totals()).isEqualTo(new IngestTotals(1, 2, 2, 2, 0, 0, 0));
    assertThat(drain().added()).isEqualTo(2);
  }

  @Test
  void ofALargeObjectOnlyChunksOfRemovedTimesAreAskedForAgain() throws IOException {
    StringBuilder csv = new StringBuilder(HEADER);
    for (int hour = 100; hour > 0; hour--) {
      csv.append(row(Duration.ofHours(hour)));
    }
    objects.put("a.csv", csv.toString());
    List<ChunkRequest> asked = new ArrayList<>();
    int chunks = plan(asked, 1_000).chunks();
    assertThat(asked).hasSize(chunks);
    drain();
    removeBlocksBefore(NOW.minus(Duration.ofHours(90)));
    asked.clear();

    assertThat(Optional.of(plan(asked, 1_000).invoked())).hasValue(1);

    assertThat(asked).extracting(ChunkRequest::chunk).containsExactly(0);
    assertThat(totals().accepted()).isEqualTo(100);
    assertThat(drain().added()).isEqualTo(10);
  }
}
