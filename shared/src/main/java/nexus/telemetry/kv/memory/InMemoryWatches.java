package nexus.telemetry.kv.memory;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.Range;

/**
 * The watches of an {@link InMemoryKv}, which holds its lock around every call. One thread calls
 * all watchers, so each gets the changes in order and never in the thread that made them.
 *
 * <pre>
 * log       revision → keys changed by it, from the compaction point on
 * watches   those that still listen
 * </pre>
 */
final class InMemoryWatches {

  private final NavigableMap<Long, List<String>> log = new TreeMap<>();
  private final Set<Watcher> watches = new LinkedHashSet<>();
  private final ExecutorService teller =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "in-memory-kv-watches");
            thread.setDaemon(true);
            return thread;
          });

  void changed(long revision, List<String> keys) {
    log.put(revision, List.copyOf(keys));
    watches.forEach(watch -> tell(watch, revision, keys));
  }

  void add(Watcher watch, long afterRevision) {
    watches.removeIf(Watcher::closed);
    watches.add(watch);
    log.tailMap(afterRevision, false).forEach((revision, keys) -> tell(watch, revision, keys));
  }

  void refuse(Watcher watch, KvException why) {
    teller.execute(() -> watch.end(why));
  }

  private void tell(Watcher watch, long revision, List<String> keys) {
    if (keys.stream().anyMatch(watch::covers)) {
      teller.execute(() -> watch.change(revision));
    }
  }

  void compact(long revision) {
    log.headMap(revision).clear();
  }

  void close() {
    watches.forEach(Watcher::close);
    watches.clear();
    teller.shutdown();
  }

  /** One watch. */
  static final class Watcher implements Kv.Watch {
    private final String from;
    private final String toExclusive;
    private final Consumer<Long> onChange;
    private final Consumer<KvException> onEnd;
    private volatile boolean closed;

    Watcher(String from, String toExclusive, Consumer<Long> onChange, Consumer<KvException> onEnd) {
      this.from = from;
      this.toExclusive = toExclusive;
      this.onChange = onChange;
      this.onEnd = onEnd;
    }

    boolean covers(String key) {
      return !closed && Range.holds(from, toExclusive, key);
    }

    void change(long revision) {
      if (!closed) {
        try {
          onChange.accept(revision);
        } catch (RuntimeException | Error e) {
          end(new KvException(KvException.Kind.INTERNAL, "the watch's own callback failed", e));
        }
      }
    }

    void end(KvException why) {
      if (!closed) {
        closed = true;
        onEnd.accept(why);
      }
    }

    boolean closed() {
      return closed;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
