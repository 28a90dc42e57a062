package nexus.functions.events;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.work.SupervisedThread;
import nexus.telemetry.work.Supervisor;
import org.jboss.logging.Logger;

/**
 * What a cluster's listeners are told, by one thread and one set of watches for all of them.
 *
 * <p>A watch only says that something changed. Then, at most once in {@value #PAUSE_MS} ms, the
 * figures are made anew, and the hosts listed whose newest values were put since the listing
 * before; so it does not matter which change a watch told of, or whether one ended in between: it
 * is begun anew behind such a listing. While etcd fails, that is tried again after a pause that
 * doubles up to {@value #LONGEST_PAUSE_MS} ms.
 */
final class ClusterFeed implements AutoCloseable {

  /** Who is told. */
  interface Listener {

    /** Tells of events; never waits. */
    void send(String events);

    /** Ends what is sent. */
    void end();
  }

  /** Events are sent at most once in this time. */
  static final long PAUSE_MS = 1_000;

  private static final Logger LOG = Logger.getLogger(ClusterFeed.class);
  private static final long LONGEST_PAUSE_MS = 8_000;
  private static final long HEARTBEAT_MS = 15_000;
  private static final String HEARTBEAT = ": still here\n\n";

  private final Kv kv;
  private final Keyspace keys;
  private final String cluster;
  private final Supplier<String> summary;
  private final SupervisedThread thread;

  // Touched by that one thread alone.
  private final Set<Listener> listeners = new LinkedHashSet<>();
  private final List<Kv.Watch> watches = new ArrayList<>();
  private final Set<String> untold = new LinkedHashSet<>();
  private long seenRevision;
  private long pauseMs = PAUSE_MS;
  private boolean telling;
  private boolean changed;
  private boolean closed;

  /**
   * @param summary makes the cluster's figures, as JSON in one line
   */
  ClusterFeed(
      Kv kv, Keyspace keys, String cluster, Supplier<String> summary, Supervisor supervisor) {
    this.kv = kv;
    this.keys = keys;
    this.cluster = cluster;
    this.summary = summary;
    this.thread = new SupervisedThread("events", supervisor);
    thread.every(
        () -> listeners.forEach(listener -> listener.send(HEARTBEAT)), HEARTBEAT_MS, HEARTBEAT_MS);
  }

  /** Tells {@code listener} how the cluster is, and from then on of every change. */
  void join(Listener listener) {
    thread.soon(
        () -> {
          listeners.add(listener);
          if (watches.isEmpty()) {
            onChange();
          } else {
            tellAtOnce(listener);
          }
        });
  }

  private void tellAtOnce(Listener listener) {
    try {
      listener.send(events(List.of(), summary.get()));
    } catch (RuntimeException e) {
      failed(e);
      onChange();
    }
  }

  void leave(Listener listener) {
    thread.soon(() -> listeners.remove(listener));
  }

  /** Sees to it that listeners are told, soon but not twice within the pause. */
  private void onChange() {
    changed = true;
    if (!telling) {
      telling = true;
      thread.soon(this::tell);
    }
  }

  private void tell() {
    if (closed) {
      return;
    }
    if (!changed) {
      telling = false;
      return;
    }
    changed = false;
    try {
      untold.addAll(changedHosts());
      watchIfNotYet();
      String events = events(untold, summary.get());
      untold.clear();
      listeners.forEach(listener -> listener.send(events));
      pauseMs = PAUSE_MS;
    } catch (RuntimeException e) {
      failed(e);
    } catch (Error e) {
      changed = true; // what was not told is told when this is done anew
      throw e;
    }
    thread.later(this::tell, pauseMs);
  }

  private void failed(RuntimeException why) {
    if (pauseMs == PAUSE_MS) {
      LOG.warnf("events wait: cluster=%s %s", cluster, why.getMessage());
    }
    changed = true;
    pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
  }

  /** Hosts whose newest values were put since this was asked before; none the first time. */
  private List<String> changedHosts() {
    Range newest = Range.prefix(keys.latest(cluster));
    Range asked =
        seenRevision == 0 ? newest.countOnly() : newest.changedAfter(seenRevision).keysOnly();
    Page page = KvFutures.await(kv.range(asked));
    seenRevision = page.revision();
    return page.entries().stream().map(entry -> Keyspace.latestHost(entry.key())).toList();
  }

  /** Counters change with every ingest and drain, letters with every message set aside. */
  private void watchIfNotYet() {
    if (watches.isEmpty()) {
      watch(Range.prefix(keys.latest(cluster)));
      watch(Range.prefix(keys.ingestCounters(cluster)));
      watch(Range.prefix(keys.drainCounters(cluster)));
      watch(keys.deadLetters(cluster));
    }
  }

  private void watch(Range range) {
    watches.add(
        kv.watch(
            range.from(),
            range.toExclusive(),
            seenRevision,
            at -> thread.soon(this::onChange),
            end -> thread.soon(this::watchEnded)));
  }

  private void watchEnded() {
    closeWatches();
    onChange();
  }

  private String events(Collection<String> hosts, String summaryJson) {
    StringBuilder text = new StringBuilder();
    if (!hosts.isEmpty()) { // names need no escaping: they are of letters, digits and a few signs
      String names = "\"" + String.join("\",\"", hosts) + "\"";
      event(text, "hosts", "{\"revision\":" + seenRevision + ",\"hosts\":[" + names + "]}");
    }
    event(text, "stats", summaryJson);
    return text.toString();
  }

  private void event(StringBuilder text, String name, String data) {
    text.append("id: ").append(seenRevision).append('\n');
    text.append("event: ").append(name).append('\n');
    text.append("data: ").append(data).append("\n\n");
  }

  private void closeWatches() {
    watches.forEach(Kv.Watch::close);
    watches.clear();
  }

  /** Ends what every listener is sent, and the watches. */
  @Override
  public void close() {
    thread.soon(
        () -> {
          closed = true;
          closeWatches();
          listeners.forEach(Listener::end);
          listeners.clear();
        });
    thread.shutdown();
  }

  /** Waits until it is closed, for a while. */
  void awaitClosed() {
    try {
      if (!thread.awaitEnd(LONGEST_PAUSE_MS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
