package nexus.telemetry.drain;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import nexus.telemetry.drain.DrainResult.PartitionResult;
import nexus.telemetry.drain.PartitionWorkers.Done;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.model.Names;
import nexus.telemetry.model.Partition;
import nexus.telemetry.queue.MessageCodec;
import nexus.telemetry.queue.QueueSnapshot;
import nexus.telemetry.queue.QueueSnapshot.Listed;
import nexus.telemetry.queue.QueueSnapshot.QueuedMessage;
import nexus.telemetry.store.DrainCounters;
import org.jboss.logging.Logger;

/**
 * Moves messages from the queue into the store. Any number of drainers may run at once. Each takes
 * partitions that nobody else has claimed; a worker takes one at a time.
 *
 * <p>A drain that finds nothing costs one etcd request.
 */
public final class Drainer implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Drainer.class);

  private final DrainContext context;
  private final Expiry expiry;
  private final UsageRollups usage;
  private final PartitionWorkers workers;
  private final Random order;

  public Drainer(Kv kv, Keyspace keys, DrainOptions options, InstantSource clock) {
    this(kv, keys, options, clock, new Random());
  }

  /**
   * @param order in which order partitions are taken; drainers that share one get in each other's
   *     way
   */
  public Drainer(Kv kv, Keyspace keys, DrainOptions options, InstantSource clock, Random order) {
    this.order = order;
    this.context = DrainContext.of(kv, keys, options, clock);
    this.expiry = new Expiry(context);
    this.usage = new UsageRollups(context);
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
    return drainWaiting(cluster, waiting, limits, startMs).result();
  }

  /**
   * Drains what a watch told of, in every cluster. Where the watch did not tell all, this drains
   * what a listing finds.
   *
   * @return what was done; what was stored stays stored, whatever failed after it
   * @throws KvException when etcd failed before anything was stored
   */
  public DrainResult drainFed(DrainFeed feed, DrainLimits limits) {
    long startMs = context.clock().millis();
    QueueSnapshot waiting = feed.take().orElseGet(context.listing()::waiting);
    Round round = drainWaiting(null, waiting, limits, startMs);
    if (round.done().stream().allMatch(Done::settled)) {
      feed.settled(waiting, round.left());
    }
    return round.result();
  }

  /** Lets go of the partitions that are held between drains, so that others need not wait. */
  public void release() {
    workers.release();
  }

  /** A feed for this drainer, which keeps what a watch tells of its partitions. */
  public DrainFeed feed() {
    return new DrainFeed(context.keys(), context.options()::takes);
  }

  /** What one drain did, in sum and by partition. */
  private record Round(DrainResult result, List<Done> done) {

    /** What waits for a newer release. */
    List<QueuedMessage> left() {
      return done.stream().flatMap(one -> one.waiting().stream()).toList();
    }
  }

  private Round drainWaiting(
      String cluster, QueueSnapshot waiting, DrainLimits limits, long startMs) {
    if (waiting.isEmpty()) {
      DrainResult nothing =
          new DrainResult(cluster, 0, 0, 0, 0, 0, 0, 0, 0, List.of(), elapsed(startMs));
      return new Round(nothing, List.of());
    }
    long strays = setStraysAside(waiting);
    List<Done> done = drainPartitions(waiting, limits);
    DrainResult result = sum(cluster, done, strays, remaining(waiting, done), startMs);
    context.waits().log(result.newerFormat(), done.stream().map(Done::partition).toList());
    expire(waiting.partitions().keySet(), done);
    return new Round(result, done);
  }

  /** Drains those partitions in which not every message is known to wait for a newer release. */
  private List<Done> drainPartitions(QueueSnapshot waiting, DrainLimits limits) {
    List<Done> done = new ArrayList<>();
    List<Partition> toDrain = new ArrayList<>();
    for (Partition partition : partitions(waiting)) {
      List<QueuedMessage> listed =
          waiting.listed(partition).map(Listed::messages).orElse(List.of());
      List<QueuedMessage> waits = context.waits().of(partition).among(listed);
      if (waits.isEmpty() || waits.size() < listed.size()) {
        toDrain.add(partition);
      } else {
        done.add(Done.waiting(partition, waits));
      }
    }
    done.addAll(workers.drainAll(toDrain, waiting, limits));
    return done;
  }

  private long setStraysAside(QueueSnapshot waiting) {
    long moved = 0;
    for (var strays : waiting.strays().entrySet()) {
      for (var stray : strays.getValue()) {
        long nowMs = context.clock().millis();
        boolean aside =
            context.failed().stray(strays.getKey(), stray, nowMs, MessageCodec::isNewer);
        if (aside) {
          LOG.warnf("dead letter: %.300s lies in no partition", stray.key());
          moved++;
        }
      }
    }
    return moved;
  }

  /**
   * The partitions to drain, in random order, so that drainers that start together take different
   * ones.
   */
  private List<Partition> partitions(QueueSnapshot waiting) {
    List<Partition> partitions = new ArrayList<>();
    waiting
        .partitions()
        .forEach(
            (cluster, numbers) ->
                numbers.stream()
                    .filter(context.options()::takes)
                    .forEach(number -> partitions.add(new Partition(cluster, number))));
    Collections.shuffle(partitions, order);
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
    long newerFormat = 0;
    DrainCounters stored = DrainCounters.ZERO;
    KvException failure = null;
    List<PartitionResult> partitions = new ArrayList<>();
    for (Done one : done) {
      messages += one.result().messages();
      samples += one.result().samples();
      deadLettered += one.result().deadLettered();
      newerFormat += one.waiting().size();
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
        newerFormat,
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
      usage.run(cluster, newestMs);
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
