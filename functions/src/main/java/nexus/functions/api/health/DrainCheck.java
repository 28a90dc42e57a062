package nexus.functions.api.health;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import nexus.functions.meters.DrainVitals;
import nexus.functions.meters.DrainVitals.State;
import nexus.functions.wiring.Settings;
import nexus.telemetry.query.stats.QueueQuery;
import nexus.telemetry.query.stats.QueueQuery.Waiting;

/**
 * Whether the drain of this process does its work: it is down when its thread has ended, and when
 * it stands still while messages wait. Where this process does not drain nothing is found wrong.
 *
 * <p>The queue is asked once for all who ask at the same time, and not twice within a second.
 */
@Singleton
final class DrainCheck {

  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final DrainVitals vitals;
  private final QueueQuery queue;
  private final Duration deadline;
  private final HealthThreads threads;
  private CompletableFuture<Waiting> asked;
  private long askedNanos;

  DrainCheck(DrainVitals vitals, QueueQuery queue, Settings settings, HealthThreads threads) {
    this.vitals = vitals;
    this.queue = queue;
    this.deadline = settings.etcd().callTimeout();
    this.threads = threads;
  }

  /**
   * What is found.
   *
   * @param state how the drain is; empty where this process does not drain
   * @param waiting what waits in the queue; empty where etcd does not tell
   */
  record Found(Optional<State> state, Optional<Waiting> waiting) {

    /** What is wrong; empty where nothing is. */
    Optional<String> problem() {
      return state.filter(State::standsStill).flatMap(this::problem);
    }

    private Optional<String> problem(State still) {
      if (!still.running()) {
        return Optional.of("the drain has ended; the process must be started again");
      }
      return waiting
          .filter(those -> those.messages() > 0)
          .map(
              those ->
                  "nothing was drained for "
                      + still.lastDrainAgeMs() / 1_000
                      + " s while messages wait: "
                      + those.messages());
    }
  }

  /** Looks at the drain, and at what waits. */
  CompletableFuture<Found> all() {
    Optional<State> state = vitals.state();
    return waiting()
        .thenApply(those -> new Found(state, Optional.of(those)))
        .exceptionally(unknown -> new Found(state, Optional.empty()));
  }

  /** The same, but asks what waits only where it matters. */
  CompletableFuture<Found> problemAlone() {
    Optional<State> state = vitals.state();
    return state.filter(State::standsStill).isPresent()
        ? all()
        : CompletableFuture.completedFuture(new Found(state, Optional.empty()));
  }

  private synchronized CompletableFuture<Waiting> waiting() {
    boolean fresh = asked != null && System.nanoTime() - askedNanos < FRESH_NANOS;
    if (!fresh && (asked == null || asked.isDone())) {
      askedNanos = System.nanoTime();
      asked = threads.ask(queue::waiting);
    }
    return asked.copy().orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS);
  }
}
