package nexus.telemetry.ingest;

import static nexus.telemetry.model.Unreadable.newer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import nexus.telemetry.drain.DrainLimits;
import nexus.telemetry.drain.DrainOptions;
import nexus.telemetry.drain.DrainResult;
import nexus.telemetry.drain.Drainer;
import nexus.telemetry.ingest.objects.ObjectChangedException;
import nexus.telemetry.ingest.objects.ObjectVersion;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.StoredFormat;
import nexus.telemetry.model.Timestamps;
import nexus.telemetry.query.uploads.IngestProgress;
import nexus.telemetry.query.uploads.IngestProgress.Status;
import nexus.telemetry.query.uploads.IngestQuery;
import nexus.telemetry.query.uploads.UploadList;
import nexus.telemetry.queue.MessageQueue.PublishOptions;
import nexus.telemetry.testing.Packed;
import nexus.telemetry.testing.QueuedSamples;
import nexus.telemetry.testing.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ObjectIngestTest {

  private static final String CLUSTER = "c1";
  private static final String HEADER = "timestamp,metric_name,gpu_id,Hostname,value,labels_raw\n";
  private static final String KEY = "day 1/ä+b.csv";
  private static final byte[] NEXT = "{\"upload\":[],\"v\":2}".getBytes(StandardCharsets.UTF_8);
  private static final int ROWS = 600;
  private static final int CHUNK = 9_000;

  @TempDir private Path folder;

  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-02T00:00:00Z"));
  private final Keyspace keys = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);
  private final Kv kv = new InMemoryKv(clock);
  private final InMemoryObjects objects = new InMemoryObjects();
  private final List<ChunkRequest> requests = new ArrayList<>();
  private ObjectIngest ingest;

  @BeforeEach
  void open() {
    ingest = open(CHUNK);
  }

  private ObjectIngest open(int chunkBytes) {
    IngestOptions options =
        new IngestOptions(new PublishOptions(16, 100, 0, 3_600_000), 2, 3600, folder);
    return new ObjectIngest(objects, chunkBytes, kv, keys, options, clock);
  }

  @AfterEach
  void close() {
    ingest.close();
  }

  private static String row(int number, String value) {
    return "2026-01-01T00:%02d:%02dZ,UTIL,%d,host-%d,%s,\"k=%d\"\n"
        .formatted(number / 60 % 60, number % 60, number % 3, number / 3600, value, number % 7);
  }

  private static String file(int... bad) {
    StringBuilder csv = new StringBuilder(HEADER);
    for (int i = 0; i < ROWS; i++) {
      int number = i;
      boolean broken = java.util.Arrays.stream(bad).anyMatch(row -> row == number);
      csv.append(row(i, broken ? "much" : Integer.toString(i)));
    }
    return csv.toString();
  }

  private ObjectResult plan() throws IOException {
    return ingest.ingest(
        CLUSTER,
        objects.version(KEY),
        request -> {
          synchronized (requests) {
            requests.add(request);
          }
        });
  }

  private List<IngestResult> run(List<ChunkRequest> chunks) throws IOException {
    List<IngestResult> results = new ArrayList<>();
    for (ChunkRequest chunk : chunks) {
      results.add(ingest.ingest(chunk, "elsewhere"));
    }
    return results;
  }

  private List<ChunkRequest> inOrder(boolean reversed) {
    List<ChunkRequest> sorted = new ArrayList<>(requests);
    sorted.sort(java.util.Comparator.comparing(ChunkRequest::chunk));
    if (reversed) {
      java.util.Collections.reverse(sorted);
    }
    return sorted;
  }

  private DrainResult drain() {
    DrainOptions options = new DrainOptions("test", 2, 0, 100, 16, 3_600_000, 0);
    try (Drainer drainer = new Drainer(kv, keys, options, clock)) {
      return drainer.drain(CLUSTER, new DrainLimits(1_000_000, 60_000));
    }
  }

  private IngestProgress progress(String upload) {
    return new IngestQuery(kv, keys).one(CLUSTER, upload);
  }

  @Test
  void aSmallObjectIsIngestedAtOnceAndOnce() throws IOException {
    objects.put(KEY, HEADER + row(1, "1") + row(2, "[N/A]") + row(3, "x"));

    ObjectResult first = plan();
    ObjectResult second = plan();

    assertThat(first.planned()).isFalse();
    assertThat(first.result().values()).isEqualTo(3);
    assertThat(first.result().accepted()).isEqualTo(1);
    assertThat(first.result().missing()).isEqualTo(1);
    assertThat(first.result().rejects()).extracting("line").containsExactly(4L);
    assertThat(second.result().alreadyIngested()).isTrue();
    assertThat(second.result().messages()).isZero();
    assertThat(second.upload()).isEqualTo(first.upload());
    assertThat(requests).isEmpty();
    assertThat(drain().added()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 1_000, CHUNK, 20_000})
  void rowsThatStraddleCutsAreReadExactlyOnce(int chunkBytes) throws IOException {
    ingest.close();
    ingest = open(chunkBytes);
    objects.put(KEY, file());

    ObjectResult plan = plan();
    List<IngestResult> results = run(inOrder(false));

    assertThat(plan.planned()).isTrue();
    assertThat(requests).hasSize(plan.chunks()).hasSize((file().length() - 1) / chunkBytes + 1);
    assertThat(results.stream().mapToLong(IngestResult::rows).sum()).isEqualTo(ROWS);
    DrainResult drained = drain();
    assertThat(drained.added()).isEqualTo(ROWS);
    assertThat(drained.samples()).isEqualTo(ROWS);
    IngestProgress progress = progress(plan.upload());
    assertThat(progress.status()).isEqualTo(Status.DONE);
    assertThat(progress.accepted()).isEqualTo(ROWS);
    assertThat(progress.firstMs()).hasValue(Timestamps.parse("2026-01-01T00:00:00Z"));
    assertThat(progress.lastMs()).hasValue(Timestamps.parse("2026-01-01T00:09:59Z"));
  }

  @Test
  void anEventDeliveredTwiceAsksOnlyForWhatIsMissing() throws IOException {
    objects.put(KEY, file());
    plan();
    List<ChunkRequest> first = inOrder(false);
    run(first.subList(0, 2));
    requests.clear();

    ObjectResult again = plan();

    assertThat(again.invoked()).isEqualTo(first.size() - 2);
    assertThat(inOrder(false)).isEqualTo(first.subList(2, first.size()));
    assertThat(run(first.subList(0, 1)).get(0).alreadyIngested()).isTrue();
    run(first);
    assertThat(drain().samples()).isEqualTo(ROWS);
  }

  /** The entries of its chunks tell how it was cut; cut otherwise rows would be lost between. */
  @Test
  void anObjectWhosePlanCannotBeReadIsPlannedAnewAndCutAsBefore() throws IOException {
    objects.put(KEY, file());
    ObjectResult planned = plan();
    List<ChunkRequest> first = inOrder(false);
    run(first.subList(1, 2));
    requests.clear();
    for (String garbage : List.of("", "x", "null", "{\"v\":1}", "{\"v\":1,\"chunks\":-7}")) {
      put(keys.plan(CLUSTER, planned.upload()), garbage);
      IngestProgress progress = progress(planned.upload());
      assertThat(progress.chunks().done()).isEqualTo(1);
    }
    ingest.close();
    ingest = open(2 * CHUNK);

    ObjectResult again = plan();

    assertThat(again.chunks()).isEqualTo(planned.chunks());
    assertThat(inOrder(false)).hasSize(first.size() - 1).isSubsetOf(first);
    run(inOrder(false));
    assertThat(progress(planned.upload()).status()).isEqualTo(Status.DONE);
    assertThat(drain().added()).isEqualTo(ROWS);
  }

  @Test
  void anObjectOfWhichOnlyADamagedPlanIsKnownIsSaidToHaveFailed() throws IOException {
    objects.put(KEY, file());
    ObjectResult planned = plan();
    put(keys.plan(CLUSTER, planned.upload()), "x");

    IngestProgress progress = progress(planned.upload());

    assertThat(progress.status()).isEqualTo(Status.FAILED);
    assertThat(progress.failures().get(0).reason()).contains("cannot be read", "send");
    assertThat(progress.failures().get(0).atMs()).isEmpty();
  }

  @Test
  void aChunkWhoseEntryCannotBeReadIsIngestedAgainAndCountedOnce() throws IOException {
    objects.put(KEY, file());
    ObjectResult planned = plan();
    run(inOrder(false));
    drain();
    put(keys.ledgerEntry(CLUSTER, planned.upload(), 1), "{\"v\":1}");
    IngestProgress progress = progress(planned.upload());
    assertThat(progress.status()).isEqualTo(Status.FAILED);
    assertThat(progress.failures()).extracting(IngestProgress.Failure::chunk).containsExactly(1);
    requests.clear();

    plan();
    assertThat(requests).hasSize(1);
    run(requests);

    assertThat(progress(planned.upload()).status()).isEqualTo(Status.DONE);
    DrainResult drained = drain();
    assertThat(drained.added()).isZero();
    assertThat(drained.unchanged()).isPositive();
  }

  private void put(String key, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    KvFutures.await(kv.txn(Txn.always(List.of(Op.put(key, bytes)))));
  }

  @Test
  void chunksStayAsPlannedWhateverTheirSizeIsNow() throws IOException {
    objects.put(KEY, file());
    plan();
    List<ChunkRequest> first = inOrder(false);
    requests.clear();
    ingest.close();
    ingest = open(CHUNK / 2);

    plan();

    assertThat(inOrder(false)).isEqualTo(first);
  }

  @Test
  void aPlanAndALedgerEntryOfANewerReleaseStayAndAreNamed() throws IOException {
    objects.put(KEY, file());
    plan();
    ChunkRequest first = requests.get(0);
    String ledger = keys.ledgerEntry(CLUSTER, first.upload(), first.chunk());
    put(ledger, NEXT);
    assertThatThrownBy(() -> ingest.ingest(requests.get(0), CLUSTER))
        .satisfies(newer(StoredFormat.LEDGER, ledger));
    String plan = keys.plan(CLUSTER, requests.get(0).upload());
    put(plan, NEXT);

    assertThatThrownBy(this::plan).satisfies(newer(StoredFormat.PLAN, plan));

    for (String key : List.of(ledger, plan)) {
      assertThat(KvFutures.await(kv.range(Range.key(key))).entries().get(0).value())
          .isEqualTo(NEXT);
    }
  }

  private void put(String key, byte[] value) {
    KvFutures.await(kv.txn(Txn.always(List.of(Op.put(key, value)))));
  }

  @Test
  void aReplacedObjectFailsAndNothingOfItIsRead() throws IOException {
    objects.put(KEY, file());
    ObjectResult plan = plan();
    objects.put(KEY, file().replace("UTIL", "TEMP"));

    assertThatThrownBy(() -> run(requests))
        .isInstanceOf(ObjectChangedException.class)
        .hasMessageContaining(KEY)
        .hasMessageContaining("replaced");
    assertThat(drain().samples()).isZero();
    assertThat(progress(plan.upload()).status()).isEqualTo(Status.FAILED);
    assertThat(progress(plan.upload()).failures().get(0).reason()).contains("replaced");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void rejectedRowsAreKeptWithTheirLineInTheFile(boolean lastChunkFirst) throws IOException {
    objects.put(KEY, file(0, 250, 599));
    plan();

    List<IngestResult> results = run(inOrder(lastChunkFirst));

    List<Long> lines =
        results.stream().flatMap(r -> r.rejects().stream()).map(r -> r.line()).sorted().toList();
    assertThat(lines).containsExactly(2L, 252L, 601L);
    String kept = "";
    for (int chunk = 0; chunk < requests.size(); chunk++) {
      kept += objects.text("rejected/" + KEY + "." + chunk + ".csv");
    }
    String header = HEADER.strip() + ",rejected_line,rejected_reason\n";
    assertThat(kept.split(java.util.regex.Pattern.quote(header), -1)).hasSize(4);
    assertThat(kept)
        .contains(row(0, "much").strip() + ",2,\"")
        .contains(row(250, "much").strip() + ",252,\"")
        .contains(row(599, "much").strip() + ",601,\"");
  }

  @Test
  void rejectedRowsAreMendedAndSentAgain() throws IOException {
    objects.put(KEY, HEADER + row(1, "much") + row(2, "2"));
    plan();
    String mended = objects.text("rejected/" + KEY + ".0.csv").replace("much", "1");
    objects.put(KEY, mended);

    assertThat(plan().result().accepted()).isEqualTo(1);
    assertThat(drain().added()).isEqualTo(2);
  }

  @Test
  void aCompressedObjectIsOneChunkOfManyMembers() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String half : List.of(file().substring(0, 10_000), file().substring(10_000))) {
      try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
        gzip.write(half.getBytes(StandardCharsets.UTF_8));
      }
    }
    ingest.close();
    ingest = open(1_000);
    objects.put(KEY, bytes.toByteArray());

    ObjectResult result = plan();

    assertThat(bytes.size()).isGreaterThan(1_000);
    assertThat(result.chunks()).isEqualTo(1);
    assertThat(result.result().accepted()).isEqualTo(ROWS);
    assertThat(drain().added()).isEqualTo(ROWS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zstd", "zip", "UTF-16", "UTF-16 in gzip"})
  void anObjectWhoseBytesAreNotItsTextIsOneChunk(String kind) throws IOException {
    byte[] utf16 = ("\uFEFF" + file()).getBytes(StandardCharsets.UTF_16LE);
    ingest.close();
    ingest = open(1_000);
    objects.put(
        KEY,
        switch (kind) {
          case "zstd" -> Packed.zstd(file());
          case "zip" -> Packed.zip("a.csv", file());
          case "UTF-16" -> utf16;
          default -> Packed.gzip(utf16);
        });

    ObjectResult result = plan();

    assertThat(result.chunks()).isEqualTo(1);
    assertThat(result.result().accepted()).isEqualTo(ROWS);
    assertThat(drain().added()).isEqualTo(ROWS);
  }

  @Test
  void aChunkThatFailedCanBeDoneLater() throws IOException {
    objects.put(KEY, file());
    ObjectResult plan = plan();
    objects.setAway(true);
    assertThatThrownBy(() -> run(requests)).hasMessage("the store is away");
    assertThat(progress(plan.upload()).status()).isEqualTo(Status.FAILED);
    assertThat(progress(plan.upload()).chunks().failed()).isEqualTo(1);
    objects.setAway(false);

    run(requests);

    assertThat(progress(plan.upload()).status()).isEqualTo(Status.DONE);
    assertThat(progress(plan.upload()).failures()).isEmpty();
    assertThat(drain().added()).isEqualTo(ROWS);
  }

  @Test
  void aChunkNeedsNoPlanAndNoHeader() throws IOException {
    objects.put(KEY, file());
    ObjectVersion version = objects.version(KEY);
    ChunkRequest second =
        new ChunkRequest(
            null,
            version.bucket(),
            KEY,
            null,
            version.etag(),
            9_000L,
            9_000L,
            null,
            "by-hand",
            1,
            null);

    IngestResult result = ingest.ingest(second, CLUSTER);

    assertThat(result.cluster()).isEqualTo(CLUSTER);
    assertThat(result.chunk()).isEqualTo(1);
    assertThat(result.rows()).isPositive().isLessThan(ROWS);
    assertThat(drain().added()).isEqualTo(result.rows());
  }

  /** Two files put together: below, the columns of two metrics have changed places. */
  private static String filesPutTogether() {
    StringBuilder csv = new StringBuilder("timestamp,gpu_id,hostname,A,B\n");
    for (int i = 0; i < ROWS / 2; i++) {
      csv.append("2026-01-01T00:%02d:%02dZ,0,h,1,2\n".formatted(i / 60, i % 60));
    }
    csv.append("timestamp,gpu_id,hostname,B,A,C\n");
    for (int i = ROWS / 2; i < ROWS; i++) {
      csv.append("2026-01-01T00:%02d:%02dZ,0,h,2,1,3\n".formatted(i / 60, i % 60));
    }
    return csv.toString();
  }

  private void assertEachMetricHasItsOwnValues() {
    KvFutures.await(kv.range(Range.prefix(keys.queue(CLUSTER)))).entries().stream()
        .flatMap(
            entry ->
                QueuedSamples.in(entry.value()).stream().flatMap(gpu -> gpu.columns().stream()))
        .forEach(
            column ->
                assertThat(column.values())
                    .as(column.metric())
                    .containsOnly(column.metric().charAt(0) - 'A' + 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 1_000, CHUNK, 9_637})
  void partsBelowAnotherHeaderAreReadByItWhateverTheyAreCutFrom(int chunkBytes) throws IOException {
    ingest.close();
    ingest = open(chunkBytes);
    objects.put(KEY, filesPutTogether());

    plan();
    List<IngestResult> results = run(inOrder(true));

    assertThat(results.stream().mapToLong(IngestResult::rows).sum()).isEqualTo(ROWS);
    assertThat(results.stream().mapToLong(IngestResult::rejected).sum()).isZero();
    assertEachMetricHasItsOwnValues();
    assertThat(drain().added()).isEqualTo(ROWS * 5 / 2);
  }

  @Test
  void aChunkWithoutAPlanLooksForTheHeaderAboveIt() throws IOException {
    objects.put(KEY, filesPutTogether());
    ObjectVersion version = objects.version(KEY);

    IngestResult result = run(List.of(of(version, 12_000L, 3_000L, 1))).get(0);

    assertThat(result.rejected()).isZero();
    assertThat(result.values()).isEqualTo(result.rows() * 3);
    assertEachMetricHasItsOwnValues();
  }

  @Test
  void aHeaderThatCannotBeReadRejectsTheRowsBelowAndNoneAbove() throws IOException {
    ingest.close();
    ingest = open(4_000);
    objects.put(KEY, filesPutTogether().replace("hostname,B,A,C", "hostname,B,B"));

    plan();
    List<IngestResult> results = run(inOrder(false));

    assertThat(results.get(0).rejected()).isZero();
    IngestResult last = results.get(results.size() - 1);
    assertThat(last.rejected()).isEqualTo(last.values()).isPositive();
    assertThat(last.rejects().get(0).reason())
        .contains("the header above this part cannot be read")
        .contains("names the column \"B\" twice");
  }

  @Test
  void rejectedRowsStandBelowTheirOwnHeader() throws IOException {
    objects.put(
        KEY,
        """
        timestamp,gpu_id,hostname,A,B
        2026-01-01T00:00:00Z,0,h,x,2
        timestamp,gpu_id,hostname,B,A
        2026-01-01T00:00:00Z,0,h,2,1
        2026-01-01T00:00:01Z,0,h,2,y
        """);

    assertThat(plan().result().rejected()).isEqualTo(2);
    assertThat(objects.text("rejected/" + KEY + ".0.csv").lines())
        .containsExactly(
            "timestamp,gpu_id,hostname,A,B,rejected_line,rejected_reason",
            "2026-01-01T00:00:00Z,0,h,x,2,2,\"the value is no finite number\"",
            "timestamp,gpu_id,hostname,B,A,rejected_line,rejected_reason",
            "2026-01-01T00:00:01Z,0,h,2,y,5,\"the value is no finite number\"");
  }

  /** Every ten seconds over the hour that comes twice. */
  private static String localTimes() {
    StringBuilder csv = new StringBuilder("timestamp,gpu_id,hostname,A\n");
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    Instant start = Instant.parse("2025-10-25T23:30:00Z");
    for (int i = 0; i < 1_440; i++) {
      LocalDateTime time = LocalDateTime.ofInstant(start.plusSeconds(10L * i), berlin);
      csv.append(time.toString().replace('T', ' '));
      csv.append(time.getSecond() == 0 ? ":00" : "").append(",0,h,").append(i).append('\n');
    }
    return csv.toString();
  }

  @Test
  void theMetadataOfAnObjectSaysTheZoneOfItsTimes() throws IOException {
    ingest.close();
    ingest = open(1 << 20);
    objects.put(KEY, localTimes());

    ObjectResult without = plan();
    objects.setZone("Europe/Berlin");
    ObjectResult berlin = plan();

    assertThat(without.result().rejected()).isEqualTo(1_440);
    assertThat(without.result().rejects().get(0).reason()).contains("tz=");
    assertThat(berlin.upload()).isNotEqualTo(without.upload());
    assertThat(berlin.result().rejected()).isZero();
    assertThat(drain().added()).isEqualTo(1_440);
  }

  @Test
  void aPartThatBeginsInTheHourThatComesTwiceRejectsItsRowsAndMisplacesNone() throws IOException {
    objects.setZone("Europe/Berlin");
    objects.put(KEY, localTimes());

    plan();
    List<IngestResult> results = run(inOrder(true));

    long rejected = results.stream().mapToLong(IngestResult::rejected).sum();
    assertThat(requests).extracting(ChunkRequest::tz).containsOnly("Europe/Berlin");
    assertThat(rejected).isPositive().isLessThan(720);
    assertThat(results.stream().mapToLong(IngestResult::accepted).sum() + rejected)
        .isEqualTo(1_440);
    long start = Instant.parse("2025-10-25T23:30:00Z").toEpochMilli();
    KvFutures.await(kv.range(Range.prefix(keys.queue(CLUSTER)))).entries().stream()
        .flatMap(
            entry ->
                QueuedSamples.in(entry.value()).stream().flatMap(gpu -> gpu.columns().stream()))
        .forEach(
            column -> {
              for (int i = 0; i < column.size(); i++) {
                assertThat(column.time(i)).isEqualTo(start + (long) (column.value(i) * 10_000));
              }
            });
    results.stream()
        .flatMap(result -> result.rejects().stream())
        .forEach(row -> assertThat(row.reason()).contains("came twice"));
  }

  @Test
  void aChunkThatWasPlannedIsNoOtherRange() throws IOException {
    objects.put(KEY, file());
    plan();
    ChunkRequest first = inOrder(false).get(0);
    ChunkRequest shifted =
        new ChunkRequest(
            CLUSTER,
            first.bucket(),
            KEY,
            null,
            first.etag(),
            5L,
            9L,
            null,
            first.upload(),
            0,
            null);

    assertThatThrownBy(() -> ingest.ingest(shifted, CLUSTER))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("planned");
  }

  @Test
  void aChunkNumberStandsForOneRange() throws IOException {
    objects.put(KEY, file());
    ObjectVersion version = objects.version(KEY);
    run(List.of(of(version, 0L, 9_000L, 0)));

    assertThatThrownBy(() -> run(List.of(of(version, 9_000L, 9_000L, 0))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("ingested");
    assertThatThrownBy(() -> run(List.of(of(version, 9_000L, 9_000L, null))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("chunk is missing");
  }

  private static ChunkRequest of(ObjectVersion object, Long offset, Long length, Integer chunk) {
    return new ChunkRequest(
        CLUSTER,
        object.bucket(),
        KEY,
        null,
        object.etag(),
        offset,
        length,
        null,
        null,
        chunk,
        null);
  }

  @Test
  void aRowWithManyRejectedValuesIsKeptOnce() throws IOException {
    objects.put(KEY, "timestamp,gpu_id,hostname,A,B,C\n2026-01-01T00:00:00Z,0,h,x,y,z\n");

    assertThat(plan().result().rejected()).isEqualTo(3);
    assertThat(objects.text("rejected/" + KEY + ".0.csv").lines()).hasSize(2);
  }

  @Test
  void aFileWithoutAKnownHeaderFailsBeforeItIsCut() {
    objects.put(KEY, "a,b\n".repeat(10_000));

    assertThatThrownBy(this::plan)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("header");
    assertThat(requests).isEmpty();
    IngestQuery query = new IngestQuery(kv, keys);
    String upload = query.page(CLUSTER, Optional.empty(), 20).uploads().get(0).upload();
    assertThat(progress(upload).status()).isEqualTo(Status.FAILED);
    assertThat(progress(upload).failures().get(0).reason()).contains("header");
  }

  @Test
  void uploadsAreListedNewestFirst() throws IOException {
    List<String> uploads = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      objects.put(KEY, HEADER + row(i, "1"));
      uploads.add(0, plan().upload());
      clock.advance(Duration.ofSeconds(1));
    }
    IngestQuery query = new IngestQuery(kv, keys);

    UploadList first = query.page(CLUSTER, Optional.empty(), 3);
    UploadList second = query.page(CLUSTER, first.next(), 3);

    assertThat(first.uploads()).extracting(IngestProgress::upload).isEqualTo(uploads.subList(0, 3));
    assertThat(second.uploads())
        .extracting(IngestProgress::upload)
        .isEqualTo(uploads.subList(3, 5));
    assertThat(second.next()).isEmpty();
    UploadList.Position next = first.next().orElseThrow();
    assertThat(UploadList.Position.of(next.text())).contains(next);
    assertThat(UploadList.Position.of("x")).isEmpty();
  }
}
