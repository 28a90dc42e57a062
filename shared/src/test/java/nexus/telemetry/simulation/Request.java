package nexus.telemetry.simulation;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Txn;

/**
 * A call of the store that is under way.
 *
 * @param from whose it is
 * @param what a range, a transaction, or a word
 * @param call has the store do it
 * @param answer what its caller waits for
 */
record Request<T>(
    SimulatedKv from, Object what, Supplier<CompletableFuture<T>> call, Call<T> answer) {

  /** Has the store do it, and answers. */
  void done() {
    var unused =
        call.get()
            .whenComplete(
                (result, failure) -> {
                  if (failure == null) {
                    answer.complete(result);
                  } else {
                    answer.completeExceptionally(failure);
                  }
                });
  }

  /** Has the store do it; nobody hears of it. */
  void doneUnheard() {
    var unused = call.get();
  }

  void fail(KvException.Kind kind) {
    answer.completeExceptionally(new KvException(kind, "simulated", null));
  }

  boolean puts() {
    return what instanceof Txn txn && txn.then().stream().anyMatch(Op.Put.class::isInstance);
  }
}
