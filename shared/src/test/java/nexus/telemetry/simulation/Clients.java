package nexus.telemetry.simulation;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import nexus.telemetry.ingest.CsvIngest;
import nexus.telemetry.ingest.IngestOptions;
import nexus.telemetry.ingest.IngestResult;
import nexus.telemetry.kv.KvException;

/** A client, and the ingester that it sends to. What is not acknowledged is sent again, or not. */
final class Clients {

  private static final int MOST_ATTEMPTS = 4;
  private static final int LONGEST_WAIT_MS = 3_000;

  private final Simulation simulation;
  private final Schedule schedule;
  private final IngestOptions options;
  private final int chunkBytes;
  private final List<Upload> uploads;
  private int next;

  Clients(Simulation simulation, IngestOptions options, int chunkBytes, List<Upload> uploads) {
    this.simulation = simulation;
    this.schedule = simulation.schedule();
    this.options = options;
    this.chunkBytes = chunkBytes;
    this.uploads = uploads;
  }

  void live(Simulation.Life process) {
    try (CsvIngest ingest =
        new CsvIngest(process.kv(), simulation.keys(), options, process.clock())) {
      while (next < uploads.size()) {
        schedule.sleep(simulation.random().nextInt(LONGEST_WAIT_MS));
        Upload upload = uploads.get(next);
        if (upload.attempts() >= MOST_ATTEMPTS || send(ingest, upload, process)) {
          next++;
        }
      }
    }
  }

  /** Sends an upload; whether it was acknowledged, maybe not for the first time. */
  private boolean send(CsvIngest ingest, Upload upload, Simulation.Life process) {
    upload.begin(simulation.trace().steps());
    simulation.trace().say(process.name(), "sends", "upload " + upload.number());
    try {
      IngestResult result =
          ingest.ingestUpload(
              Simulation.CLUSTER, new ByteArrayInputStream(upload.csv()), chunkBytes, 0);
      upload.acknowledge(simulation.trace().steps());
      simulation.trace().say(process.name(), "is told", "upload " + upload.number() + " is kept");
      if (result.accepted() + result.expired() != upload.rows().size()) {
        simulation.store().problem("upload " + upload.number() + " became " + result);
      }
      // Now and then nobody believes it, and sends it once more.
      return options.retentionMs() > 0 || simulation.random().nextInt(6) > 0;
    } catch (KvException e) {
      simulation
          .trace()
          .say(process.name(), "is told", "upload " + upload.number() + " failed: " + e);
      if (e.kind() == KvException.Kind.INTERNAL) {
        throw e;
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
