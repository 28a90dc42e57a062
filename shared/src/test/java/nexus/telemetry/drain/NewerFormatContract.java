package nexus.telemetry.drain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static nexus.telemetry.model.Unreadable.newer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import nexus.telemetry.drain.DrainResult.Outcome;
import nexus.telemetry.formats.StoredFormats;
import nexus.telemetry.incidents.IncidentPolicy;
import nexus.telemetry.incidents.RuleBook;
import nexus.telemetry.ingest.CsvIngest;
import nexus.telemetry.ingest.IngestLimits;
import nexus.telemetry.ingest.IngestOptions;
import nexus.telemetry.ingest.IngestResult;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.keys.Keyspace.MessageKey;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.TtlLeases;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.ledger.UploadPlan;
import nexus.telemetry.ledger.Uploads;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.model.StoredFormat;
import nexus.telemetry.model.TimeRange;
import nexus.telemetry.query.AskedCluster;
import nexus.telemetry.query.NotFoundException;
import nexus.telemetry.query.fleet.FleetQuery;
import nexus.telemetry.query.fleet.GpusRequest;
import nexus.telemetry.query.gpu.GpuReference;
import nexus.telemetry.query.incidents.IncidentQuery;
import nexus.telemetry.query.incidents.IncidentsRequest;
import nexus.telemetry.query.latest.LatestCache;
import nexus.telemetry.query.latest.LatestQuery;
import nexus.telemetry.query.latest.LatestReader;
import nexus.telemetry.query.latest.LatestRequest;
import nexus.telemetry.query.letters.DeadLetterQuery;
import nexus.telemetry.query.series.SeriesExport;
import nexus.telemetry.query.series.SeriesQuery;
import nexus.telemetry.query.series.SeriesRequest;
import nexus.telemetry.query.stats.ClusterStats;
import nexus.telemetry.query.stats.MetricsQuery;
import nexus.telemetry.query.stats.MetricsRequest;
import nexus.telemetry.query.stats.StatsRequest;
import nexus.telemetry.query.uploads.IngestQuery;
import nexus.telemetry.query.usage.UsageBy;
import nexus.telemetry.query.usage.UsageQuery;
import nexus.telemetry.query.usage.UsageRequest;
import nexus.telemetry.queue.MessageCodec;
import nexus.telemetry.queue.MessageCodec.Message;
import nexus.telemetry.queue.MessageQueue.PublishOptions;
import nexus.telemetry.store.StoredTimes;
import nexus.telemetry.testing.Samples;
import nexus.telemetry.testing.StoreContents;
import nexus.telemetry.usage.UsageDay;
import nexus.telemetry.usage.UsageDayCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * This release meets the next one's bytes in every place: it touches none of them, waits for what
 * it needs, and goes on with everything else.
 */
abstract class NewerFormatContract extends DrainFixture {

  /** Something of a newer version: its members are of other shapes, and its version comes last. */
  private static byte[] next(StoredFormat format) {
    return "{\"key\":{},\"host\":[7],\"added\":\"x\",\"uploads\":null,\"attempts\":[],\"v\":%d}"
        .formatted(format.read() + 1)
        .getBytes(UTF_8);
  }

  private static final Duration UNTIL_LOOKED_AT_AGAIN = Duration.ofSeconds(31);
  private static final GpuId GPU = gpu(1, 0);
  private static final GpuId NEIGHBOUR = gpu(1, 1);
  private static final GpuId OTHER = gpu(2, 0);
  private static final String UPLOAD = "0123456789abcdef0123456789abcdef";

  /** Formats without which the GPU's messages cannot be stored. */
  private static final Set<StoredFormat> NEEDED_TO_STORE =
      EnumSet.of(
          StoredFormat.BLOCK,
          StoredFormat.MESSAGE,
          StoredFormat.LATEST,
          StoredFormat.METADATA,
          StoredFormat.INCIDENTS,
          StoredFormat.UUID,
          StoredFormat.DRAIN_COUNTERS,
          StoredFormat.ATTEMPTS);

