package nexus.telemetry.drain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import nexus.telemetry.formats.StoredFormats;
import nexus.telemetry.ingest.CsvIngest;
import nexus.telemetry.ingest.IngestOptions;
import nexus.telemetry.ingest.IngestResult;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.TimeRange;
import nexus.telemetry.query.AskedCluster;
import nexus.telemetry.query.gpu.GpuReference;
import nexus.telemetry.query.latest.LatestCache;
import nexus.telemetry.query.series.SeriesPage;
import nexus.telemetry.query.series.SeriesQuery;
import nexus.telemetry.query.series.SeriesRequest;
import nexus.telemetry.query.stats.ClusterStats;
import nexus.telemetry.query.stats.ClusterSummary;
import nexus.telemetry.query.stats.StatsRequest;
import nexus.telemetry.queue.MessageQueue.PublishOptions;
import nexus.telemetry.testing.SettableClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every key that version 1.0 left of two uploads, the first of them drained: 48 scrapes of three
 * GPUs and an instance, 30 seconds apart, over a full hour.
 */
class StoreOfVersionOneTest {

  private static final String CLUSTER = "old";
  private static final long FIRST = Instant.parse("2026-01-01T00:50:00Z").toEpochMilli();
  private static final int DRAINED = 40;
  private static final int ALL = 48;
  private static final String HEADER =
      "timestamp,metric_name,gpu_id,device,uuid,modelName,Hostname,container,pod,namespace,value,"
          + "labels_raw\n";

  @TempDir private Path folder;

  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-02T00:00:00Z"));
  private final Keyspace keys = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);
  private final Kv kv = new InMemoryKv(clock);

  @BeforeEach
  void putWhatWasStored() throws IOException {
    try (InputStream stored = getClass().getResourceAsStream("/stored/version-1.0.json")) {
      for (JsonNode entry : new ObjectMapper().readTree(stored)) {
        byte[] value = Base64.getDecoder().decode(entry.get("value").asText());
        KvFutures.await(kv.txn(Txn.always(List.of(Op.put(entry.get("key").asText(), value)))));
      }
    }
  }

  private SeriesPage samples(String gpu) {
    GpuReference reference = GpuReference.parse(Optional.empty(), Optional.of(gpu));
    TimeRange range = new TimeRange(FIRST, FIRST + 86_400_000);
    return new SeriesQuery(kv, keys, 3_600_000, clock)
        .run(SeriesRequest.samples(CLUSTER, reference, range));
  }

  private DrainResult drain() {
    DrainOptions options = new DrainOptions("test", 2, 0, 100, 16, 3_600_000, 0);
    try (Drainer drainer = new Drainer(kv, keys, options, clock)) {
      return drainer.drain(CLUSTER, new DrainLimits(1_000_000, 60_000));
    }
  }

  private IngestResult upload(String csv) {
    IngestOptions options =
        new IngestOptions(new PublishOptions(16, 3, 0, 3_600_000), 2, 0, folder);
    try (CsvIngest ingest = new CsvIngest(kv, keys, options, clock)) {
      return ingest.ingestChunk(CLUSTER, csv.getBytes(UTF_8));
    }
  }

  /** What the two files said of a GPU. */
  private static List<String> expected(int scrapes, int index) {
    List<String> all = new ArrayList<>();
    for (int k = 0; k < scrapes; k++) {
      long time = FIRST + 30_000L * k;
      all.add(time + " DCGM_FI_DEV_GPU_TEMP " + (40.0 + k % 5));
      all.add(time + " DCGM_FI_DEV_GPU_UTIL " + (double) ((k * 7 + index) % 101));
      all.add(time + " DCGM_FI_DEV_POWER_USAGE " + (300.25 + k / 8.0));
      all.add(time + " DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION " + (1e12 + k * 9001));
    }
    return all;
  }

  private static List<String> points(SeriesPage page) {
    List<String> all = new ArrayList<>();
    for (MetricColumn column : page.columns()) {
      for (int i = 0; i < column.size(); i++) {
        all.add(column.time(i) + " " + column.metric() + " " + column.value(i));
      }
    }
    return all;
  }

  private void assertAll(int scrapes) {
    for (String gpu : List.of("GPU-1a", "old-1/0", "GPU-2a", "old-2/0")) {
      assertThat(points(samples(gpu))).hasSameElementsAs(expected(scrapes, 0)).hasSize(4 * scrapes);
    }
    assertThat(points(samples("GPU-1b"))).hasSameElementsAs(expected(scrapes, 1));
    SeriesPage instance = samples("GPU-2b.3");
    assertThat(points(instance)).hasSize(scrapes);
    assertThat(points(samples("old-2/1.3"))).isEqualTo(points(instance));
    assertThat(instance.facts().uuid()).isEqualTo("GPU-2b");
    assertThat(samples("GPU-1a").facts().labels())
        .containsEntry("pod", "train-7")
        .containsEntry("job", "dcgm");
    ClusterSummary cluster =
        new ClusterStats(kv, keys, new LatestCache(), clock, 1, 300_000)
            .run(StatsRequest.of(new AskedCluster(CLUSTER, true)));
    assertThat(cluster.gpus()).isEqualTo(4);
    assertThat(cluster.activeGpus()).isEqualTo(4);
    assertThat(cluster.metrics().get("DCGM_FI_DEV_POWER_USAGE").max())
        .isEqualTo(300.25 + (scrapes - 1) / 8.0);
  }

  @Test
  void itIsReadAsItIs() {
    assertAll(DRAINED);
  }

  @Test
  void itsMessagesAreStored() {
    assertThat(drain().samples()).isEqualTo(8 * 13);
    assertAll(ALL);
  }

  @Test
  void afterARaiseNewSamplesAreMergedIntoItsBlocks() {
    new StoredFormats(kv, keys).raise();
    upload(
        HEADER
            + "2026-01-01T01:30:00Z,DCGM_FI_DEV_GPU_UTIL,0,nvidia0,GPU-new,H200,old-1,main,new-1,"
            + "ml,5,\n"
            + "2026-01-01T01:00:00Z,XID,0,nvidia0,GPU-1a,,old-1,,,,31,\"xid=\"\"31\"\"\"\n");
    drain();

    List<String> old = new ArrayList<>(expected(ALL, 0));
    old.add(Instant.parse("2026-01-01T01:00:00Z").toEpochMilli() + " XID{xid=\"31\"} 31.0");
    assertThat(points(samples("GPU-1a"))).hasSameElementsAs(old).hasSize(old.size());
    assertThat(points(samples("GPU-new"))).hasSize(1);
    assertThat(samples("GPU-new").facts().model()).isEqualTo("H200");
    assertThat(points(samples("old-1/0"))).hasSize(old.size() + 1);
    assertThat(points(samples("GPU-1b"))).hasSameElementsAs(expected(ALL, 1));
  }

  @Test
  void withoutARaiseItStaysReadableByWhoWroteIt() {
    upload(HEADER + "2026-01-01T01:20:00Z,DCGM_FI_DEV_GPU_UTIL,0,nvidia0,GPU-1a,,old-1,,,,5,\n");
    drain();

    assertThat(new StoredFormats(kv, keys).read().toString()).doesNotContain("4");
    for (Entry entry : KvFutures.await(kv.range(blocks())).entries()) {
      assertThat((int) entry.value()[0]).as(entry.key()).isLessThanOrEqualTo(2);
    }
    assertThat(points(samples("GPU-1a"))).hasSize(4 * ALL + 1);
  }

  private Range blocks() {
    return keys.blocks(CLUSTER, new GpuId("old-1", "0"), FIRST, FIRST + 86_400_000);
  }
}
