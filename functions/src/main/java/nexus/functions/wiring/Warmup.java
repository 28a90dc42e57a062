package nexus.functions.wiring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import nexus.functions.aws.AwsClients;
import nexus.telemetry.drain.DrainLimits;
import nexus.telemetry.drain.DrainOptions;
import nexus.telemetry.drain.Drainer;
import nexus.telemetry.ingest.CsvIngest;
import nexus.telemetry.ingest.IngestOptions;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.jetcd.EtcdWarmup;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.queue.MessageQueue.PublishOptions;
import org.jboss.logging.Logger;

/**
 * Runs the pipeline once before a snapshot is taken, so that its classes are in it: on a store in
 * memory of its own, with a client of etcd that reaches a small server in this process, and one of
 * S3 that reaches nobody. Nothing of it stays.
 */
@Singleton
final class Warmup {

  private static final Logger LOG = Logger.getLogger(Warmup.class);
  private static final String CSV =
      "timestamp,metric_name,gpu_id,device,uuid,modelName,Hostname,container,pod,namespace,value,"
          + "labels_raw\n"
          + WarmupStep.TIME
          + ",DCGM_FI_DEV_GPU_UTIL,0,nvidia0,GPU-0,model,host,,,,1,\"a=\"\"b\"\"\"\n";

  private final ObjectMapper json;
  private final List<WarmupStep> steps;

  Warmup(ObjectMapper json, @All List<WarmupStep> steps) {
    this.json = json;
    this.steps = List.copyOf(steps);
  }

  void run() {
    InstantSource clock = Clock.systemUTC();
    Keyspace keys = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);
    Kv kv = new InMemoryKv(clock);
    ingest(kv, keys, clock);
    drain(kv, keys, clock);
    query(kv, keys, clock);
    callEtcd();
    AwsClients.reachNobody();
  }

  private static void ingest(Kv kv, Keyspace keys, InstantSource clock) {
    IngestOptions options =
        new IngestOptions(
            new PublishOptions(1, 100, 0, WarmupStep.HOUR_MS),
            1,
            0,
            Path.of(System.getProperty("java.io.tmpdir")));
    try (CsvIngest ingest = new CsvIngest(kv, keys, options, clock)) {
      ingest.ingestChunk(WarmupStep.CLUSTER, CSV.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
  }

  private static void drain(Kv kv, Keyspace keys, InstantSource clock) {
    DrainOptions options =
        new DrainOptions(WarmupStep.CLUSTER, 1, 0, 100, 1, WarmupStep.HOUR_MS, 0);
    try (Drainer drainer = new Drainer(kv, keys, options, clock)) {
      drainer.drain(WarmupStep.CLUSTER, DrainLimits.DEFAULT);
    }
  }

  private void query(Kv kv, Keyspace keys, InstantSource clock) {
    try {
      for (WarmupStep step : steps) {
        json.writeValueAsBytes(step.answer(kv, keys, clock));
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer cannot be written as JSON", e);
    }
  }

  /** What cannot be warmed up is only slower at first. */
  private static void callEtcd() {
    try {
      EtcdWarmup.run();
    } catch (KvException | UncheckedIOException e) {
      LOG.debug("the client of etcd is not warmed up", e);
    }
  }
}