  /** The answers that need a value of a format. */
  private static final Map<StoredFormat, Set<String>> NEEDED_TO_ANSWER =
      Map.ofEntries(
          Map.entry(StoredFormat.BLOCK, Set.of("series", "export", "usage")),
          Map.entry(StoredFormat.METADATA, Set.of("series", "export", "usage")),
          Map.entry(StoredFormat.INCIDENTS, Set.of("incidents")),
          Map.entry(StoredFormat.UUID, Set.of("series by UUID")),
          Map.entry(
              StoredFormat.LATEST,
              Set.of(
                  "series",
                  "export",
                  "newest",
                  "latest",
                  "stats",
                  "metrics",
                  "incidents",
                  "usage",
                  "gpus",
                  "hosts",
                  "cluster",
                  "clusters")),
          Map.entry(StoredFormat.DRAIN_COUNTERS, Set.of("metrics")),
          Map.entry(StoredFormat.INGEST_COUNTERS, Set.of("stats", "metrics")),
          Map.entry(StoredFormat.LEDGER, Set.of("uploads", "upload")),
          Map.entry(StoredFormat.PLAN, Set.of("planned upload")),
          Map.entry(StoredFormat.FAILURE, Set.of("planned upload")),
          Map.entry(StoredFormat.SOURCE, Set.of("sources")),
          Map.entry(StoredFormat.DEAD_LETTER, Set.of("letters", "stats")),
          Map.entry(StoredFormat.FORMATS, Set.of("formats")));

  @TempDir private Path folder;

  private final List<GpuSamples> published = new ArrayList<>();
  private IngestResult uploaded;

  /** A value of the next version in the place of one of a known version. */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  private record Planted(StoredFormat format, String key, byte[] next, Optional<Entry> before) {}

  private static GpuSamples scrape(GpuId gpu, int number) {
    GpuSamples samples = Samples.series(gpu, T0 + number * 15_000L, 15_000, 1);
    boolean newcomer = gpu.equals(GPU) && number >= 2;
    GpuFacts facts = newcomer ? Samples.facts("GPU-next") : samples.facts();
    return new GpuSamples(gpu, facts, samples.columns());
  }

  private void publishScrape(Kv kv, int number) {
    for (GpuId gpu : List.of(GPU, NEIGHBOUR, OTHER)) {
      published.add(scrape(gpu, number));
      publish(kv, scrape(gpu, number));
    }
  }

