package nexus.telemetry.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import nexus.telemetry.csv.Given;
import nexus.telemetry.ingest.CsvIngest;
import nexus.telemetry.ingest.IngestOptions;
import nexus.telemetry.ingest.IngestResult;
import nexus.telemetry.ingest.given.UploadDefaults;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.Timestamps;
import nexus.telemetry.queue.MessageQueue.PublishOptions;
import nexus.telemetry.testing.QueuedSamples;
import nexus.telemetry.testing.SettableClock;

/** Uploads a file and looks at what of it is queued; every file has a store of its own. */
final class Uploading {

  private static final String CLUSTER = "c1";

  private final Path folder;
  private String host;
  private String zone;
  private String time;
  private String interval;
  private List<String> columns = List.of();
  private int chunkBytes = 100_000;

  private Uploading(Path folder) {
    this.folder = folder;
  }

  /**
   * What became of a file.
   *
   * @param samples such as {@code node01/0 GPU_TEMP 11-28T20:00:00Z 41.0}
   * @param facts those of each GPU
   */
  record Upload(IngestResult result, List<String> samples, Map<String, GpuFacts> facts) {}

  /**
   * With nothing given.
   *
   * @param folder where temporary files may be made
   */
  static Uploading in(Path folder) {
    return new Uploading(folder);
  }

  /** With a host name, and times of UTC. */
  static Uploading ofHost(Path folder) {
    return in(folder).host("node01").zone("UTC");
  }

  Uploading host(String given) {
    host = given;
    return this;
  }

  Uploading zone(String given) {
    zone = given;
    return this;
  }

  Uploading time(String given) {
    time = given;
    return this;
  }

  Uploading interval(String given) {
    interval = given;
    return this;
  }

  Uploading columns(String... given) {
    columns = List.of(given);
    return this;
  }

  Uploading chunkBytes(int bytes) {
    chunkBytes = bytes;
    return this;
  }

  Upload upload(String... lines) {
    return upload(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
  }

  Upload upload(byte[] file) {
    SettableClock clock = new SettableClock(Instant.parse("2026-11-29T21:00:00Z"));
    Keyspace keys = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);
    Kv kv = new InMemoryKv(clock);
    IngestOptions options =
        new IngestOptions(new PublishOptions(16, 3, 0, 3_600_000), 2, 0, folder);
    Given given = new Given(host, null, time, interval, columns);
    try (CsvIngest ingest = new CsvIngest(kv, keys, options, clock)) {
      InputStream in = new ByteArrayInputStream(file);
      UploadDefaults defaults = UploadDefaults.of(zone, given);
      IngestResult result = ingest.ingestUpload(CLUSTER, in, defaults, chunkBytes, 0);
      assertThat(result.values())
          .isEqualTo(result.accepted() + result.missing() + result.rejected() + result.expired());
      return look(kv, keys, result);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Upload look(Kv kv, Keyspace keys, IngestResult result) {
    List<String> samples = new ArrayList<>();
    Map<String, GpuFacts> facts = new TreeMap<>();
    for (Entry message : KvFutures.await(kv.range(Range.prefix(keys.queue(CLUSTER)))).entries()) {
      for (GpuSamples gpu : QueuedSamples.in(message.value())) {
        facts.put(gpu.gpu().alias(), gpu.facts());
        gpu.columns().forEach(column -> tell(gpu, column, samples));
      }
    }
    samples.sort(null);
    return new Upload(result, samples, facts);
  }

  private static void tell(GpuSamples gpu, MetricColumn column, List<String> samples) {
    String metric = column.metric().replace("DCGM_FI_DEV_", "");
    for (int i = 0; i < column.size(); i++) {
      String at = Timestamps.format(column.time(i)).replace("2026-", "");
      samples.add(gpu.gpu().alias() + " " + metric + " " + at + " " + column.value(i));
    }
  }
}
