package nexus.telemetry.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import nexus.telemetry.csv.Given;
import nexus.telemetry.ingest.given.KeyNames;
import nexus.telemetry.ingest.given.UploadDefaults;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.RejectedRow;
import nexus.telemetry.model.Timestamps;
import nexus.telemetry.queue.MessageQueue.PublishOptions;
import nexus.telemetry.testing.QueuedSamples;
import nexus.telemetry.testing.SettableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of all kinds as objects: what their keys say, and what becomes of damaged ones. */
class ObjectFilesTest {

  private static final String CLUSTER = "c1";
  private static final int CHUNK = 4_000;

  @TempDir private Path folder;

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-29T21:00:00Z"));
  private final Keyspace keys = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);
  private final Kv kv = new InMemoryKv(clock);
  private final InMemoryObjects objects = new InMemoryObjects();

  private IngestOptions options() {
    return new IngestOptions(new PublishOptions(16, 100, 0, 3_600_000), 2, 3600, folder);
  }

  /** Ingests an object, its chunks in order. */
  private List<IngestResult> ingest(String key) throws IOException {
    List<ChunkRequest> requests = new ArrayList<>();
    try (ObjectIngest ingest = new ObjectIngest(objects, CHUNK, kv, keys, options(), clock)) {
      ObjectResult result =
          ingest.ingest(
              CLUSTER,
              objects.version(key),
              request -> {
                synchronized (requests) {
                  requests.add(request);
                }
              });
      if (!result.planned()) {
        return List.of(result.result());
      }
      requests.sort(Comparator.comparing(ChunkRequest::chunk));
      List<IngestResult> results = new ArrayList<>();
      for (ChunkRequest request : requests) {
        results.add(ingest.ingest(request, CLUSTER));
      }
      return results;
    }
  }

  private List<IngestResult> ingest(String key, String content) throws IOException {
    objects.put(key, content);
    return ingest(key);
  }

  /** GPUs, metrics and times of what is queued. */
  private List<String> queued() {
    return KvFutures.await(kv.range(Range.prefix(keys.queue(CLUSTER)))).entries().stream()
        .flatMap(entry -> QueuedSamples.in(entry.value()).stream())
        .flatMap(
            gpu ->
                gpu.columns().stream()
                    .map(
                        one ->
                            gpu.gpu().alias()
                                + " "
                                + one.metric().replace("DCGM_FI_DEV_", "")
                                + " "
                                + Timestamps.format(one.time(one.size() - 1))))
        .sorted()
        .toList();
  }

  @Test
  void aKeySaysTheTimeOfAScrape() throws IOException {
    ingest(
        "time=2026-11-28T20:00:00Z/host=n7/dump.prom",
        "DCGM_FI_DEV_GPU_TEMP{gpu=\"0\"} 41\nDCGM_FI_DEV_GPU_UTIL{gpu=\"0\"} 9\n");

    assertThat(queued())
        .containsExactly(
            "n7/0 GPU_TEMP 2026-11-28T20:00:00Z", "n7/0 GPU_UTIL 2026-11-28T20:00:00Z");
  }

  @Test
  void aKeySaysTheMetricOfAGrafanasFile() throws IOException {
    ingest(
        "x/metric=DCGM_FI_DEV_GPU_TEMP/tz=europe:berlin/grafana.csv",
        "Time,\"{Hostname=\"\"n1\"\", gpu=\"\"0\"\"}\"\n2026-11-28 21:00:00,41\n");

    assertThat(queued()).containsExactly("n1/0 GPU_TEMP 2026-11-28T20:00:00Z");
  }

  @Test
  void aKeySaysTheIntervalOfADmon() throws IOException {
    ingest(
        "host=n1/time=2026-11-28T20:00:00Z/interval=5s/dmon.txt",
        "# gpu   pwr\n# Idx     W\n    0    65\n    0    66\n    0    67\n");

    assertThat(queued()).containsExactly("n1/0 POWER_USAGE 2026-11-28T20:00:10Z");
  }

  @Test
  void aKeySaysTheColumns() throws IOException {
    ingest(
        "host=n1/tz=UTC/columns=timestamp, index, temperature.gpu/bare.csv",
        "2026/11/28 20:00:00.000, 0, 41\n");

    assertThat(queued()).containsExactly("n1/0 GPU_TEMP 2026-11-28T20:00:00Z");
  }

  /** Parts of an object know what its key says, without being told. */
  @Test
  void everyPartKnowsWhatTheKeySays() throws IOException {
    String rows =
        IntStream.range(0, 600)
            .mapToObj(i -> "%d,%d,n1,%d%n".formatted(1_795_896_000 + i, i % 8, 30 + i % 50))
            .collect(Collectors.joining("", "timestamp,gpu_id,hostname,value\n", ""));

    List<IngestResult> results = ingest("metric=DCGM_FI_DEV_GPU_TEMP/table.csv", rows);

    assertThat(results).hasSizeGreaterThan(1);
    assertThat(results.stream().mapToLong(IngestResult::accepted).sum()).isEqualTo(600);
  }

  /** What time a row has depends on those before it. */
  @Test
  void anObjectOfRowsWithoutTimesIsOnePart() throws IOException {
    String rows =
        IntStream.range(0, 600)
            .mapToObj(i -> "%d,n1,%d%n".formatted(i % 8, 30 + i % 50))
            .collect(Collectors.joining("", "gpu_id,hostname,gpu_temp\n", ""));

    List<IngestResult> results = ingest("time=2026-11-28T20:00:00Z/interval=1s/table.csv", rows);

    assertThat(results).hasSize(1);
    assertThat(results.get(0).accepted()).isEqualTo(600);
    assertThat(queued()).contains("n1/7 GPU_TEMP 2026-11-28T20:01:14Z");
  }

  @ParameterizedTest
  @CsvSource({
    "time=yesterday, time",
    "metric=a b, metric",
    "interval=soon, interval",
    "tz=Nowhere, tz",
    "host=a b, host",
    "host=, host",
    "columns=, columns",
  })
  void whatAKeySaysAndCannotBeFailsTheObject(String segment, String field) {
    String key = "host=n1/".repeat(field.equals("host") ? 0 : 1) + segment + "/smi.csv";

    assertThatThrownBy(() -> ingest(key, "timestamp,gpu_id,gpu_temp\n2026-11-28T20:00:00Z,0,41\n"))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.field()).isEqualTo(field))
        .hasMessageStartingWith("the object's key says " + segment + ": ");
    assertThat(queued()).isEmpty();
  }

  @Test
  void aClusterThatCannotBeIsNoOther() {
    assertThatThrownBy(() -> KeyNames.of("cluster=a b/x.csv").cluster())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("cluster=a b");
    assertThat(KeyNames.of("cluster=a/x.csv").cluster()).contains("a");
    assertThat(KeyNames.of("x.csv").cluster()).isEmpty();
  }

  private static String answer(int series) {
    return IntStream.range(0, series)
        .mapToObj(
            i ->
                ("{\"metric\":{\"__name__\":\"DCGM_FI_DEV_GPU_TEMP\",\"Hostname\":\"n%d\","
                        + "\"gpu\":\"0\"},\"values\":[[1795896000,\"41\"],[1795896015,\"42\"]]}")
                    .formatted(i))
        .collect(Collectors.joining(",", "[", "]"));
  }

  @Test
  void ofAnAnswerThatIsCutOffNothingIsQueued() throws IOException {
    String whole = answer(2_000);
    for (int cut : new int[] {whole.length() / 2, whole.length() - 1}) {
      assertThatThrownBy(() -> ingest("range.json", whole.substring(0, cut)))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("ends before it is whole");
      assertThat(queued()).isEmpty();
    }

    assertThat(ingest("range.json", whole).get(0).accepted()).isEqualTo(4_000);
    assertThat(queued()).hasSizeGreaterThanOrEqualTo(2_000);
  }

  @Test
  void ofAPackedFileThatIsCutOffNothingIsQueued() throws IOException {
    StringBuilder rows = new StringBuilder("timestamp,gpu_id,hostname,gpu_temp\n");
    for (int i = 0; i < 20_000; i++) {
      rows.append("2026-11-28T20:00:00Z,0,n%d,%d%n".formatted(i, i * 7919 % 90));
    }
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(rows.toString().getBytes(StandardCharsets.UTF_8));
    }
    byte[] whole = packed.toByteArray();

    objects.put("smi.csv.gz", Arrays.copyOf(whole, whole.length - 5));
    assertThatThrownBy(() -> ingest("smi.csv.gz"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("ends too early");
    assertThat(queued()).isEmpty();

    objects.put("smi.csv.gz", whole);
    assertThat(ingest("smi.csv.gz").get(0).accepted()).isEqualTo(20_000);
  }

  /** Three files put together; the header of the second cannot be read. */
  private static String filesPutTogether() {
    StringBuilder csv = new StringBuilder();
    String[] headers = {
      "gpu_temp,gpu_utilization", "gpu_temp,gpu_temp", "gpu_utilization,gpu_temp"
    };
    for (int file = 0; file < 3; file++) {
      csv.append("timestamp,gpu_id,hostname,").append(headers[file]).append('\n');
      for (int i = 0; i < 300; i++) {
        csv.append("2026-11-28T%02d:%02d:%02dZ,0,h,41,42\n".formatted(18 + file, i / 60, i % 60));
      }
    }
    return csv.toString();
  }

  @Test
  void partsBelowAHeaderThatCannotBeReadBecomeWhatTheyBecomeOfAnUpload() throws IOException {
    String file = filesPutTogether();
    IngestResult upload;
    try (CsvIngest http = new CsvIngest(kv, keys, options(), clock)) {
      byte[] bytes = file.getBytes(StandardCharsets.UTF_8);
      UploadDefaults none = UploadDefaults.of(null, Given.NONE);
      upload = http.dryRun(CLUSTER, new ByteArrayInputStream(bytes), none, CHUNK, 0);
    }

    List<IngestResult> parts = ingest("joined.csv", file);

    assertThat(parts).hasSizeGreaterThan(6);
    assertThat(parts.stream().mapToLong(IngestResult::rows).sum()).isEqualTo(upload.rows());
    assertThat(parts.stream().mapToLong(IngestResult::accepted).sum())
        .isEqualTo(upload.accepted())
        .isEqualTo(1_200);
    assertThat(parts.stream().mapToLong(IngestResult::rejected).sum()).isEqualTo(upload.rejected());
    assertThat(parts.get(parts.size() / 2).rejects())
        .extracting(RejectedRow::reason)
        .allMatch(reason -> reason.contains("names the column \"gpu_temp\" twice"));
  }

  @Test
  void aGrafanasFileOfManySeriesIsOneChunk() throws IOException {
    int series = 1_000;
    String header =
        IntStream.range(0, series)
            .mapToObj(
                i ->
                    "\"{Hostname=\"\"n%d\"\", gpu=\"\"%d\"\", modelName=\"\"NVIDIA H100 80GB HBM3\"\", x=\"\"%s\"\"}\""
                        .formatted(i / 8, i % 8, "y".repeat(100)))
            .collect(Collectors.joining(",", "Time,", "\n"));
    String row = "2026-11-28T20:00:00Z" + ",41".repeat(series) + "\n";

    List<IngestResult> results =
        ingest("metric=DCGM_FI_DEV_GPU_TEMP/grafana.csv", header + row.repeat(2));

    assertThat(results).hasSize(1);
    assertThat(results.get(0).accepted()).isEqualTo(2L * series);
    assertThat(Set.copyOf(queued())).hasSize(series);
  }
}
