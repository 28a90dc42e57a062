package nexus.telemetry.drain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nexus.telemetry.ingest.CsvIngest;
import nexus.telemetry.ingest.IngestOptions;
import nexus.telemetry.ingest.IngestResult;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.TimeRange;
import nexus.telemetry.query.SampleSink;
import nexus.telemetry.query.gpu.GpuReference;
import nexus.telemetry.query.series.SeriesExport;
import nexus.telemetry.query.series.SeriesPage;
import nexus.telemetry.query.series.SeriesQuery;
import nexus.telemetry.query.series.SeriesRequest;
import nexus.telemetry.queue.MessageQueue.PublishOptions;
import nexus.telemetry.testing.SettableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose samples they are, when sources say much, little, and the same times twice. */
class FactsOverTimeTest {

  private static final String CLUSTER = "c1";
  private static final Instant START = Instant.parse("2026-01-01T10:00:00Z");

  @TempDir private Path folder;

  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-02T00:00:00Z"));
  private final Keyspace keys = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);
  private final Kv kv = new InMemoryKv(clock);

  /** A row of a minute: place, UUID, pod, value. */
  private static String row(int minute, String metric, String at, String uuid, String pod, int v) {
    int slash = at.indexOf('/');
    return "%s,%s,%s,%s,%s,%s,%d%n"
        .formatted(
            START.plusSeconds(60L * minute),
            metric,
            at.substring(slash + 1),
            uuid,
            at.substring(0, slash),
            pod,
            v);
  }

  private IngestResult upload(List<String> rows) {
    String csv = "timestamp,metric_name,gpu_id,uuid,Hostname,pod,value\n" + String.join("", rows);
    IngestOptions options =
        new IngestOptions(new PublishOptions(16, 3, 0, 3_600_000), 2, 0, folder);
    try (CsvIngest ingest = new CsvIngest(kv, keys, options, clock)) {
      IngestResult result = ingest.ingestChunk(CLUSTER, csv.getBytes(UTF_8));
      assertThat(result.rejected()).isZero();
      return result;
    }
  }

  private void drain() {
    DrainOptions options = new DrainOptions("test", 2, 0, 100, 16, 3_600_000, 0);
    try (Drainer drainer = new Drainer(kv, keys, options, clock)) {
      drainer.drain(CLUSTER, new DrainLimits(1_000_000, 60_000));
    }
  }

  private void store(List<String> rows) {
    upload(rows);
    drain();
  }

  private SeriesPage samples(String gpu) {
    return new SeriesQuery(kv, keys, 3_600_000, clock).run(request(gpu));
  }

  private static SeriesRequest request(String gpu) {
    long from = START.toEpochMilli() - 86_400_000;
    GpuReference reference = GpuReference.parse(Optional.empty(), Optional.of(gpu));
    TimeRange range = new TimeRange(from, from + 2 * 86_400_000);
    return SeriesRequest.samples(CLUSTER, reference, range);
  }

  /** Minutes at which a GPU has samples of a metric. */
  private List<Integer> minutes(String gpu, String metric) {
    List<Integer> minutes = new ArrayList<>();
    for (MetricColumn column : samples(gpu).columns()) {
      for (int i = 0; i < column.size() && column.metric().equals(metric); i++) {
        minutes.add((int) ((column.time(i) - START.toEpochMilli()) / 60_000));
      }
    }
    return minutes;
  }

  private static List<Integer> range(int from, int to) {
    List<Integer> all = new ArrayList<>();
    for (int i = from; i < to; i++) {
      all.add(i);
    }
    return all;
  }

  private static List<String> rows(int from, int to, String metric, String at, String uuid) {
    return range(from, to).stream().map(m -> row(m, metric, at, uuid, "", m)).toList();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoLeavesOutTheUuidDoesNotUnsayIt(boolean together) {
    upload(rows(0, 30, "a", "n/0", "GPU-a"));
    if (!together) {
      drain();
    }
    upload(rows(30, 60, "a", "n/0", "GPU-b"));
    if (!together) {
      drain();
    }
    store(rows(0, 120, "other", "n/0", ""));

    assertThat(minutes("GPU-a", "a")).isEqualTo(range(0, 30));
    assertThat(minutes("GPU-b", "a")).isEqualTo(range(30, 60));
    assertThat(minutes("GPU-a", "other")).isEqualTo(range(0, 30));
    assertThat(minutes("GPU-b", "other")).isEqualTo(range(30, 120));
    assertThat(minutes("n/0", "other")).isEqualTo(range(0, 120));
  }

  /** Numbers of sets that are lost are given to no other set. */
  @Test
  void whoseFactsAreLostIsNobodysAndNotAnothers() {
    store(rows(0, 10, "a", "n/0", "GPU-a"));
    store(rows(10, 20, "a", "n/0", "GPU-b"));
    damageFacts();
    store(rows(20, 30, "a", "n/0", "GPU-c"));
    store(rows(100, 110, "a", "n/0", "GPU-d"));

    assertThat(minutes("n/0", "a")).hasSize(40);
    assertThat(minutes("GPU-c", "a")).isEqualTo(range(20, 30));
    assertThat(minutes("GPU-d", "a")).isEqualTo(range(100, 110));
    assertThat(samples("GPU-a").facts().uuid()).isEmpty();

    damageFacts();
    store(rows(120, 130, "a", "n/0", "GPU-e"));
    store(rows(0, 130, "other", "n/0", ""));

    assertThat(minutes("n/0", "a")).hasSize(50);
    for (String uuid : List.of("GPU-a", "GPU-b", "GPU-c", "GPU-d")) {
      assertThat(minutes(uuid, "a")).as(uuid).isEmpty();
      assertThat(minutes(uuid, "other")).as(uuid).isEmpty();
    }
    assertThat(minutes("GPU-e", "a")).isEqualTo(range(120, 130));
    assertThat(minutes("GPU-e", "other")).isEqualTo(range(120, 130));
  }

  @Test
  void samplesOfBeforeFactsHadTimesAreNotOfTheGpuThatIsSeenAfterTheirFactsAreLost() {
    put(keys.formats(), "{\"v\":1}");
    store(rows(0, 10, "a", "n/0", "GPU-a"));
    damageFacts();
    put(keys.formats(), "{\"v\":1,\"block\":4,\"message\":3,\"metadata\":3}");
    store(rows(60, 70, "a", "n/0", "GPU-b"));

    assertThat(minutes("n/0", "a")).hasSize(20);
    assertThat(minutes("GPU-b", "a")).isEqualTo(range(60, 70));
  }

  private void damageFacts() {
    put(keys.metadata(CLUSTER, new GpuId("n", "0")), "none");
  }

  private void put(String key, String value) {
    KvFutures.await(kv.txn(Txn.always(List.of(Op.put(key, value.getBytes(UTF_8))))));
  }

  @Test
  void ofATimeBeforeASwapTheNewGpuIsNotSupposed() {
    store(rows(0, 30, "a", "n/0", "GPU-a"));
    store(rows(30, 60, "a", "n/0", "GPU-b"));
    store(rows(-180, -120, "a", "n/0", ""));

    assertThat(minutes("GPU-b", "a")).isEqualTo(range(30, 60));
    assertThat(minutes("n/0", "a")).hasSize(120);
  }

  @Test
  void theNewestValuesAreOfTheGpuThatIsThere() {
    List<String> rows = new ArrayList<>(rows(0, 5, "left", "n/0", "GPU-a"));
    rows.addAll(rows(5, 10, "stays", "n/0", "GPU-b"));
    store(rows);

    SeriesPage newest =
        new SeriesQuery(kv, keys, 3_600_000, clock)
            .run(
                SeriesRequest.newest(
                    CLUSTER, GpuReference.parse(Optional.empty(), Optional.of("n/0"))));
    assertThat(newest.columns()).extracting(MetricColumn::metric).containsExactly("stays");
  }

  @Test
  void whatIsNotKeptIsNobodysAndNotAnothers() {
    for (int i = 0; i < 300; i += 50) {
      List<String> rows = new ArrayList<>();
      for (int one = i; one < i + 50; one++) {
        rows.add(row(one, "a", "n/0", "GPU-" + one, "", one));
      }
      store(rows);
    }

    assertThat(minutes("n/0", "a")).hasSize(300);
    assertThat(minutes("GPU-0", "a")).containsExactly(0);
    assertThat(minutes("GPU-254", "a")).containsExactly(254);
    assertThat(minutes("GPU-299", "a")).isEmpty();
  }

  @Test
  void everyRowOfAnExportHasItsOwnPlace() throws IOException {
    List<String> rows = new ArrayList<>();
    for (int minute = 0; minute < 40; minute++) {
      rows.add(row(minute, "a", minute / 10 % 2 == 0 ? "n/0" : "m/1", "GPU-a", "", minute));
    }
    store(rows);

    List<String> exported = new ArrayList<>();
    SeriesExport export = new SeriesExport(new SeriesQuery(kv, keys, 3_600_000, clock));
    export.writeAll(export.page(request("GPU-a")), new Places(exported));
    assertThat(exported).hasSize(40);
    for (int minute = 0; minute < 40; minute++) {
      assertThat(exported.get(minute)).isEqualTo(minute / 10 % 2 == 0 ? "n/0" : "m/1");
    }
  }

  /** Notes the place of every sample. */
  private static final class Places implements SampleSink {
    private final List<String> places;
    private String place;

    Places(List<String> places) {
      this.places = places;
    }

    @Override
    public void gpu(GpuId gpu, GpuFacts facts) {
      place = gpu.alias();
    }

    @Override
    public void sample(String metric, long timeMs, double value) {
      places.add(place);
    }
  }

  @Test
  void aGpuThatComesBackAfterManyPlacesIsFoundThere() {
    for (int i = 0; i < 30; i++) {
      store(List.of(row(i, "a", "n-" + i + "/0", "GPU-a", "", i)));
    }
    store(List.of(row(40, "a", "n-0/0", "GPU-b", "", 1)));
    store(List.of(row(50, "a", "n-0/0", "GPU-a", "", 50)));

    assertThat(minutes("GPU-a", "a")).contains(0, 29, 50).doesNotContain(40);
  }

  /** A time limit far above what it takes tells work that grows with the square. */
  @Test
  void aHundredThousandPodsOfOneTimeOrOneHourAreStored() {
    List<String> oneTime = new ArrayList<>();
    List<String> oneHour = new ArrayList<>();
    for (int i = 0; i < 60_000; i++) {
      oneTime.add(row(0, "a", "n/0", "GPU-a", "pod-" + i, i));
      oneHour.add(START.plusMillis(50L * i) + ",a,0,GPU-b,m,pod-" + i + "," + i % 7 + "\n");
    }
    assertTimeoutPreemptively(
        Duration.ofSeconds(100),
        () -> {
          store(oneTime);
          store(oneHour);
        });
    int points = samples("GPU-b").size();
    assertThat(points).isEqualTo(10_000); // a page
  }

  @Test
  void samplesBelowAnotherHeaderAreCountedOnce() {
    String csv =
        """
        timestamp,gpu_id,hostname,temperature
        2026-01-01T10:00:00Z,0,n,40
        gpu_id,timestamp,hostname,temperature
        0,2026-01-01T10:00:00Z,n,40
        0,2026-01-01T10:01:00Z,n,41
        """;
    IngestOptions options =
        new IngestOptions(new PublishOptions(16, 3, 0, 3_600_000), 2, 0, folder);
    try (CsvIngest ingest = new CsvIngest(kv, keys, options, clock)) {
      IngestResult result = ingest.ingestChunk(CLUSTER, csv.getBytes(UTF_8));
      assertThat(result.accepted()).isEqualTo(3);
      assertThat(result.repeated()).isEqualTo(1);
      assertThat(result.stored()).isEqualTo(2);
    }
  }
}
