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
import nexus.functions.wiring.Settings;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Status;

/** Whether the process can do its work; every answer comes within an etcd call's deadline. */
@Singleton
final class Health {

  private final Kv kv;
  private final Duration deadline;

  Health(Kv kv, Settings settings) {
    this.kv = kv;
    this.deadline = settings.etcd().callTimeout();
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

  record Checks(ProcessState process, Etcd etcd, List<String> alarms) {}

  record ProcessState(String status, long uptimeMs) {}

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
   * The process, etcd and etcd's alarms; etcd tells its state also to whom it lets read nothing.
   */
  CompletionStage<Answer> health() {
    CompletableFuture<Optional<String>> unreadable =
        read().handle((page, problem) -> Optional.ofNullable(problem).map(Health::sentence));
    CompletableFuture<Probe> told = bounded(kv::status).handle(Probe::new);
    return told.thenCombine(
        unreadable, (state, why) -> health(state.status, state.problem, why.orElse(null)));
  }

  /** Whether etcd answers a read. */
  CompletionStage<Answer> ready() {
    return read().handle((page, problem) -> ready(problem));
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

  private static Answer health(Status status, Throwable problem, String unreadable) {
    boolean good = problem == null && unreadable == null && status.alarms().isEmpty();
    List<String> alarms = problem == null ? status.alarms() : List.of();
    Checks checks = new Checks(process(), etcd(status, problem, unreadable), alarms);
    return new Answer(good, new HealthBody(good ? "UP" : "DOWN", checks));
  }

  private static ProcessState process() {
    return new ProcessState("UP", ManagementFactory.getRuntimeMXBean().getUptime());
  }

  private static Etcd etcd(Status status, Throwable problem, String unreadable) {
    return problem == null
        ? new Etcd(
            true,
            status.version(),
            status.dbSizeBytes(),
            status.dbSizeInUseBytes(),
            status.revision(),
            unreadable)
        : new Etcd(false, null, null, null, null, sentence(problem));
  }

  private static Answer ready(Throwable problem) {
    return problem == null
        ? new Answer(true, new ReadyBody("READY", null))
        : new Answer(false, new ReadyBody("NOT_READY", sentence(problem)));
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
