package nexus.telemetry.kv.jetcd;

import io.etcd.jetcd.Watch.Listener;
import io.etcd.jetcd.Watch.Watcher;
import io.etcd.jetcd.watch.WatchResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;

/**
 * One watch. jetcd tells of changes in the thread that reads from the network, and takes up a
 * broken watch again by itself without a word; here callbacks run one after the other in threads of
 * their own, and the first failure ends the watch.
 */
final class EtcdWatch implements Kv.Watch, Listener {

  private final Executor pool;
  private final Consumer<WatchResponse> onChange;
  private final Consumer<KvException> onEnd;
  private final Function<Throwable, KvException> failure;

  /** jetcd's watch. It may fail before it is known here; whoever closes it waits for it. */
  private final CompletableFuture<Watcher> watcher = new CompletableFuture<>();

  private CompletableFuture<Void> calls = CompletableFuture.completedFuture(null);
  private boolean ending;
  private volatile boolean ended;

  EtcdWatch(
      Executor pool,
      Consumer<WatchResponse> onChange,
      Consumer<KvException> onEnd,
      Function<Throwable, KvException> failure) {
    this.pool = pool;
    this.onChange = onChange;
    this.onEnd = onEnd;
    this.failure = failure;
  }

  void started(Watcher started) {
    watcher.complete(started);
  }

  @Override
  public synchronized void onNext(WatchResponse response) {
    if (!ending && !response.getEvents().isEmpty()) {
      calls = calls.thenRunAsync(() -> tell(response), pool);
    }
  }

  private void tell(WatchResponse response) {
    if (!ended) {
      try {
        onChange.accept(response);
      } catch (RuntimeException | Error e) { // else no further change would be told
        end(new KvException(KvException.Kind.INTERNAL, "the watch's own callback failed", e));
      }
    }
  }

  @Override
  public void onError(Throwable cause) {
    end(failure.apply(cause));
  }

  @Override
  public void onCompleted() {
    end(new KvException(KvException.Kind.UNAVAILABLE, "etcd ended the watch", null));
  }

  /** The first end is told; jetcd reports one more for its own closing. */
  private synchronized void end(KvException why) {
    if (!ending) {
      ending = true;
      calls = calls.thenRunAsync(() -> tellEnd(why), pool);
      closeWatcher();
    }
  }

  private void tellEnd(KvException why) {
    if (!ended) {
      ended = true;
      onEnd.accept(why);
    }
  }

  @Override
  public synchronized void close() {
    ending = true;
    ended = true;
    closeWatcher();
  }

  /** In another thread: jetcd calls listeners with a lock held that closing needs. */
  private void closeWatcher() {
    var unused = watcher.thenAcceptAsync(Watcher::close, pool);
  }
}
