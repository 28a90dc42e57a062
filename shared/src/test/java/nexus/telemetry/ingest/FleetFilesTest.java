package nexus.telemetry.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import nexus.telemetry.drain.DrainLimits;
import nexus.telemetry.drain.DrainOptions;
import nexus.telemetry.drain.DrainResult;
import nexus.telemetry.drain.Drainer;
import nexus.telemetry.ingest.given.UploadDefaults;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.RejectedRow;
import nexus.telemetry.model.Timestamps;
import nexus.telemetry.queue.MessageQueue.PublishOptions;
import nexus.telemetry.testing.QueuedSamples;
import nexus.telemetry.testing.SettableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files in the shapes that fleets send, from the upload to the store. */
class FleetFilesTest {

  private static final String CLUSTER = "c1";

  @TempDir private Path folder;

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-28T21:00:00Z"));
  private final Keyspace keys = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);
  private final Kv kv = new InMemoryKv(clock);

  /** What became of a file: its answer, and what of it was queued. */
  private record Upload(IngestResult result, List<String> samples, Map<String, GpuFacts> facts) {}

  private Upload upload(String file, String zone, int chunkBytes) throws IOException {
    IngestOptions options =
        new IngestOptions(new PublishOptions(16, 3, 0, 3_600_000), 2, 0, folder);
    try (InputStream in = FleetFilesTest.class.getResourceAsStream("/fleet/" + file);
        CsvIngest ingest = new CsvIngest(kv, keys, options, clock)) {
      InputStream csv = new ByteArrayInputStream(in.readAllBytes());
      IngestResult result =
          ingest.ingestUpload(CLUSTER, csv, UploadDefaults.of(zone), chunkBytes, 0);
      List<String> samples = new ArrayList<>();
      Map<String, GpuFacts> facts = new TreeMap<>();
      for (Entry message : KvFutures.await(kv.range(Range.prefix(keys.queue(CLUSTER)))).entries()) {
        for (GpuSamples gpu : QueuedSamples.in(message.value())) {
          facts.put(gpu.gpu().alias(), gpu.facts());
          gpu.columns().forEach(column -> tell(gpu, column, samples));
        }
      }
      assertThat(drain().samples()).isEqualTo(result.accepted());
      samples.sort(null);
      return new Upload(result, samples, facts);
    }
  }

  private static void tell(GpuSamples gpu, MetricColumn column, List<String> samples) {
    String metric = column.metric().replace("DCGM_FI_DEV_", "");
    for (int i = 0; i < column.size(); i++) {
      String time = Timestamps.format(column.time(i)).replace("2026-", "");
      samples.add(gpu.gpu().alias() + " " + metric + " " + time + " " + column.value(i));
    }
  }

  private DrainResult drain() {
    DrainOptions options = new DrainOptions("test", 2, 0, 100, 16, 3_600_000, 0);
    try (Drainer drainer = new Drainer(kv, keys, options, clock)) {
      return drainer.drain(CLUSTER, new DrainLimits(1_000_000, 60_000));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 60, 100_000})
  void rowsBelowAnotherHeaderAreReadByIt(int chunkBytes) throws IOException {
    Upload upload = upload("other-order-below.csv", null, chunkBytes);

    assertThat(upload.result().accepted()).isEqualTo(8);
    assertThat(upload.samples())
        .containsExactly(
            "node14c/0 GPU_TEMP 11-28T20:00:00Z 41.0",
            "node14c/0 GPU_TEMP 11-28T20:00:10Z 42.0",
            "node14c/0 POWER_USAGE 11-28T20:00:00Z 300.0",
            "node14c/0 POWER_USAGE 11-28T20:00:10Z 310.0",
            "node14d/0 GPU_TEMP 11-28T20:00:00Z 43.0",
            "node14d/0 GPU_TEMP 11-28T20:00:10Z 44.0",
            "node14d/0 POWER_USAGE 11-28T20:00:00Z 305.0",
            "node14d/0 POWER_USAGE 11-28T20:00:10Z 315.0");
  }

  @Test
  void commasBehindTheRowsAreNothing() throws IOException {
    Upload upload = upload("trailing-commas.csv", null, 100_000);

    assertThat(upload.result().rejected()).isZero();
    assertThat(upload.samples())
        .containsExactly(
            "node15/0 GPU_UTIL 11-28T20:00:00Z 1.0", "node15/0 GPU_UTIL 11-28T20:00:10Z 2.0");
  }

  /** The metric of each row is the line it stands in. */
  @Test
  void everyTimeIsThatVeryTimeOrRefusedWithAReason() throws IOException {
    Upload with = upload("times.csv", "UTC", 100_000);
    Upload without = upload("times.csv", null, 100_000);

    assertThat(with.samples())
        .containsExactly(
            "node17/0 line_no 11-28T14:30:28Z 30.0",
            "node17/0 line_no 11-28T18:00:03Z 5.0",
            "node17/0 line_no 11-28T18:00:29Z 31.0",
            "node17/0 line_no 11-28T19:00:22.123Z 24.0",
            "node17/0 line_no 11-28T19:00:31Z 33.0",
            "node17/0 line_no 11-28T20:00:00Z 2.0",
            "node17/0 line_no 11-28T20:00:01Z 3.0",
            "node17/0 line_no 11-28T20:00:02.123Z 4.0",
            "node17/0 line_no 11-28T20:00:04Z 6.0",
            "node17/0 line_no 11-28T20:00:05Z 7.0",
            "node17/0 line_no 11-28T20:00:06.123Z 8.0",
            "node17/0 line_no 11-28T20:00:10Z 12.0",
            "node17/0 line_no 11-28T20:00:13Z 15.0",
            "node17/0 line_no 11-28T20:00:14.500Z 16.0",
            "node17/0 line_no 11-28T20:00:15.123Z 17.0",
            "node17/0 line_no 11-28T20:00:16.123Z 18.0",
            "node17/0 line_no 11-28T20:00:17.123Z 19.0",
            "node17/0 line_no 11-28T20:00:19.500Z 21.0",
            "node17/0 line_no 11-28T20:00:23Z 25.0");
    assertThat(without.result().accepted()).isEqualTo(15);
    assertThat(without.result().rejects())
        .filteredOn(row -> List.of(2L, 3L, 4L, 12L).contains(row.line()))
        .hasSize(4)
        .allSatisfy(row -> assertThat(row.reason()).contains("has no zone", "tz="));
    assertThat(with.result().rejects())
        .hasSize(15)
        .extracting(RejectedRow::column)
        .containsOnly("timestamp");
  }

  @Test
  void fourteenDigitsAreALocalTime() throws IOException {
    assertThat(upload("compact-times.csv", "Asia/Tokyo", 100_000).samples())
        .hasSize(5)
        .startsWith(
            "node17c/0 GPU_UTIL 11-28T11:00:00Z 0.0", "node17c/0 GPU_UTIL 11-28T11:00:10Z 10.0");
    assertThatThrownBy(() -> upload("compact-times.csv", null, 100_000))
        .hasMessageContaining("tz=");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100_000})
  void theHourThatComesTwiceIsTwoHours(int chunkBytes) throws IOException {
    assertThat(upload("clocks-put-back.csv", "Europe/Berlin", chunkBytes).samples())
        .containsExactly(
            "node18/0 GPU_UTIL 10-24T23:30:00Z 1.0",
            "node18/0 GPU_UTIL 10-25T00:30:00Z 2.0",
            "node18/0 GPU_UTIL 10-25T01:30:00Z 3.0",
            "node18/0 GPU_UTIL 10-25T02:30:00Z 4.0");
    assertThatThrownBy(() -> upload("clocks-put-back.csv", null, chunkBytes))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("tz=");
  }

  @Test
  void aSpreadsheetsOneIsGpuOneAndItsNanIsNothing() throws IOException {
    Upload upload = upload("floats-and-nan.csv", null, 100_000);

    assertThat(upload.result().rejected()).isZero();
    assertThat(upload.samples())
        .containsExactly(
            "node21/0 GPU_UTIL 11-28T20:00:00Z 0.0",
            "node21/0 GPU_UTIL 11-28T20:00:10Z 1.0",
            "node21/1 GPU_UTIL 11-28T20:00:00Z 10.0",
            "node21/1 GPU_UTIL 11-28T20:00:10Z 11.0",
            "node21/1.0 GPU_UTIL 11-28T20:00:00Z 77.0");
    assertThat(upload.facts().get("node21/1").labels()).isEmpty();
  }

  @Test
  void twoWaysToWriteAGpuAreOneMessageKey() throws IOException {
    assertThat(upload("one-gpu-twice.csv", null, 100_000).samples())
        .containsExactly(
            "node21/1 GPU_UTIL 11-28T20:00:00Z 1.0", "node21/1.0 GPU_UTIL 11-28T20:00:00Z 77.0");
  }

  @Test
  void columnsOfWordsAreFactsOrNothing() throws IOException {
    Upload upload = upload("text-columns.csv", null, 100_000);

    assertThat(upload.result().rejected()).isZero();
    assertThat(upload.result().accepted()).isEqualTo(8);
    assertThat(upload.samples()).filteredOn(sample -> sample.contains("GPU_UTIL")).hasSize(4);
    assertThat(upload.facts().get("node23/0"))
        .isEqualTo(new GpuFacts("", "", "NVIDIA A100", "535.54", Map.of()));
  }

  @Test
  void instancesStayApart() throws IOException {
    assertThat(upload("old-mig-uuid.csv", null, 100_000).samples())
        .containsExactly(
            "node09b/0.1.0 FB_USED 11-28T20:00:01Z 101.0",
            "node09b/0.2.0 FB_USED 11-28T20:00:02Z 102.0");
    assertThat(upload("mig-labels.csv", null, 100_000).facts())
        .containsOnlyKeys("node09/0.1", "node09/0.2", "node09/0.3");
  }

  @Test
  void oneHistoryUnderTwoNamesOfAHostIsReadWhole() throws IOException {
    Upload upload = upload("exporter-pods.csv", null, 100_000);

    assertThat(upload.result().accepted()).isEqualTo(6);
    assertThat(upload.facts().values().stream().map(GpuFacts::uuid).distinct())
        .containsExactly("GPU-11111111-aaaa-bbbb-cccc-000000000000");
    assertThat(upload.samples()).allSatisfy(sample -> assertThat(sample).contains("GPU_UTIL"));
  }
}
