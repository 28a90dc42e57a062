package nexus.functions.scrape;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.scheduler.Scheduler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import nexus.functions.meters.ScrapeVitals;
import nexus.functions.wiring.ScrapeSettings;
import nexus.functions.wiring.Settings;
import nexus.telemetry.ingest.LiveIngest;
import nexus.telemetry.work.SupervisedThread;
import nexus.telemetry.work.Supervisor;
import org.jboss.logging.Logger;

/**
 * Scrapes {@code SCRAPE_TARGETS} while the process runs; where that is unset, and on Lambda,
 * nothing begins.
 */
@Singleton
final class Scraping {

  private static final Logger LOG = Logger.getLogger(Scraping.class);
  private static final String JOB = "scrape";

  /** How often it is looked whose turn it is. */
  private static final String ROUND = "1s";

  private final LiveIngest ingest;
  private final Settings settings;
  private final InstantSource clock;
  private final ScrapeVitals vitals;
  private final Supervisor supervisor;
  private final Scheduler scheduler;
  private Optional<Running> running = Optional.empty();

  Scraping(
      LiveIngest ingest,
      Settings settings,
      InstantSource clock,
      ScrapeVitals vitals,
      Supervisor supervisor,
      Scheduler scheduler) {
    this.ingest = ingest;
    this.settings = settings;
    this.clock = clock;
    this.vitals = vitals;
    this.supervisor = supervisor;
    this.scheduler = scheduler;
  }

  void start(@Observes StartupEvent event) {
    running = settings.scrape().filter(scrape -> !scrape.invoked()).map(this::begin);
  }

  private Running begin(ScrapeSettings scrape) {
    LOG.infof("scraping every %s", scrape.interval());
    Running begun = new Running(scrape);
    scheduler
        .newJob(JOB)
        .setInterval(ROUND)
        .setConcurrentExecution(ConcurrentExecution.SKIP)
        .setTask(execution -> begun.tick())
        .schedule();
    return begun;
  }

  void stop(@Observes ShutdownEvent event) {
    running.ifPresent(Running::stop);
  }

  /** The rounds, in a thread that begins a failed one anew. */
  private final class Running {

    private final SupervisedThread thread = new SupervisedThread("scrape", supervisor);
    private final AtomicBoolean due = new AtomicBoolean();
    private final Scraper scraper;
    private final Rounds rounds;

    Running(ScrapeSettings scrape) {
      this.scraper = new Scraper(ingest, settings.cluster(), scrape, clock, vitals, supervisor);
      this.rounds = new Rounds(scrape, clock, vitals, scraper::scrape);
    }

    void tick() {
      if (due.compareAndSet(false, true)) {
        thread.soon(
            () -> {
              rounds.round();
              due.set(false);
            });
      }
    }

    void stop() {
      scheduler.unscheduleJob(JOB);
      thread.shutdownNow();
      scraper.close();
    }
  }
}
