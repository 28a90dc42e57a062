package nexus.telemetry.kv.jetcd;

import io.etcd.jetcd.Client;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Makes calls, and repeats within a call's deadline what is safe to repeat.
 *
 * <pre>
 * 0        a third   two thirds   the deadline
 * |-----------|-----------|-----------|
 * | attempt --+- no connection yet: taken back, and made anew with another client
 *             +- a read, sent:      made once more with another client; the first to succeed counts
 *             +- a change, sent:    waited for, as etcd may have done it
 * </pre>
 *
 * <p>Without this the first call after an outage waits for its whole deadline on a connection that
 * is open and dead. Also made anew are a call that was refused a connection, after a moment a read
 * whose connection was closed before the answer, and, a few times with a new token, one that etcd
 * refused because this client's had run out.
 */
final class EtcdCalls {

  /** Longer than the deadline that the call itself carries: it ends calls that lost theirs. */
  private static final Duration AFTER_DEADLINE = Duration.ofMillis(500);

  private static final int ATTEMPTS = 3;
  private static final int TOKEN_ATTEMPTS = 5;

  /** Doubled before every further attempt. */
  private static final long PAUSE_MS = 25;

  private final Duration timeout;
  private final EtcdConnection connection;
  private final Executor pool;

  /** What is asked of a client, until when, and whether asking twice changes nothing. */
  private record Request<R>(
      Function<Client, CompletableFuture<R>> what, boolean read, Deadline deadline) {}

  /**
   * @param timeout of a call, all its attempts together
   */
  EtcdCalls(Duration timeout, EtcdConnection connection, Executor pool) {
    this.timeout = timeout;
    this.connection = connection;
    this.pool = pool;
  }

  /** A part of a call's deadline that leaves enough of it for another attempt. */
  static Duration patience(Duration timeout) {
    return timeout.dividedBy(ATTEMPTS);
  }

  /**
   * How long nothing must have come on a connection that a late call gives up. Less than the call
   * has waited, as the answer to another may have come just when it was made.
   */
  private Duration silence() {
    return patience(timeout).dividedBy(2);
  }

  /** Makes a call that changes nothing. */
  <R> CompletableFuture<R> read(Client client, Function<Client, CompletableFuture<R>> what) {
    return make(client, new Request<>(what, true, deadline(timeout)), ATTEMPTS);
  }

  /** Makes a call that etcd may have done when it fails. */
  <R> CompletableFuture<R> change(Client client, Function<Client, CompletableFuture<R>> what) {
    return make(client, new Request<>(what, false, deadline(timeout)), ATTEMPTS);
  }

  static Deadline deadline(Duration timeout) {
    return Deadline.after(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  private <R> CompletableFuture<R> make(Client client, Request<R> request, int attempts) {
    Attempt attempt = new Attempt(request.deadline());
    CompletableFuture<R> first = send(client, request, attempt);
    CompletableFuture<R> answer =
        first.exceptionallyComposeAsync(
            failure -> again(client, request, attempt, attempts - 1, failure), pool);
    return attempts == 1
        ? answer
        : late(
            first,
            answer,
            patience(timeout),
            pool,
            () -> moved(client, request, attempt, attempts - 1, answer));
  }

  /**
   * {@code answer}, or what {@code instead} says once {@code first} has taken for {@code patience}.
   */
  static <R> CompletableFuture<R> late(
      CompletableFuture<R> first,
      CompletableFuture<R> answer,
      Duration patience,
      Executor pool,
      Supplier<CompletableFuture<R>> instead) {
    CompletableFuture<Void> pause =
        new CompletableFuture<Void>()
            .completeOnTimeout(null, patience.toNanos(), TimeUnit.NANOSECONDS);
    var unused = first.whenComplete((done, failed) -> pause.complete(null));
    return pause.thenCompose(
        over ->
            first.isDone()
                ? answer
                : CompletableFuture.runAsync(() -> {}, pool).thenCompose(late -> instead.get()));
  }

  /** A call that is late: its {@code answer}, or another's where that comes first. */
  private <R> CompletableFuture<R> moved(
      Client client,
      Request<R> request,
      Attempt attempt,
      int attemptsLeft,
      CompletableFuture<R> answer) {
    if (!attempt.sent()) {
      attempt.takeBack();
      return answer;
    }
    Optional<Client> other =
        request.read() ? connection.unanswered(client, silence()) : Optional.empty();
    return other
        .map(instead -> either(answer, make(instead, request, attemptsLeft)))
        .orElse(answer);
  }

  /** The first of two to succeed, or the failure of the second where both fail. */
  static <R> CompletableFuture<R> either(CompletableFuture<R> one, CompletableFuture<R> two) {
    CompletableFuture<R> result = one.exceptionallyCompose(failure -> two);
    var unused = two.thenAccept(result::complete);
    return result;
  }

  /** The call once more where it was not applied and may fare better now. */
  private <R> CompletableFuture<R> again(
      Client client, Request<R> request, Attempt attempt, int attemptsLeft, Throwable failure) {
    if (EtcdErrors.isStaleToken(failure)) {
      return withNewToken(client, request, 1);
    }
    return Optional.of(attemptsLeft)
        .filter(left -> left > 0)
        .flatMap(left -> instead(client, request, attempt, failure))
        .map(
            other ->
                other == client
                    ? afterPause(ATTEMPTS - attemptsLeft, () -> make(other, request, attemptsLeft))
                    : make(other, request, attemptsLeft))
        .orElseGet(() -> CompletableFuture.failedFuture(failure));
  }

  /**
   * Who may make a call that {@code client} has failed at: one that no connection took, or a read
   * whose connection was closed before its answer.
   */
  private Optional<Client> instead(
      Client client, Request<?> request, Attempt attempt, Throwable failure) {
    boolean repeatable = request.read() || !attempt.sent();
    if (repeatable && !attempt.takenBack() && EtcdErrors.isConnectionLost(failure)) {
      // A client that has lost its connection for a while fails at once until it connects again.
      return connection.refused(client).or(() -> Optional.of(client));
    }
    if (attempt.sent()) {
      return Optional.empty();
    }
    if (attempt.takenBack()) {
      return connection.unconnected(client, silence()).or(() -> Optional.of(client));
    }
    return EtcdErrors.isConnectionRefused(failure) ? connection.refused(client) : Optional.empty();
  }

  /**
   * The call with a token that was fetched meanwhile, a few times: a member that has just started
   * learns of a token later than the one that gave it out.
   */
  private <R> CompletableFuture<R> withNewToken(Client client, Request<R> request, int attempt) {
    return send(client, request, new Attempt(request.deadline()))
        .exceptionallyCompose(
            failure ->
                attempt < TOKEN_ATTEMPTS && EtcdErrors.isStaleToken(failure)
                    ? afterPause(attempt, () -> withNewToken(client, request, attempt + 1))
                    : CompletableFuture.failedFuture(failure));
  }

  private <R> CompletableFuture<R> afterPause(int attempt, Supplier<CompletableFuture<R>> call) {
    Executor later =
        CompletableFuture.delayedExecutor(PAUSE_MS << attempt, TimeUnit.MILLISECONDS, pool);
    return CompletableFuture.runAsync(() -> {}, later).thenCompose(paused -> call.get());
  }

  private static <R> CompletableFuture<R> send(Client client, Request<R> request, Attempt attempt) {
    long left = request.deadline().timeRemaining(TimeUnit.MILLISECONDS);
    return attempt
        .begin(() -> request.what().apply(client))
        .orTimeout(left + AFTER_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
  }
}
