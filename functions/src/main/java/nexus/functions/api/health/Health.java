package nexus.functions.api.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import nexus.functions.http.Failure;
import nexus.functions.meters.DrainVitals;
import nexus.functions.wiring.Settings;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Status;
import nexus.telemetry.query.stats.QueueQuery;

/** Whether the process can do its work; every answer comes within an etcd call's deadline. */
@Singleton
final class Health {

  private final Kv kv;
  private final Duration deadline;
  private final DrainCheck drain;

  Health(Kv kv, Settings settings, DrainCheck drain) {
    this.kv = kv;
    this.deadline = settings.etcd().callTimeout();
    this.drain = drain;
  }

  /**
   * An answer.
   *
   * @param good whether all is well
   * @param body what is said of it
   */
  record Answer(boolean good, Object body) {}

  private record Probe(Status status, Throwable problem) {}

  record HealthBody(String status, Checks checks) {}

  record Checks(ProcessState process, Drain drain, Etcd etcd, List<String> alarms) {}

  record ProcessState(String status, long uptimeMs) {}

  /** Absent is what is not known, and the drain's age where this process does not drain. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Drain(
      String status,
      Long lastDrainAgeMs,
      Long waitingMessages,
      Long oldestMessageAgeMs,
      String error) {

    static Drain of(DrainCheck.Found found) {
      String good = found.state().isPresent() ? "UP" : "OFF";
      return new Drain(
          found.problem().isPresent() ? "DOWN" : good,
          found.state().map(DrainVitals.State::lastDrainAgeMs).orElse(null),
          found.waiting().map(QueueQuery.Waiting::messages).orElse(null),
          found.waiting().map(QueueQuery.Waiting::oldestAgeMs).orElse(null),
          found.problem().orElse(null));
    }
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Etcd(
      boolean reachable,
      String version,
      Long dbSizeBytes,
      Long dbSizeInUseBytes,
      Long revision,
      String error) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record ReadyBody(String status, String error) {}

  /**
   * The process, its drain, etcd and etcd's alarms; etcd tells its state also to whom it lets read
   * nothing.
   */
  CompletionStage<Answer> health() {
    CompletableFuture<Optional<String>> unreadable =
        read().handle((page, problem) -> Optional.ofNullable(problem).map(Health::sentence));
    CompletableFuture<Probe> told = bounded(kv::status).handle(Probe::new);
    return told.thenCombine(unreadable, (state, why) -> etcd(state, why.orElse(null)))
        .thenCombine(drain.all(), (etcd, found) -> health(etcd, Drain.of(found)));
  }

  /** Whether etcd answers a read, and the drain does its work. */
  CompletionStage<Answer> ready() {
    return read()
        .handle((page, problem) -> Optional.ofNullable(problem).map(Health::sentence))
        .thenCombine(
            drain.problemAlone(), (etcd, found) -> ready(etcd.or(found::problem).orElse(null)));
  }

  private CompletableFuture<Page> read() {
    Range one = Range.prefix(Keyspace.clusters()).limit(1).keysOnly();
    return bounded(() -> kv.range(one));
  }

  private <T> CompletableFuture<T> bounded(Supplier<CompletableFuture<T>> call) {
    try {
      return call.get().copy().orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** etcd as it told of itself, and the alarms it raises. */
  private record Told(Etcd etcd, List<String> alarms) {

    boolean good() {
      return etcd.reachable() && etcd.error() == null && alarms.isEmpty();
    }
  }

  private static Answer health(Told told, Drain drain) {
    boolean good = told.good() && !drain.status().equals("DOWN");
    Checks checks = new Checks(process(), drain, told.etcd(), told.alarms());
    return new Answer(good, new HealthBody(good ? "UP" : "DOWN", checks));
  }

  private static ProcessState process() {
    return new ProcessState("UP", ManagementFactory.getRuntimeMXBean().getUptime());
  }

  private static Told etcd(Probe probe, String unreadable) {
    if (probe.problem() != null) {
      String problem = sentence(probe.problem());
      return new Told(new Etcd(false, null, null, null, null, problem), List.of());
    }
    Status status = probe.status();
    Etcd etcd =
        new Etcd(
            true,
            status.version(),
            status.dbSizeBytes(),
            status.dbSizeInUseBytes(),
            status.revision(),
            unreadable);
    return new Told(etcd, status.alarms());
  }

  private static Answer ready(String problem) {
    return problem == null
        ? new Answer(true, new ReadyBody("READY", null))
        : new Answer(false, new ReadyBody("NOT_READY", problem));
  }

  private static String sentence(Throwable problem) {
    Throwable cause = problem instanceof CompletionException ? problem.getCause() : problem;
    if (cause instanceof TimeoutException) {
      return "etcd did not answer in time";
    }
    return Failure.of(cause).status() == 503
        ? Failure.of(cause).error().message()
        : cause.getClass().getSimpleName() + ": " + cause.getMessage();
  }
}
