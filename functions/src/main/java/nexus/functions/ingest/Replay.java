package nexus.functions.ingest;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import nexus.functions.wiring.Settings;
import nexus.telemetry.ingest.IngestRefusedException;
import nexus.telemetry.ingest.given.UploadDefaults;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.work.OutOfRoomException;
import nexus.telemetry.work.SupervisedThread;
import nexus.telemetry.work.Supervisor;
import org.jboss.logging.Logger;

/** Streams {@code CSV_FILE}: a batch of its rows at every interval, as if it was taken just now. */
@Singleton
final class Replay {

  private static final Logger LOG = Logger.getLogger(Replay.class);
  private static final long STOP_PATIENCE_MS = 5_000;

  private final Ingester ingester;
  private final Settings settings;
  private final InstantSource clock;
  private final Supervisor supervisor;
  private Optional<Running> running = Optional.empty();

  Replay(Ingester ingester, Settings settings, InstantSource clock, Supervisor supervisor) {
    this.ingester = ingester;
    this.settings = settings;
    this.clock = clock;
    this.supervisor = supervisor;
  }

  void start(@Observes StartupEvent event) {
    running = settings.replay().map(this::begin);
  }

  private Running begin(Settings.Replay replay) {
    LOG.infof("replaying %s every %s", replay.file(), replay.interval());
    Running begun = new Running(new ReplayFile(replay.file(), replay.rows(), replay.loop(), clock));
    begun.thread.every(begun::publishNext, 0, replay.interval().toMillis());
    return begun;
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    if (running.isPresent()) {
      running.get().stop();
    }
  }

  /** A replay under way. All of its state belongs to its one thread. */
  private final class Running {
    private final SupervisedThread thread = new SupervisedThread("replay", supervisor);
    private final ReplayFile file;
    private Optional<byte[]> unpublished = Optional.empty();
    private boolean failing;

    Running(ReplayFile file) {
      this.file = file;
    }

    /** Publishes a batch; one that failed is published again as it is, so that it is there once. */
    void publishNext() {
      try {
        if (unpublished.isEmpty()) {
          unpublished = file.next();
        }
        unpublished.ifPresentOrElse(this::publish, this::end);
      } catch (KvException | IngestRefusedException | NewerFormatException | OutOfRoomException e) {
        if (!failing) {
          LOG.warnf("replay waits, its batch is published again: %s", e.getMessage());
        }
        failing = true;
      } catch (RuntimeException | IOException e) { // else the executor ends it without a word
        LOG.errorf(e, "replay ends");
        end();
      }
    }

    private void publish(byte[] csv) {
      ingester.chunk(settings.cluster(), csv, UploadDefaults.NONE);
      unpublished = Optional.empty();
      failing = false;
    }

    private void end() {
      LOG.info("replay has ended");
      thread.shutdown();
      close();
    }

    private void close() {
      try {
        file.close();
      } catch (IOException e) {
        LOG.warn("the replayed file does not close", e);
      }
    }

    void stop() throws InterruptedException {
      thread.shutdownNow();
      if (thread.awaitEnd(STOP_PATIENCE_MS)) {
        close();
      }
    }
  }
}
