package nexus.telemetry.drain;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import nexus.telemetry.drain.DrainResult.PartitionResult;
import nexus.telemetry.drain.PartitionWorkers.Done;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.model.Names;
import nexus.telemetry.model.Partition;
import nexus.telemetry.queue.QueueSnapshot;
import nexus.telemetry.store.DrainCounters;
import org.jboss.logging.Logger;

/**
 * Moves messages from the queue into the store. Any number of drainers may run at once: each takes
 * partitions nobody else has claimed, one a worker at a time.
 *
 * <p>A drain that finds nothing costs one etcd request.
 */
public final class Drainer implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Drainer.class);

  private final DrainContext context;
  private final Expiry expiry;
  private final PartitionWorkers workers;

  public Drainer(Kv kv, Keyspace keys, DrainOptions options, InstantSource clock) {
    this.context = DrainContext.of(kv, keys, options, clock);
    this.expiry = new Expiry(kv, keys, options, clock);
    this.workers = new PartitionWorkers(context);
  }

  /**
   * Drains until nothing waits or a limit is reached.
   *
   * @param cluster the cluster; null for every cluster that has messages
   * @return what was done; what was stored stays stored, whatever failed after it
   * @throws KvException when etcd failed before anything was stored
   */
  public DrainResult drain(String cluster, DrainLimits limits) {
    long startMs = context.clock().millis();
    QueueSnapshot waiting =
        cluster == null
            ? context.listing().waiting()
            : context.listing().waitingIn(Names.check("cluster", cluster));
    return drainWaiting(cluster, waiting, limits, startMs);
  }

  /**
   * Drains what a watch told of, of every cluster; where that is not all, what a listing finds.
   *
   * @return what was done; what was stored stays stored, whatever failed after it
   * @throws KvException when etcd failed before anything was stored
   */
  public DrainResult drainFed(DrainFeed feed, DrainLimits limits) {
    long startMs = context.clock().millis();
    QueueSnapshot waiting = feed.take().orElseGet(context.listing()::waiting);
    DrainResult result = drainWaiting(null, waiting, limits, startMs);
    if (result.partitions().stream()
        .allMatch(partition -> partition.outcome() == DrainResult.Outcome.DRAINED)) {
      feed.settled(waiting);
    }
    return result;
  }

  /** Lets go of the partitions that are held between drains, so that others need not wait. */
  public void release() {
    workers.release();
  }

  /** A feed for this drainer, which keeps what a watch tells of its partitions. */
  public DrainFeed feed() {
    return new DrainFeed(context.keys(), context.options()::takes);
  }

  private DrainResult drainWaiting(
      String cluster, QueueSnapshot waiting, DrainLimits limits, long startMs) {
    if (waiting.isEmpty()) {
      return new DrainResult(cluster, 0, 0, 0, 0, 0, 0, 0, List.of(), elapsed(startMs));
    }
    long strays = setStraysAside(waiting);
    List<Done> done = workers.drainAll(partitions(waiting), waiting, limits);
    DrainResult result = sum(cluster, done, strays, remaining(waiting, done), startMs);
    expire(waiting.partitions().keySet(), done);
    return result;
  }

  private long setStraysAside(QueueSnapshot waiting) {
    long moved = 0;
    for (var strays : waiting.strays().entrySet()) {
      for (var stray : strays.getValue()) {
        LOG.warnf("dead letter: %.300s lies in no partition", stray.key());
        moved += context.failed().stray(strays.getKey(), stray, context.clock().millis()) ? 1 : 0;
      }
    }
    return moved;
  }

  /** The partitions to drain, in random order, so that drainers that start together part. */
  private List<Partition> partitions(QueueSnapshot waiting) {
    List<Partition> partitions = new ArrayList<>();
    waiting
        .partitions()
        .forEach(
            (cluster, numbers) ->
                numbers.stream()
                    .filter(context.options()::takes)
                    .forEach(number -> partitions.add(new Partition(cluster, number))));
    Collections.shuffle(partitions);
    return partitions;
  }

  /** Counts only where something may be left: to count costs etcd as much as to list. */
  private long remaining(QueueSnapshot waiting, List<Done> done) {
    long found = waiting.partitions().values().stream().mapToInt(Set::size).sum();
    long drained = done.stream().filter(Done::drained).count();
    if (waiting.strays().isEmpty() && drained == found) {
      return 0;
    }
    Set<String> clusters = new TreeSet<>(waiting.partitions().keySet());
    clusters.addAll(waiting.strays().keySet());
    long remaining = 0;
    for (String cluster : clusters) {
      remaining += context.listing().count(cluster);
    }
    return remaining;
  }

  private DrainResult sum(
      String cluster, List<Done> done, long strays, long remaining, long startMs) {
    long messages = 0;
    long samples = 0;
    long deadLettered = strays;
    DrainCounters stored = DrainCounters.ZERO;
    KvException failure = null;
    List<PartitionResult> partitions = new ArrayList<>();
    for (Done one : done) {
      messages += one.result().messages();
      samples += one.result().samples();
      deadLettered += one.result().deadLettered();
      stored = stored.plus(one.stored());
      failure = failure == null ? one.failure() : failure;
      partitions.add(one.result());
    }
    if (failure != null && messages == 0) {
      throw failure;
    }
    partitions.sort(
        Comparator.comparing(PartitionResult::cluster).thenComparing(PartitionResult::partition));
    return new DrainResult(
        cluster,
        messages,
        samples,
        stored.added(),
        stored.overwritten(),
        stored.unchanged(),
        deadLettered,
        remaining,
        partitions,
        elapsed(startMs));
  }

  private void expire(Set<String> clusters, List<Done> done) {
    for (String cluster : clusters) {
      long newestMs =
          done.stream()
              .filter(one -> one.result().cluster().equals(cluster))
              .mapToLong(one -> one.stored().newestMs())
              .max()
              .orElse(0);
      expiry.run(cluster, newestMs);
    }
  }

  private long elapsed(long startMs) {
    return context.clock().millis() - startMs;
  }

  /** Stops a drain that runs, which loses nothing, and lets go of what is claimed. */
  @Override
  public void close() {
    workers.close();
  }
}
