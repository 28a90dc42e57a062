package nexus.functions.live;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.scheduler.Scheduler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import nexus.telemetry.ingest.LiveIngest;

/** Notes every few seconds what live sources sent and is not noted yet: the last of it, mostly. */
@Singleton
final class SourceNotes {

  private static final String JOB = "sources";
  private static final String INTERVAL = "5s";

  private final LiveIngest ingest;
  private final Scheduler scheduler;

  SourceNotes(LiveIngest ingest, Scheduler scheduler) {
    this.ingest = ingest;
    this.scheduler = scheduler;
  }

  void start(@Observes StartupEvent event) {
    scheduler
        .newJob(JOB)
        .setInterval(INTERVAL)
        .setConcurrentExecution(ConcurrentExecution.SKIP)
        .setTask(execution -> ingest.note())
        .schedule();
  }
}
