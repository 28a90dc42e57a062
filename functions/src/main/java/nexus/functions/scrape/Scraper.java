package nexus.functions.scrape;

import java.net.ConnectException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import nexus.functions.meters.ScrapeVitals;
import nexus.functions.wiring.ScrapeSettings;
import nexus.telemetry.capture.series.Clusters;
import nexus.telemetry.csv.Given;
import nexus.telemetry.ingest.IngestRefusedException;
import nexus.telemetry.ingest.LiveIngest;
import nexus.telemetry.ingest.LiveIngest.Sender;
import nexus.telemetry.ingest.LiveResult;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.work.OutOfRoomException;
import nexus.telemetry.work.SupervisedThread;
import nexus.telemetry.work.Supervisor;
import org.jboss.logging.Logger;

/**
 * Scrapes a target: asks for its text, and ingests it. While etcd does not take it the same is
 * tried again until the target's next scrape is due, and is lost then; the same text of the same
 * scrape is known, so that it is queued once.
 */
final class Scraper implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Scraper.class);

  /** Targets whose answers are waited for at a time; that takes no threads. */
  private static final int MOST_WAITING = 256;

  /** Threads that ingest: they mostly wait for etcd. */
  private static final int LANES = 4;

  private static final long MOST_PAUSE_MS = 1_000;
  private static final long STOP_PATIENCE_MS = 5_000;
  private static final double NANOS = 1e9;

  private final LiveIngest ingest;
  private final String usualCluster;
  private final InstantSource clock;
  private final ScrapeVitals vitals;
  private final Duration interval;
  private final long pauseMs;
  private final Fetcher fetcher;
  private final HeldBytes held;
  private final Room room = new Room(MOST_WAITING);
  private final List<SupervisedThread> lanes;
  private final AtomicBoolean losing = new AtomicBoolean();
  private final Set<Scrape> underWay = new HashSet<>();
  private volatile long untilMs = Long.MAX_VALUE;

  Scraper(
      LiveIngest ingest,
      String usualCluster,
      ScrapeSettings settings,
      InstantSource clock,
      ScrapeVitals vitals,
      Supervisor supervisor) {
    this.ingest = ingest;
    this.usualCluster = usualCluster;
    this.clock = clock;
    this.vitals = vitals;
    this.interval = settings.interval();
    this.pauseMs = Math.min(MOST_PAUSE_MS, interval.toMillis() / 10);
    this.fetcher = new Fetcher(interval);
    this.held = new HeldBytes(settings.heldBytes());
    this.lanes =
        IntStream.rangeClosed(1, LANES)
            .mapToObj(number -> new SupervisedThread("scrape-" + number, supervisor))
            .toList();
  }

  /** How long a target may take. */
  Duration deadline() {
    return fetcher.deadline();
  }

  /** From a time on, epoch milliseconds, nothing is tried again: who scrapes stops then. */
  void until(long timeMs) {
    untilMs = timeMs;
  }

  /**
   * Waits until no scrape is under way.
   *
   * @param mostMs milliseconds to wait at most
   * @return how many still are
   */
  int awaitIdle(long mostMs) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(mostMs);
    synchronized (underWay) {
      while (!underWay.isEmpty()) {
        long leftMs = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (leftMs <= 0) {
          break;
        }
        underWay.wait(leftMs);
      }
      return underWay.size();
    }
  }

  /** Begins a scrape, unless the target's last one is under way or too many are. */
  void scrape(ScrapedTarget target) {
    boolean down = target.isDown();
    if (!target.begin()) {
      vitals.skipped();
    } else if (!room.take(down)) {
      target.end();
      vitals.skipped();
    } else {
      new Scrape(target, down).begin();
    }
  }

  /** One scrape. Its texts are of the time when it began. */
  private final class Scrape {

    private final ScrapedTarget target;
    private final boolean wasDown;
    private final long beganMs = clock.millis();
    private final long beganNanos = System.nanoTime();
    private final HeldBytes.Share share = held.open();
    private double seconds;

    Scrape(ScrapedTarget target, boolean wasDown) {
      this.target = target;
      this.wasDown = wasDown;
    }

    void begin() {
      synchronized (underWay) {
        underWay.add(this);
      }
      try {
        var unused = fetcher.fetch(target.target().address().uri(), share).whenComplete(this::came);
      } catch (RuntimeException e) {
        came(null, e);
      }
    }

    private void came(byte[] text, Throwable problem) {
      seconds = (System.nanoTime() - beganNanos) / NANOS;
      room.giveBack(wasDown);
      lane().soon(problem == null ? () -> ingest(text) : () -> failed(problem));
    }

    /** A target's scrapes are ingested one after the other. */
    private SupervisedThread lane() {
      return lanes.get(Math.floorMod(target.target().name().hashCode(), LANES));
    }

    private void failed(Throwable problem) {
      Throwable cause = cause(problem);
      if (cause instanceof ScrapeFailedException failed && failed.isOurs()) {
        lost(failed.getMessage());
      } else {
        target.down(seconds, reason(cause));
        end();
      }
    }

    private void ingest(byte[] text) {
      try {
        LiveResult result = ingest.ingestText(sender(), text, text, clusters());
        if (losing.compareAndSet(true, false)) {
          LOG.info("what is scraped is queued again");
        }
        if (result.isAllRefused()) {
          target.down(seconds, refused(result));
        } else {
          target.up(seconds, OptionalLong.of(result.counts().accepted()));
        }
        end();
      } catch (KvException | IngestRefusedException | NewerFormatException | OutOfRoomException e) {
        target.up(seconds, OptionalLong.empty());
        again(text, e.getMessage());
      } catch (RuntimeException e) { // of this text alone: the next one may be better
        target.down(seconds, e.toString());
        end();
      }
    }

    private void again(byte[] text, String why) {
      if (clock.millis() + pauseMs < Math.min(beganMs + interval.toMillis(), untilMs)) {
        lane().later(() -> ingest(text), pauseMs);
      } else {
        lost(why);
      }
    }

    private void lost(String why) {
      if (losing.compareAndSet(false, true)) {
        LOG.warnf("what is scraped cannot be queued, and is lost: %s", why);
      }
      vitals.lost();
      end();
    }

    private void end() {
      share.close();
      target.end();
      synchronized (underWay) {
        underWay.remove(this);
        underWay.notifyAll();
      }
    }

    private Sender sender() {
      String host = target.target().address().host();
      Given given = new Given(host, null, Long.toString(beganMs), null, List.of());
      return new Sender(target.target().address().name(), "scrape", given);
    }

    private Clusters clusters() {
      return new Clusters(target.target().cluster(), usualCluster);
    }
  }

  private static Throwable cause(Throwable problem) {
    return problem instanceof CompletionException && problem.getCause() != null
        ? cause(problem.getCause())
        : problem;
  }

  private String reason(Throwable problem) {
    if (problem instanceof ScrapeFailedException) {
      return problem.getMessage();
    } else if (problem instanceof TimeoutException) {
      return "it did not answer within " + fetcher.deadline().toMillis() + " ms";
    } else if (problem instanceof ConnectException && problem.getMessage() == null) {
      return "no connection: " + problem.getCause();
    }
    return problem.toString();
  }

  private static String refused(LiveResult result) {
    String first =
        result.rejects().stream()
            .findFirst()
            .map(row -> "; line " + row.line() + ": " + row.reason())
            .orElse("");
    return "none of its text was taken: "
        + result.counts().rejected()
        + " samples were rejected and "
        + result.counts().expired()
        + " are older than is kept"
        + first;
  }

  /** Lets what is being ingested end. */
  @Override
  public void close() {
    lanes.forEach(SupervisedThread::shutdown);
    try {
      for (SupervisedThread lane : lanes) {
        if (!lane.awaitEnd(STOP_PATIENCE_MS)) {
          lane.shutdownNow();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
