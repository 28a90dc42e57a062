package nexus.telemetry.drain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import nexus.telemetry.drain.DrainLimits.Budget;
import nexus.telemetry.drain.DrainResult.Outcome;
import nexus.telemetry.drain.DrainResult.PartitionResult;
import nexus.telemetry.drain.PartitionKnowledge.Drained;
import nexus.telemetry.drain.PartitionKnowledge.Held;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.model.Partition;
import nexus.telemetry.queue.Claims;
import nexus.telemetry.queue.Claims.Claim;
import nexus.telemetry.queue.Claims.Claimed;
import nexus.telemetry.queue.Claims.Wanted;
import nexus.telemetry.queue.QueueSnapshot;
import nexus.telemetry.queue.QueueSnapshot.Listed;
import nexus.telemetry.queue.QueueSnapshot.QueuedMessage;
import nexus.telemetry.store.DrainCounters;
import nexus.telemetry.work.WorkerPool;
import org.jboss.logging.Logger;

/** Drains partitions side by side, each under a claim. */
final class PartitionWorkers implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(PartitionWorkers.class);

  private final DrainContext context;
  private final WorkerPool threads;

  /** Claims that are kept between drains; whoever has the lock uses them. */
  private final ClaimSession held;

  private final ReentrantLock holding = new ReentrantLock();

  PartitionWorkers(DrainContext context) {
    this.context = context;
    this.held = new ClaimSession(context, context.options().holdSeconds());
    this.threads = WorkerPool.inLine("drain", "the drainer", context.options().workers());
  }

  /**
   * What one partition's drain did.
   *
   * @param waiting messages that wait for a newer release
   */
  record Done(
      Partition partition,
      PartitionResult result,
      DrainCounters stored,
      Optional<Drained> left,
      List<QueuedMessage> waiting,
      KvException failure) {

    static Done nothing(Partition partition, Outcome outcome, KvException failure) {
      return nothing(partition, outcome, List.of(), failure);
    }

    /** Every message of the partition waits for a newer release, as was known before. */
    static Done waiting(Partition partition, List<QueuedMessage> messages) {
      return nothing(partition, Outcome.NEWER_FORMAT, messages, null);
    }

    private static Done nothing(
        Partition partition, Outcome outcome, List<QueuedMessage> waiting, KvException failure) {
      PartitionResult result =
          new PartitionResult(partition.cluster(), partition.number(), 0, 0, 0, outcome);
      return new Done(partition, result, DrainCounters.ZERO, Optional.empty(), waiting, failure);
    }

    boolean drained() {
      return result.outcome() == Outcome.DRAINED;
    }

    /** Whether nothing is left but what waits for a newer release. */
    boolean settled() {
      return drained() || result.outcome() == Outcome.NEWER_FORMAT;
    }
  }

  /** What the workers of one drain share. */
  private record Work(
      LinkedBlockingQueue<Partition> partitions,
      QueueSnapshot waiting,
      Map<Partition, Drained> held,
      Claims claims,
      Map<Partition, Optional<Claimed>> claimed,
      Budget budget) {}

  /**
   * Drains partitions.
   *
   * @param waiting what waits in them, as far as it is known
   */
  List<Done> drainAll(List<Partition> partitions, QueueSnapshot waiting, DrainLimits limits) {
    if (partitions.isEmpty()) {
      return List.of();
    }
    if (context.options().holdSeconds() > 0 && awaitHolding(limits.budgetMs())) {
      try {
        if (waiting.whole()) {
          return drainHolding(partitions, waiting, limits);
        }
        held.close(); // So much waits that it is worth sharing.
      } finally {
        holding.unlock();
      }
    }
    try (ClaimSession once = new ClaimSession(context, 0)) {
      return drainUnder(once, partitions, waiting, limits);
    }
  }

  /**
   * Waits until no other drain of this process uses the claims that are held; false when that took
   * too long.
   */
  private boolean awaitHolding(long mostMs) {
    try {
      return holding.tryLock(mostMs, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KvException(KvException.Kind.TIMEOUT, "interrupted while draining", e);
    }
  }

  private List<Done> drainHolding(
      List<Partition> partitions, QueueSnapshot waiting, DrainLimits limits) {
    boolean keep = false;
    try {
      List<Done> done = drainUnder(held, partitions, waiting, limits);
      done.forEach(one -> one.left().ifPresent(left -> held.keep(one.partition(), left)));
      keep = done.stream().allMatch(one -> one.left().isPresent());
      return done;
    } finally {
      if (!keep) {
        held.close();
      }
    }
  }

  private List<Done> drainUnder(
      ClaimSession session, List<Partition> partitions, QueueSnapshot waiting, DrainLimits limits) {
    Claims claims = session.claims(limits.budgetMs());
    Map<Partition, Drained> held = session.held();
    List<Partition> unclaimed =
        partitions.stream().filter(partition -> !held.containsKey(partition)).toList();
    Map<Partition, Optional<Claimed>> claimed = claimAll(unclaimed, waiting, claims);
    return run(
        new Work(
            new LinkedBlockingQueue<>(partitions),
            context.listing().readAhead(waiting),
            held,
            claims,
            claimed,
            new Budget(limits, context.clock())));
  }

  /**
   * Claims all partitions in one request, where so little waits that it is not worth sharing with
   * other drainers. Where that fails, each partition is claimed by itself when its turn comes.
   */
  private Map<Partition, Optional<Claimed>> claimAll(
      List<Partition> partitions, QueueSnapshot waiting, Claims claims) {
    Map<Partition, Wanted> wanted = new HashMap<>();
    partitions.forEach(partition -> wanted.put(partition, wanted(partition, waiting)));
    int operations = wanted.values().stream().mapToInt(Wanted::operations).sum();
    Map<Partition, Optional<Claimed>> claimed = new HashMap<>();
    if (!waiting.whole() || partitions.isEmpty() || operations > Kv.MAX_OPERATIONS) {
      return claimed;
    }
    try {
      Map<Wanted, Optional<Claimed>> all = claims.claimAll(List.copyOf(wanted.values()));
      wanted.forEach(
          (partition, its) -> {
            if (all.containsKey(its)) {
              claimed.put(partition, all.get(its));
            }
          });
    } catch (KvException e) {
      LOG.warnf("cannot claim %d partitions at once: %s", partitions.size(), e.getMessage());
    }
    return claimed;
  }

  private Wanted wanted(Partition partition, QueueSnapshot waiting) {
    return new Wanted(
        partition.cluster(),
        partition.number(),
        PartitionKnowledge.reads(context, partition, waiting.whole()));
  }

  private List<Done> run(Work work) {
    int most = Math.max(1, context.options().workers());
    int count = Math.min(most, work.partitions().size());
    try (WorkerPool.Pieces<List<Done>> workers = threads.pieces()) {
      for (int worker = 0; worker < count; worker++) {
        workers.submit(() -> drainUntilNoneIsLeft(work));
      }
      return workers.await().stream().flatMap(List::stream).toList();
    }
  }

  private List<Done> drainUntilNoneIsLeft(Work work) {
    List<Done> done = new ArrayList<>();
    Partition partition;
    while ((partition = work.partitions().poll()) != null) {
      done.add(claimAndDrain(partition, work));
    }
    return done;
  }

  private Done claimAndDrain(Partition partition, Work work) {
    if (work.budget().exhausted()) {
      return Done.nothing(partition, Outcome.STOPPED_EARLY, null);
    }
    Optional<Listed> listed = work.waiting().listed(partition);
    Drained before = work.held().get(partition);
    if (before != null) {
      return drainClaimed(partition, before.claim(), new Held(before, listed.orElseThrow()), work);
    }
    Optional<Claimed> claimed;
    try {
      claimed = claim(partition, work);
    } catch (KvException e) {
      LOG.warnf("cannot claim %s: %s", partition, e.getMessage());
      return Done.nothing(partition, Outcome.RETRY_LATER, e);
    }
    if (claimed.isEmpty()) {
      return Done.nothing(partition, Outcome.CLAIMED_ELSEWHERE, null);
    }
    PartitionKnowledge known = PartitionKnowledge.of(claimed.get().pages(), listed);
    return drainClaimed(partition, claimed.get().claim(), known, work);
  }

  private Optional<Claimed> claim(Partition partition, Work work) {
    Optional<Claimed> claimed = work.claimed().get(partition);
    return work.claimed().containsKey(partition)
        ? claimed
        : work.claims().claim(wanted(partition, work.waiting()));
  }

  private Done drainClaimed(Partition partition, Claim claim, PartitionKnowledge known, Work work) {
    PartitionDrain drain = new PartitionDrain(context, partition, claim, known, work.budget());
    KvException failure;
    try {
      PartitionResult result = drain.run();
      Optional<Drained> left =
          result.outcome() == Outcome.DRAINED ? drain.drained() : Optional.empty();
      return new Done(partition, result, drain.stored(), left, drain.waiting(), null);
    } catch (KvException e) {
      LOG.warnf("drain of %s: %s", partition, e.getMessage());
      failure = e;
    } catch (RuntimeException e) {
      // This concerns this partition alone.
      LOG.errorf(e, "drain of %s", partition);
      String what = "drain of " + partition + ": " + e.getMessage();
      failure = new KvException(KvException.Kind.INTERNAL, what, e);
    }
    PartitionResult result = drain.result(Outcome.RETRY_LATER);
    return new Done(partition, result, drain.stored(), Optional.empty(), drain.waiting(), failure);
  }

  /** Stops the workers; a drain that runs is interrupted, which loses nothing. */
  @Override
  public void close() {
    threads.close();
    release();
  }

  /** Lets go of the claims that are kept between drains. */
  void release() {
    holding.lock();
    try {
      held.close();
    } finally {
      holding.unlock();
    }
  }
}
