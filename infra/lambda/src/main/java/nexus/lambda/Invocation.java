package nexus.lambda;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * One event on its way through the function.
 *
 * @param id the request's identity
 * @param event what the handler is to be given
 * @param deadlineMs when the function is to have answered, epoch milliseconds
 * @param result what becomes of it
 */
record Invocation(
    String id, String event, long deadlineMs, CompletableFuture<InvocationResult> result) {

  static Invocation of(String event, long deadlineMs) {
    return new Invocation(
        UUID.randomUUID().toString(), event, deadlineMs, new CompletableFuture<>());
  }
}
