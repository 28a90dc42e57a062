package nexus.telemetry.drain;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import nexus.telemetry.drain.DrainResult.Outcome;
import nexus.telemetry.drain.DrainResult.PartitionResult;
import nexus.telemetry.etcd.Keyspace;
import nexus.telemetry.etcd.Kv;
import nexus.telemetry.etcd.KvException;
import nexus.telemetry.model.Names;
import nexus.telemetry.queue.Claims;
import nexus.telemetry.queue.Claims.Claimed;
import nexus.telemetry.queue.Claims.Wanted;
import nexus.telemetry.queue.QueueListing.Waiting;
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

  /** Seconds a claim outlives the budget: time for what was begun before it was spent. */
  private static final long CLAIM_MARGIN_SECONDS = 30;

  private final DrainContext context;
  private final Expiry expiry;
  private final ExecutorService workers;

  public Drainer(Kv kv, Keyspace keys, DrainOptions options, InstantSource clock) {
    this.context = DrainContext.of(kv, keys, options, clock);
    this.expiry = new Expiry(kv, keys, options, clock);
    AtomicInteger number = new AtomicInteger();
    this.workers =
        Executors.newFixedThreadPool(
            options.workers(),
            task -> {
              Thread thread = new Thread(task, "drain-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  private record Target(String cluster, String partition) {}

  /** What the workers of one drain share. */
  private record Work(
      LinkedBlockingQueue<Target> targets,
      Waiting waiting,
      Claims claims,
      Map<Target, Claimed> claimed,
      Budget budget) {}

  /** What one partition's drain did. */
  private record Done(PartitionResult result, DrainCounters stored, KvException failure) {}

  /**
   * Drains until nothing waits or a limit is reached.
   *
   * @param cluster the cluster; null for every cluster that has messages
   * @return what was done; what was stored stays stored, whatever failed after it
   * @throws KvException when etcd failed before anything was stored
   */
  public DrainResult drain(String cluster, DrainLimits limits) {
    long startMs = context.clock().millis();
    Waiting waiting =
        cluster == null
            ? context.listing().waiting()
            : context.listing().waitingIn(Names.check("cluster", cluster));
    if (waiting.isEmpty()) {
      return new DrainResult(cluster, 0, 0, 0, 0, 0, 0, 0, List.of(), elapsed(startMs));
    }
    long strays = setStraysAside(waiting);
    List<Done> done = drain(waiting, limits);
    DrainResult result = sum(cluster, done, strays, remaining(waiting, done), startMs);
    expire(waiting.partitions().keySet(), done);
    return result;
  }

  private long setStraysAside(Waiting waiting) {
    long moved = 0;
    for (var strays : waiting.strays().entrySet()) {
      for (var stray : strays.getValue()) {
        LOG.warnf("dead letter: %s lies in no partition", stray.key());
        moved += context.failed().stray(strays.getKey(), stray, context.clock().millis()) ? 1 : 0;
      }
    }
    return moved;
  }

  /** The partitions to drain, in random order, so that drainers that start together part. */
  private List<Target> targets(Waiting waiting) {
    List<Target> targets = new ArrayList<>();
    waiting
        .partitions()
        .forEach(
            (cluster, partitions) ->
                partitions.stream()
                    .filter(context.options()::takes)
                    .forEach(partition -> targets.add(new Target(cluster, partition))));
    Collections.shuffle(targets);
    return targets;
  }

  private List<Done> drain(Waiting waiting, DrainLimits limits) {
    List<Target> targets = targets(waiting);
    if (targets.isEmpty()) {
      return List.of();
    }
    long claimSeconds = limits.budgetMs() / 1000 + CLAIM_MARGIN_SECONDS;
    Claims claims =
        Claims.open(context.kv(), context.keys(), context.options().owner(), claimSeconds);
    try {
      Work work =
          new Work(
              new LinkedBlockingQueue<>(targets),
              waiting,
              claims,
              claimAll(targets, waiting, claims),
              new Budget(limits, context.clock()));
      return runWorkers(work);
    } finally {
      release(claims);
    }
  }

  /**
   * Claims all partitions in one request, where so little waits that they are not worth sharing
   * with other drainers; where it fails each is claimed by itself, when its turn comes.
   */
  private Map<Target, Claimed> claimAll(List<Target> targets, Waiting waiting, Claims claims) {
    List<Wanted> wanted = targets.stream().map(target -> wanted(target, waiting)).toList();
    if (waiting.listed().isEmpty()
        || wanted.stream().mapToInt(Wanted::operations).sum() > Kv.MAX_OPERATIONS) {
      return Map.of();
    }
    Map<Target, Claimed> claimed = new HashMap<>();
    try {
      List<Claimed> all = claims.claimAll(wanted);
      for (int i = 0; i < all.size(); i++) {
        claimed.put(targets.get(i), all.get(i));
      }
    } catch (KvException e) {
      LOG.warnf("cannot claim %d partitions at once: %s", targets.size(), e.getMessage());
    }
    return claimed;
  }

  private Wanted wanted(Target target, Waiting waiting) {
    boolean listed = waiting.listed(target.cluster(), target.partition()).isPresent();
    return new Wanted(
        target.cluster(),
        target.partition(),
        PartitionDrain.reads(context, target.cluster(), target.partition(), listed));
  }

  private List<Done> runWorkers(Work work) {
    List<Future<List<Done>>> running = new ArrayList<>();
    int count = Math.min(context.options().workers(), work.targets().size());
    try {
      for (int worker = 0; worker < count; worker++) {
        running.add(workers.submit(() -> drainTargets(work)));
      }
    } catch (RejectedExecutionException e) {
      throw closed(e);
    }
    List<Done> done = new ArrayList<>();
    for (Future<List<Done>> worker : running) {
      done.addAll(await(worker));
    }
    return done;
  }

  private List<Done> drainTargets(Work work) {
    List<Done> done = new ArrayList<>();
    Target target;
    while ((target = work.targets().poll()) != null) {
      done.add(drain(target, work));
    }
    return done;
  }

  private Done drain(Target target, Work work) {
    if (work.budget().exhausted()) {
      return nothing(target, Outcome.STOPPED_EARLY, null);
    }
    Optional<Claimed> claim;
    try {
      claim =
          work.claimed().containsKey(target)
              ? Optional.of(work.claimed().get(target))
              : work.claims().claim(wanted(target, work.waiting()));
    } catch (KvException e) {
      LOG.warnf("cannot claim %s/%s: %s", target.cluster(), target.partition(), e.getMessage());
      return nothing(target, Outcome.RETRY_LATER, e);
    }
    if (claim.isEmpty()) {
      return nothing(target, Outcome.CLAIMED_ELSEWHERE, null);
    }
    PartitionDrain drain =
        new PartitionDrain(
            context,
            target.cluster(),
            target.partition(),
            claim.get(),
            work.waiting().listed(target.cluster(), target.partition()),
            work.budget());
    try {
      return new Done(drain.run(), drain.stored(), null);
    } catch (KvException e) {
      LOG.warnf("drain of %s/%s: %s", target.cluster(), target.partition(), e.getMessage());
      return new Done(drain.result(Outcome.RETRY_LATER), drain.stored(), e);
    } catch (RuntimeException e) {
      // Such as counters that cannot be read: a matter of this partition, not of the others.
      LOG.errorf(e, "drain of %s/%s", target.cluster(), target.partition());
      String what = "drain of " + target.cluster() + "/" + target.partition() + ": ";
      KvException failure = new KvException(KvException.Kind.INTERNAL, what + e.getMessage(), e);
      return new Done(drain.result(Outcome.RETRY_LATER), drain.stored(), failure);
    }
  }

  private static Done nothing(Target target, Outcome outcome, KvException failure) {
    return new Done(
        new PartitionResult(target.cluster(), target.partition(), 0, 0, 0, outcome),
        DrainCounters.ZERO,
        failure);
  }

  private static List<Done> await(Future<List<Done>> worker) {
    try {
      return worker.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KvException(KvException.Kind.TIMEOUT, "interrupted while draining", e);
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException("drain failed", e.getCause());
    } catch (CancellationException e) {
      throw closed(e);
    }
  }

  private static KvException closed(RuntimeException cause) {
    return new KvException(KvException.Kind.UNAVAILABLE, "the drainer is closed", cause);
  }

  /** Claims that cannot be given back end by themselves with their lease. */
  private static void release(Claims claims) {
    try {
      claims.close();
    } catch (KvException e) {
      LOG.warnf("claims are left to end with their lease: %s", e.getMessage());
    }
  }

  /** Counts only where something may be left: to count costs etcd as much as to list. */
  private long remaining(Waiting waiting, List<Done> done) {
    long found = waiting.partitions().values().stream().mapToInt(Set::size).sum();
    long drained = done.stream().filter(one -> one.result().outcome() == Outcome.DRAINED).count();
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
        java.util.Comparator.comparing(PartitionResult::cluster)
            .thenComparing(PartitionResult::partition));
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

  /**
   * Stops the workers; a drain that runs is interrupted, which loses nothing. What no worker had
   * begun is cancelled, or whoever waits for it would wait for ever.
   */
  @Override
  public void close() {
    for (Runnable waiting : workers.shutdownNow()) {
      ((Future<?>) waiting).cancel(false);
    }
  }
}
