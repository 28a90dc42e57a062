package nexus.telemetry.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import nexus.telemetry.drain.DrainLimits;
import nexus.telemetry.drain.DrainOptions;
import nexus.telemetry.drain.DrainResult;
import nexus.telemetry.drain.Drainer;
import nexus.telemetry.ingest.IngestRefusedException.Full;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.memory.FaultyKv;
import nexus.telemetry.kv.memory.FaultyKv.When;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.letters.FailedMessages;
import nexus.telemetry.query.uploads.IngestProgress;
import nexus.telemetry.query.uploads.IngestQuery;
import nexus.telemetry.queue.MessageQueue.PublishOptions;
import nexus.telemetry.testing.SettableClock;
import nexus.telemetry.testing.StoreContents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was refused for want of room is ingested, every sample once, when there is room. */
final class BackPressureTest {

  private static final String CLUSTER = "c1";
  private static final String HEADER = "timestamp,metric_name,gpu_id,Hostname,value\n";
  private static final int HOSTS = 8;
  private static final int ROWS = 400;

  @TempDir private Path folder;

  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-02T00:00:00Z"));
  private final Keyspace keys = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);
  private final InMemoryKv kv = new InMemoryKv(clock);

  private static String file(int firstValue) {
    StringBuilder csv = new StringBuilder(HEADER);
    for (int i = 0; i < ROWS; i++) {
      csv.append(
          "2026-01-01T00:%02d:%02dZ,UTIL,0,host-%d,%d\n"
              .formatted(i / 60, i % 60, i % HOSTS, firstValue + i));
    }
    return csv.toString();
  }

  private IngestOptions options(long maxMessages) {
    return new IngestOptions(
        new PublishOptions(16, 3, 0, 3_600_000),
        1,
        0,
        folder,
        new IngestLimits(maxMessages, 0, 80));
  }

  private IngestResult upload(Kv over, long maxMessages, String csv) throws IOException {
    try (CsvIngest ingest = new CsvIngest(over, keys, options(maxMessages), clock)) {
      byte[] bytes = csv.getBytes(StandardCharsets.UTF_8);
      return ingest.ingestUpload(CLUSTER, new ByteArrayInputStream(bytes), 4_000, 0);
    }
  }

  private DrainResult drain(Kv over) {
    DrainOptions options = new DrainOptions("test", 2, 0, 100, 16, 3_600_000, 0);
    try (Drainer drainer = new Drainer(over, keys, options, clock)) {
      return drainer.drain(CLUSTER, new DrainLimits(1_000_000, 60_000));
    }
  }

  private long count(String prefix) {
    return KvFutures.await(kv.range(Range.prefix(prefix).countOnly())).count();
  }

  private void assertEverySampleStoredOnce(long added) {
    assertThat(added).isEqualTo(ROWS);
    Map<String, ?> contents = StoreContents.of(kv, CLUSTER);
    assertThat(contents).hasSize(HOSTS);
    assertThat(contents.values().toString()).contains("=0.0").contains("=" + (ROWS - 1) + ".0");
    assertThat(count(keys.queue(CLUSTER))).isZero();
    assertThat(count("/telemetry/deadletter/")).isZero();
  }

  /** Makes every reading of the limits older than it may be at the next check. */
  private FaultyKv withTimePassing() {
    FaultyKv slow = new FaultyKv(kv);
    slow.onStep(
        step -> {
          if (step.isTxn(When.AFTER)) {
            clock.advance(Duration.ofSeconds(2));
          }
        });
    return slow;
  }

  private static void assertQueueFull(Throwable thrown) {
    assertThat(thrown).isInstanceOf(IngestRefusedException.class).hasMessageContaining("QUEUE_MAX");
    assertThat(((IngestRefusedException) thrown).full()).isEqualTo(Full.QUEUE);
  }

  @Test
  void anUploadRefusedBetweenTwoChunksIsCompletedByARepeat() throws IOException {
    assertThatThrownBy(() -> upload(withTimePassing(), HOSTS + 1, file(0)))
        .satisfies(BackPressureTest::assertQueueFull);
    long published = count(keys.queue(CLUSTER));
    assertThat(published).isGreaterThan(HOSTS).isLessThan(ROWS);
    long added = drain(kv).added();
    clock.advance(Duration.ofSeconds(2));

    IngestResult repeated = upload(kv, 1_000, file(0));

    assertThat(repeated.alreadyIngested()).isFalse();
    assertThat(repeated.accepted()).isEqualTo(ROWS);
    assertEverySampleStoredOnce(added + drain(kv).added());
  }

  @Test
  void whatIsIngestedAlreadyIsAnsweredAlsoWhenFull() throws IOException {
    upload(kv, 0, file(0));

    assertThat(upload(kv, 1, file(0)).alreadyIngested()).isTrue();
    assertThatThrownBy(() -> upload(kv, 1, file(1))).satisfies(BackPressureTest::assertQueueFull);
  }

  @Test
  void theLimitIsOfOneCluster() throws IOException {
    upload(kv, 0, file(0));
    try (CsvIngest ingest = new CsvIngest(kv, keys, options(1), clock)) {
      byte[] csv = file(0).getBytes(StandardCharsets.UTF_8);

      assertThat(ingest.ingestChunk("c2", csv).accepted()).isEqualTo(ROWS);
    }
  }

  @Test
  void howFullItIsIsReadOnceASecond() throws IOException {
    AtomicInteger reads = new AtomicInteger();
    FaultyKv counting = new FaultyKv(kv);
    counting.onStep(
        step -> {
          if (step.request() instanceof Range range && range.what() == Range.What.COUNT) {
            reads.incrementAndGet();
          }
        });

    try (CsvIngest ingest = new CsvIngest(counting, keys, options(1_000), clock)) {
      for (int i = 0; i < 5; i++) {
        ingest.ingestChunk(CLUSTER, file(i).getBytes(StandardCharsets.UTF_8));
      }
      assertThat(reads.get()).isEqualTo(2); // before it and after it
      clock.advance(Duration.ofSeconds(1));
      ingest.ingestChunk(CLUSTER, file(9).getBytes(StandardCharsets.UTF_8));
      assertThat(reads.get()).isEqualTo(4);
    }
  }

  @Test
  void whatCannotBeReadIsEtcdBeingAway() {
    FaultyKv away = new FaultyKv(kv);
    away.onStep(
        step -> {
          if (step.request() instanceof Range range && range.what() == Range.What.COUNT) {
            throw new KvException(KvException.Kind.UNAVAILABLE, "away", null);
          }
        });

    assertThatThrownBy(() -> upload(away, 1_000, file(0)))
        .isInstanceOf(KvException.class)
        .hasMessage("away");
    assertThat(count(keys.queue(CLUSTER))).isZero();
  }

  @Test
  void anUploadThatMeetsAFullDatabaseAnywhereIsCompletedByARepeat() throws IOException {
    int refusals = 0;
    for (int put = 1; put == refusals + 1; put++) {
      FaultyKv filling = fillingUpAt(put);
      try {
        upload(filling, 1_000, file(0));
      } catch (KvException e) {
        assertThat(e.kind()).isEqualTo(KvException.Kind.NO_SPACE);
        refusals++;
      }
    }

    assertThat(refusals).isGreaterThan(5);
    assertThat(upload(kv, 1_000, file(0)).accepted()).isEqualTo(ROWS);
    assertEverySampleStoredOnce(drain(kv).added());
  }

  /** Refuses puts from the {@code n}th transaction with puts on. */
  private FaultyKv fillingUpAt(int n) {
    AtomicInteger puts = new AtomicInteger();
    FaultyKv filling = new FaultyKv(kv);
    filling.onStep(
        step -> {
          if (step.isTxn(When.BEFORE)
              && ((Txn) step.request()).then().stream().anyMatch(op -> op instanceof Op.Put)
              && puts.incrementAndGet() >= n) {
            throw new KvException(KvException.Kind.NO_SPACE, "database space exceeded", null);
          }
        });
    return filling;
  }

  @Test
  void messagesWaitWhileTheDatabaseIsFullAndCountNoAttempt() throws IOException {
    upload(kv, 0, file(0));
    long waiting = count(keys.queue(CLUSTER));
    FaultyKv full = new FaultyKv(kv);
    full.onStep(
        step -> {
          if (step.isTxn(When.BEFORE) && putsMoreThanClaims((Txn) step.request())) {
            throw new KvException(KvException.Kind.NO_SPACE, "database space exceeded", null);
          }
        });
    for (int attempt = 0; attempt <= FailedMessages.MAX_ATTEMPTS; attempt++) {
      assertThatThrownBy(() -> drain(full))
          .isInstanceOf(KvException.class)
          .satisfies(
              e -> assertThat(((KvException) e).kind()).isEqualTo(KvException.Kind.NO_SPACE));
    }
    assertThat(count(keys.queue(CLUSTER))).isEqualTo(waiting);
    assertThat(count("/telemetry/attempts/") + count("/telemetry/deadletter/")).isZero();

    assertEverySampleStoredOnce(drain(kv).added());
  }

  private static boolean putsMoreThanClaims(Txn txn) {
    return txn.then().stream()
        .anyMatch(op -> op instanceof Op.Put put && !put.key().startsWith("/telemetry/claims/"));
  }

  @Test
  void anObjectIsRefusedBeforeItsPlanAndAChunkBeforeItsMessages() throws IOException {
    InMemoryObjects objects = new InMemoryObjects();
    objects.put("day.csv", file(0));
    List<ChunkRequest> requests = new ArrayList<>();
    upload(kv, 0, file(1_000));
    try (ObjectIngest full = new ObjectIngest(objects, 5_000, kv, keys, options(1), clock)) {
      assertThatThrownBy(() -> full.ingest("c1", objects.version("day.csv"), requests::add))
          .satisfies(BackPressureTest::assertQueueFull);
    }
    assertThat(requests).isEmpty();
    try (ObjectIngest roomy = new ObjectIngest(objects, 5_000, kv, keys, options(0), clock)) {
      ObjectResult plan = roomy.ingest("c1", objects.version("day.csv"), add(requests));
      long before = count(keys.queue(CLUSTER));
      try (ObjectIngest full = new ObjectIngest(objects, 5_000, kv, keys, options(1), clock)) {
        assertThatThrownBy(() -> full.ingest(requests.get(0), CLUSTER))
            .satisfies(BackPressureTest::assertQueueFull);
        assertThat(count(keys.queue(CLUSTER))).isEqualTo(before);
        IngestProgress progress = new IngestQuery(kv, keys).one(CLUSTER, plan.upload());
        assertThat(progress.failures().get(0).reason()).contains("QUEUE_MAX_MESSAGES");
        for (ChunkRequest request : requests) {
          roomy.ingest(request, CLUSTER);
        }
        assertThat(full.ingest(requests.get(0), CLUSTER).alreadyIngested()).isTrue();
        assertThat(full.ingest("c1", objects.version("day.csv"), add(requests)).invoked()).isZero();
      }
    }
    assertThat(drain(kv).added()).isEqualTo(ROWS);
  }

  private static java.util.function.Consumer<ChunkRequest> add(List<ChunkRequest> requests) {
    return request -> {
      synchronized (requests) {
        requests.add(request);
      }
    };
  }
}
