package nexus.telemetry.kv;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Waits for calls of a {@link Kv}. */
public final class KvFutures {

  private KvFutures() {}

  /**
   * Waits for {@code future}, which has a deadline of its own.
   *
   * @throws KvException when the call failed or the thread was interrupted
   */
  public static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KvException(KvException.Kind.TIMEOUT, "interrupted while waiting for etcd", e);
    } catch (ExecutionException | CompletionException e) {
      if (e.getCause() instanceof KvException failure) {
        failure.addSuppressed(new CallerTrace());
        throw failure;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new KvException(KvException.Kind.INTERNAL, String.valueOf(e.getCause()), e.getCause());
    }
  }

  /** Shows where the failed call was made from. */
  private static final class CallerTrace extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CallerTrace() {
      super("waited for here");
    }
  }
}