  private IngestResult upload(Kv kv, String csv) {
    IngestOptions options =
        new IngestOptions(new PublishOptions(16, 3, 0, HOUR), 1, 0, folder, IngestLimits.NONE);
    try (CsvIngest ingest = new CsvIngest(kv, keys, options, clock)) {
      return ingest.ingestUpload(CLUSTER, new ByteArrayInputStream(csv.getBytes(UTF_8)), 9_000, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String csv(int value) {
    return "timestamp,metric_name,gpu_id,Hostname,value\n"
        + "2026-01-01T00:00:00Z,DCGM_FI_DEV_GPU_UTIL,0,csv-1,%d\n".formatted(value);
  }

  /** A store that holds something of every format, and messages that wait. */
  private Kv begin() {
    Kv kv = kv();
    publishScrape(kv, 0);
    uploaded = upload(kv, csv(1));
    assertThat(drain(kv).remaining()).isZero();
    Uploads uploads = new Uploads(kv, keys, new TtlLeases(kv, clock), 0);
    uploads.keep(CLUSTER, plan());
    uploads.failed(CLUSTER, UPLOAD, new Uploads.Failed(0, "no reason", 1));
    publishScrape(kv, 1);
    publishScrape(kv, 2);
    return kv;
  }

  private static UploadPlan plan() {
    return new UploadPlan(1, UPLOAD, "bucket", "key", null, "etag", 1, 1, 1, T0, null, null);
  }

  private Planted plant(Kv kv, StoredFormat format) {
    String key = key(kv, format);
    Optional<Entry> before = read(kv, Range.key(key)).stream().findFirst();
    byte[] next =
        switch (format) {
          case BLOCK -> resealed(before.orElseThrow().value(), 3);
          case USAGE -> resealed(UsageDayCodec.encode(UsageDay.EMPTY), 2);
          default -> next(format);
        };
    put(kv, key, next);
    return new Planted(format, key, next, before);
  }

  private String key(Kv kv, StoredFormat format) {
    String partition = partitionOf(GPU);
    return switch (format) {
      case BLOCK -> keys.block(CLUSTER, GPU, T0);
      case MESSAGE -> messageOf(kv, GPU);
      case LATEST -> keys.latest(CLUSTER, GPU.host());
      case METADATA -> keys.metadata(CLUSTER, GPU);
      case INCIDENTS -> keys.incidents(CLUSTER, GPU);
      case USAGE -> keys.usageHours(CLUSTER, T0, GPU.host());
      case UUID -> keys.uuid(CLUSTER, "GPU-next");
      case DRAIN_COUNTERS -> keys.drainCounter(CLUSTER, partition);
      case INGEST_COUNTERS -> read(kv, Range.prefix(keys.ingestCounters(CLUSTER))).get(0).key();
      case EXPIRED -> keys.expired(CLUSTER);
      case LEDGER -> keys.ledgerEntry(CLUSTER, uploaded.upload(), 0);
      case PLAN -> keys.plan(CLUSTER, UPLOAD);
      case SOURCE -> keys.source(CLUSTER, "live");
      case FAILURE -> keys.failure(CLUSTER, UPLOAD, 0);
      case ATTEMPTS -> keys.attempts(CLUSTER, partition, tail(messageOf(kv, GPU)));
      case DEAD_LETTER -> keys.deadLetter(CLUSTER, partition, tail(messageOf(kv, GPU)));
      case FORMATS -> keys.formats();
    };
  }

  /** The first message that waits of a GPU. */
  private String messageOf(Kv kv, GpuId gpu) {
    return read(kv, Range.prefix(keys.queue(CLUSTER, partitionOf(gpu)))).stream()
        .map(Entry::key)
        .filter(
            key ->
                Keyspace.parseTail(tail(key))
                    .flatMap(MessageKey::gpu)
                    .filter(gpu::equals)
                    .isPresent())
        .findFirst()
        .orElseThrow();
  }

  private static String tail(String key) {
    return key.substring(key.lastIndexOf('/') + 1);
  }

  /** The same as another version, with a checksum that is right. */
  private static byte[] resealed(byte[] value, int version) {
    byte[] next = value.clone();
    next[0] = (byte) version;
    CRC32C checksum = new CRC32C();
    checksum.update(next, 0, 1);
    checksum.update(next, 5, next.length - 5);
    ByteBuffer.wrap(next).order(ByteOrder.LITTLE_ENDIAN).putInt(1, (int) checksum.getValue());
    return next;
  }

  private void assertUntouched(Kv kv, Planted planted, String when) {
    assertThat(read(kv, Range.key(planted.key())))
        .as("%s after %s", planted.key(), when)
        .hasSize(1)
        .allSatisfy(entry -> assertThat(entry.value()).isEqualTo(planted.next()));
    long letters = planted.format() == StoredFormat.DEAD_LETTER ? 1 : 0;
    assertThat(count(kv, "/telemetry/deadletter/")).as("letters after %s", when).isEqualTo(letters);
  }

  @ParameterizedTest
  @EnumSource(StoredFormat.class)
  void whatIsOfANewerVersionIsNeverTouchedAndOnlyWhatNeedsItWaits(StoredFormat format) {
    Kv kv = begin();
    Planted planted = plant(kv, format);
    boolean waits = NEEDED_TO_STORE.contains(format);

    for (String when : List.of("a drain", "another drain")) {
      DrainResult result = drain(kv);
      assertThat(result.newerFormat() > 0).as(when).isEqualTo(waits);
      assertThat(result.remaining()).as(when).isEqualTo(result.newerFormat());
      assertThat(result.partitions()).as(when).allSatisfy(NewerFormatContract::hasNoFailure);
      assertUntouched(kv, planted, when);
      assertThat(count(kv, "/telemetry/attempts/"))
          .isEqualTo(format == StoredFormat.ATTEMPTS ? 1 : 0);
      clock.advance(UNTIL_LOOKED_AT_AGAIN);
    }
    assertThat(StoreContents.expected(published.stream().filter(this::isOther).toList()))
        .isEqualTo(StoreContents.of(kv, CLUSTER, OTHER));
    assertThat(failing(kv, planted))
        .containsExactlyInAnyOrderElementsOf(NEEDED_TO_ANSWER.getOrDefault(format, Set.of()));
    assertUntouched(kv, planted, "every query");
    ingestAgain(kv, planted);
    assertUntouched(kv, planted, "every ingest");
    new DeadLetterQuery(kv, keys, clock).redriveAll(CLUSTER, Optional.empty());
    assertUntouched(kv, planted, "a redrive");
    expire(kv);
    assertUntouched(kv, planted, "an expiry");

    replace(kv, planted);
    clock.advance(UNTIL_LOOKED_AT_AGAIN);
    DrainResult result = drain(kv);

    assertThat(result.remaining()).isZero();
    assertThat(result.newerFormat()).isZero();
    assertThat(gpus(StoreContents.of(kv, CLUSTER), GPU, NEIGHBOUR, OTHER))
        .isEqualTo(StoreContents.expected(published));
  }

  private static void hasNoFailure(DrainResult.PartitionResult partition) {
    assertThat(partition.outcome()).isIn(Outcome.DRAINED, Outcome.NEWER_FORMAT);
  }

  private boolean isOther(GpuSamples samples) {
    return samples.gpu().equals(OTHER);
  }

  private static Map<String, Object> gpus(Map<String, ?> stored, GpuId... wanted) {
    Map<String, Object> some = new TreeMap<>();
    stored.forEach(
        (series, points) -> {
          for (GpuId gpu : wanted) {
            if (series.startsWith(gpu.alias() + " ")) {
              some.put(series, points);
            }
          }
        });
    return some;
  }

  /** The queries that a value of a newer version keeps from answering; each names its key. */
  private Set<String> failing(Kv kv, Planted planted) {
    Set<String> failing = new HashSet<>();
    queries(kv)
        .forEach(
            (name, query) -> {
              try {
                query.run();
              } catch (NewerFormatException e) {
                assertThat(e).as(name).satisfies(newer(planted.format(), planted.key()));
                failing.add(name);
              }
            });
    return failing;
  }

  private Map<String, Runnable> queries(Kv kv) {
    LatestCache cache = new LatestCache();
    AskedCluster cluster = new AskedCluster(CLUSTER, true);
    FleetQuery fleet = new FleetQuery(kv, keys, cache, clock, HOUR);
    SeriesQuery series = new SeriesQuery(kv, keys, HOUR, clock);
    SeriesExport export = new SeriesExport(series);
    TimeRange all = new TimeRange(0, T0 + HOUR);
    GpuReference place = new GpuReference.ByPlace(GPU);
    GpuReference uuid = new GpuReference.ByUuid("GPU-next", Optional.empty());
    SeriesRequest samples = SeriesRequest.samples(CLUSTER, place, all);
    Map<String, Runnable> queries = new LinkedHashMap<>();
    queries.put("series", () -> series.run(samples));
    queries.put("newest", () -> series.run(SeriesRequest.newest(CLUSTER, place)));
    queries.put("series by UUID", () -> byUuid(series, SeriesRequest.samples(CLUSTER, uuid, all)));
    queries.put("export", () -> export.page(samples));
    queries.put("latest", () -> latest(kv, cache, cluster, Optional.empty()));
    queries.put("latest of another host", () -> latest(kv, cache, cluster, Optional.of("host-2")));
    queries.put(
        "stats",
        () -> new ClusterStats(kv, keys, cache, clock, 1, 1).run(StatsRequest.of(cluster)));
    queries.put(
        "metrics",
        () ->
            new MetricsQuery(kv, keys, cache, clock, 1, 1)
                .run(new MetricsRequest(cluster, Collections.emptySortedSet(), true)));
    queries.put(
        "incidents",
        () ->
            new IncidentQuery(
                    kv,
                    keys,
                    new LatestReader(kv, keys, cache),
                    IncidentPolicy.DEFAULT,
                    HOUR,
                    HOUR,
                    clock)
                .run(IncidentsRequest.all(cluster)));
    TimeRange hours = new TimeRange(T0 - HOUR, T0 + HOUR);
    queries.put("usage", () -> usage(kv, cache, hours));
    queries.put("gpus", () -> fleet.gpus(gpus(cluster, Optional.empty())));
    queries.put(
        "gpus of another host", () -> fleet.gpusOfHost(gpus(cluster, Optional.of("host-2"))));
    queries.put("hosts", () -> fleet.hosts(cluster, Optional.empty(), Optional.empty(), 9));
    queries.put(
        "other hosts", () -> fleet.hosts(cluster, Optional.empty(), Optional.of("host-1"), 9));
    queries.put("another host", () -> fleet.host(cluster, "host-2"));
    queries.put("cluster", () -> fleet.cluster(cluster));
    queries.put("clusters", () -> fleet.clusters(Optional.empty(), 9));
    queries.put(
        "letters", () -> new DeadLetterQuery(kv, keys, clock).page(CLUSTER, Optional.empty(), 9));
    queries.put("uploads", () -> new IngestQuery(kv, keys).page(CLUSTER, Optional.empty(), 1));
    queries.put("upload", () -> new IngestQuery(kv, keys).one(CLUSTER, uploaded.upload()));
    queries.put("planned upload", () -> new IngestQuery(kv, keys).one(CLUSTER, UPLOAD));
    queries.put("sources", () -> new IngestQuery(kv, keys).sources(CLUSTER, T0));
    queries.put("formats", () -> new StoredFormats(kv, keys).read());
    return queries;
  }

  private void usage(Kv kv, LatestCache cache, TimeRange range) {
    new UsageQuery(kv, keys, new LatestReader(kv, keys, cache), RuleBook.builtIn(), HOUR, clock)
        .run(new UsageRequest(new AskedCluster(CLUSTER, true), range, UsageBy.CLUSTER, 0));
  }

  private static void byUuid(SeriesQuery series, SeriesRequest request) {
    try {
      series.run(request);
    } catch (NotFoundException e) {
      // Its messages wait, so that the UUID points nowhere yet.
    } catch (NewerFormatException e) {
      if (e.format() == StoredFormat.UUID) {
        throw e;
      }
    }
  }

  private void latest(Kv kv, LatestCache cache, AskedCluster cluster, Optional<String> host) {
    LatestQuery query = new LatestQuery(new LatestReader(kv, keys, cache));
    query.run(new LatestRequest(cluster, host, Optional.empty(), Collections.emptySortedSet()));
  }

  private static GpusRequest gpus(AskedCluster cluster, Optional<String> host) {
    return new GpusRequest(cluster, host, Optional.empty(), Optional.empty(), Optional.empty(), 9);
  }

  /** The same content, other content, the same plan and another failure of its chunk. */
  private void ingestAgain(Kv kv, Planted planted) {
    if (planted.format() == StoredFormat.LEDGER) {
      assertThatThrownBy(() -> upload(kv, csv(1)))
          .satisfies(newer(StoredFormat.LEDGER, planted.key()));
    } else {
      // Blocks of its time may have been removed by what a newer release says was: it is read anew.
      assertThat(upload(kv, csv(1)).alreadyIngested())
          .isEqualTo(planted.format() != StoredFormat.EXPIRED);
    }
    for (int value = 2; value < 40; value++) {
      uploadWhateverItsCountersAre(kv, value, planted);
    }
    Uploads uploads = new Uploads(kv, keys, new TtlLeases(kv, clock), 0);
    if (planted.format() == StoredFormat.PLAN) {
      assertThatThrownBy(() -> uploads.keep(CLUSTER, plan()))
          .satisfies(newer(StoredFormat.PLAN, planted.key()));
    } else {
      assertThat(uploads.keep(CLUSTER, plan())).isEqualTo(plan());
    }
    uploads.failed(CLUSTER, UPLOAD, new Uploads.Failed(0, "another reason", 2));
  }

  private void uploadWhateverItsCountersAre(Kv kv, int value, Planted planted) {
    try {
      upload(kv, csv(value));
    } catch (NewerFormatException e) {
      assertThat(e).satisfies(newer(StoredFormat.INGEST_COUNTERS, planted.key()));
    }
  }

  /** Samples of a day later, stored by a drain that keeps two hours. */
  private void expire(Kv kv) {
    GpuSamples later = Samples.one(gpu(3, 0), Samples.UTIL, T0 + 30 * 60_000, 1);
    publish(kv, later);
    drain(kv, new DrainOptions("test", 2, 0, 100, 16, HOUR, 2 * HOUR), LIMITS);
    clock.advance(UNTIL_LOOKED_AT_AGAIN);
  }

  /** What a newer release, or a hand, puts in its place. */
  private void replace(Kv kv, Planted planted) {
    if (planted.before().isPresent()) {
      put(kv, planted.key(), planted.before().get().value());
    } else {
      KvFutures.await(kv.txn(Txn.always(List.of(Op.delete(planted.key())))));
    }
  }

  @Test
  void aMessageOfANewerVersionWhoseKeyIsNoneStays() {
    Kv kv = kv();
    String tail = keys.queue(CLUSTER, "05") + "nonsense";
    String stray = keys.queue(CLUSTER) + "stray";
    put(kv, tail, next(StoredFormat.MESSAGE));
    put(kv, stray, next(StoredFormat.MESSAGE));

    assertThat(drain(kv).deadLettered()).isZero();

    assertThat(read(kv, Range.prefix("/telemetry/queue/"))).hasSize(2);
    assertThat(count(kv, "/telemetry/deadletter/")).isZero();
  }

  @Test
  void messagesPublishedBeforeTheNewerOneAreStoredAndLaterOnesWaitInOrder() {
    Kv kv = kv();
    GpuSamples first = Samples.one(GPU, Samples.UTIL, T0, 1);
    GpuSamples correction = Samples.one(GPU, Samples.UTIL, T0, 2);
    publish(kv, first);
    String key =
        keys.message(CLUSTER, partitionOf(GPU), new MessageKey(T0 - 1, GPU, "ffff-000000-0000"));
    put(kv, key, next(StoredFormat.MESSAGE));
    publish(kv, correction);

    DrainResult result = drain(kv);

    assertThat(result.messages()).isEqualTo(1);
    assertThat(result.newerFormat()).isEqualTo(2);
    assertThat(StoreContents.of(kv, CLUSTER)).isEqualTo(StoreContents.expected(List.of(first)));
    put(kv, key, MessageCodec.encode(new Message(1, Samples.one(GPU, Samples.UTIL, T0 - 1, 7))));
    clock.advance(UNTIL_LOOKED_AT_AGAIN);
    assertThat(drain(kv).remaining()).isZero();
    assertThat(StoreContents.of(kv, CLUSTER).get(GPU.alias() + " " + Samples.UTIL))
        .containsEntry(T0, 2.0)
        .containsEntry(T0 - 1, 7.0);
  }

  /** Which numbers such a block holds only a newer release knows. */
  @Test
  void whereFactsAreLostBesideABlockOfANewerVersionTheGpusMessagesWait() {
    Kv kv = kv();
    publish(kv, scrape(GPU, 0));
    drain(kv);
    Entry block = read(kv, Range.key(keys.block(CLUSTER, GPU, T0))).get(0);
    byte[] next = resealed(block.value(), 3);
    put(kv, block.key(), next);
    put(kv, keys.metadata(CLUSTER, GPU), "none");
    publish(kv, Samples.one(GPU, Samples.UTIL, T0 + 2 * HOUR, 1));
    publish(kv, Samples.one(NEIGHBOUR, Samples.UTIL, T0 + 2 * HOUR, 1));

    DrainResult result = drain(kv);

    assertThat(result.newerFormat()).isEqualTo(1);
    assertThat(result.messages()).isEqualTo(1);
    assertThat(read(kv, Range.key(block.key())).get(0).value()).isEqualTo(next);
    assertThat(read(kv, Range.key(keys.metadata(CLUSTER, GPU))).get(0).value())
        .isEqualTo("none".getBytes(UTF_8));
    put(kv, block.key(), block.value());
    clock.advance(UNTIL_LOOKED_AT_AGAIN);
    assertThat(drain(kv).remaining()).isZero();
  }

  @Test
  void usageThatIsKeptInANewerVersionIsNeededByWhoAsksForIt() {
    Kv kv = kv();
    publish(kv, scrape(GPU, 0));
    drain(kv);
    String key = keys.usageHours(CLUSTER, T0, GPU.host());
    put(kv, key, resealed(UsageDayCodec.encode(UsageDay.EMPTY), 2));
    put(kv, keys.usageUntil(CLUSTER, GPU.host()), StoredTimes.encode(T0 + HOUR));

    assertThatThrownBy(() -> usage(kv, new LatestCache(), new TimeRange(T0, T0 + HOUR)))
        .satisfies(newer(StoredFormat.USAGE, key));
    usage(kv, new LatestCache(), new TimeRange(T0, T0 + HOUR / 2));
  }

  @Test
  void blocksAreWrittenWithoutRowsWhereRowsMayNotBeWritten() {
    Kv kv = kv();
    put(kv, keys.formats(), "{\"v\":1,\"block\":1}");
    publish(kv, scrape(GPU, 0));
    drain(kv);
    publish(kv, scrape(GPU, 1));

    drain(kv);

    byte[] block = read(kv, Range.key(keys.block(CLUSTER, GPU, T0))).get(0).value();
    assertThat(block[0]).isEqualTo((byte) 1);
    put(kv, keys.formats(), "{\"v\":1,\"block\":2}");
    publish(kv, scrape(GPU, 3));
    drain(kv);
    assertThat(read(kv, Range.key(keys.block(CLUSTER, GPU, T0))).get(0).value()[0])
        .isEqualTo((byte) 2);
  }
}
