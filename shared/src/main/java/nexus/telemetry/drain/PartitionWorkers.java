package nexus.telemetry.drain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import nexus.telemetry.drain.DrainResult.Outcome;
import nexus.telemetry.drain.DrainResult.PartitionResult;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.model.Partition;
import nexus.telemetry.queue.Claims;
import nexus.telemetry.queue.Claims.Claimed;
import nexus.telemetry.queue.Claims.Wanted;
import nexus.telemetry.queue.QueueSnapshot;
import nexus.telemetry.store.DrainCounters;
import org.jboss.logging.Logger;

/** Drains partitions side by side, each under a claim. */
final class PartitionWorkers implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(PartitionWorkers.class);

  private final DrainContext context;
  private final ExecutorService threads;

  /** Claims that are kept between drains; whoever has the lock uses them. */
  private final ClaimSession held;

  private final ReentrantLock holding = new ReentrantLock();

  PartitionWorkers(DrainContext context) {
    this.context = context;
    this.held = new ClaimSession(context, context.options().holdSeconds());
    AtomicInteger number = new AtomicInteger();
    this.threads =
        Executors.newFixedThreadPool(
            context.options().workers(),
            task -> {
              Thread thread = new Thread(task, "drain-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** What one partition's drain did. */
  record Done(
      Partition target,
      PartitionResult result,
      DrainCounters stored,
      Optional<Standing> standing,
      KvException failure) {

    static Done nothing(Partition target, Outcome outcome, KvException failure) {
      PartitionResult result =
          new PartitionResult(target.cluster(), target.number(), 0, 0, 0, outcome);
      return new Done(target, result, DrainCounters.ZERO, Optional.empty(), failure);
    }

    boolean drained() {
      return result.outcome() == Outcome.DRAINED;
    }
  }

  /** What the workers of one drain share. */
  private record Work(
      LinkedBlockingQueue<Partition> targets,
      QueueSnapshot waiting,
      Map<Partition, Standing> standing,
      Claims claims,
      Map<Partition, Optional<Claimed>> claimed,
      Budget budget) {}

  /**
   * Drains partitions.
   *
   * @param waiting what waits in them, as far as it is known
   */
  List<Done> drain(List<Partition> targets, QueueSnapshot waiting, DrainLimits limits) {
    if (targets.isEmpty()) {
      return List.of();
    }
    if (context.options().holdSeconds() > 0 && awaitHolding(limits.budgetMs())) {
      try {
        if (waiting.whole()) {
          return drainHolding(targets, waiting, limits);
        }
        held.close(); // So much waits that it is worth sharing.
      } finally {
        holding.unlock();
      }
    }
    try (ClaimSession once = new ClaimSession(context, 0)) {
      return drain(targets, waiting, limits, once);
    }
  }

  /** Waits for the turn of this among the drains of this process; false when it did not come. */
  private boolean awaitHolding(long mostMs) {
    try {
      return holding.tryLock(mostMs, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static KvException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new KvException(KvException.Kind.TIMEOUT, "interrupted while draining", cause);
  }

  private List<Done> drainHolding(
      List<Partition> targets, QueueSnapshot waiting, DrainLimits limits) {
    boolean keep = false;
    try {
      List<Done> done = drain(targets, waiting, limits, held);
      done.forEach(one -> one.standing().ifPresent(left -> held.keep(one.target(), left)));
      keep = done.stream().allMatch(one -> one.standing().isPresent());
      return done;
    } finally {
      if (!keep) {
        held.close();
      }
    }
  }

  private List<Done> drain(
      List<Partition> targets, QueueSnapshot waiting, DrainLimits limits, ClaimSession session) {
    Claims claims = session.claims(limits.budgetMs());
    Map<Partition, Standing> standing = session.standing();
    List<Partition> unclaimed =
        targets.stream().filter(target -> !standing.containsKey(target)).toList();
    Map<Partition, Optional<Claimed>> claimed = claimAll(unclaimed, waiting, claims);
    return run(
        new Work(
            new LinkedBlockingQueue<>(targets),
            ReadAhead.of(context.kv(), waiting),
            standing,
            claims,
            claimed,
            new Budget(limits, context.clock())));
  }

  /**
   * Claims all partitions in one request, where so little waits that they are not worth sharing
   * with other drainers; where it fails each is claimed by itself, when its turn comes.
   */
  private Map<Partition, Optional<Claimed>> claimAll(
      List<Partition> targets, QueueSnapshot waiting, Claims claims) {
    Map<Partition, Wanted> wanted = new HashMap<>();
    targets.forEach(target -> wanted.put(target, wanted(target, waiting)));
    int operations = wanted.values().stream().mapToInt(Wanted::operations).sum();
    Map<Partition, Optional<Claimed>> claimed = new HashMap<>();
    if (!waiting.whole() || targets.isEmpty() || operations > Kv.MAX_OPERATIONS) {
      return claimed;
    }
    try {
      Map<Wanted, Optional<Claimed>> all = claims.claimAll(List.copyOf(wanted.values()));
      wanted.forEach(
          (target, its) -> {
            if (all.containsKey(its)) {
              claimed.put(target, all.get(its));
            }
          });
    } catch (KvException e) {
      LOG.warnf("cannot claim %d partitions at once: %s", targets.size(), e.getMessage());
    }
    return claimed;
  }

  private Wanted wanted(Partition target, QueueSnapshot waiting) {
    return new Wanted(
        target.cluster(), target.number(), PartitionReader.reads(context, target, waiting.whole()));
  }

  private List<Done> run(Work work) {
    List<Future<List<Done>>> running = new ArrayList<>();
    int count = Math.min(context.options().workers(), work.targets().size());
    try {
      for (int worker = 0; worker < count; worker++) {
        running.add(threads.submit(() -> drainTargets(work)));
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
    Partition target;
    while ((target = work.targets().poll()) != null) {
      done.add(drain(target, work));
    }
    return done;
  }

  private Done drain(Partition target, Work work) {
    if (work.budget().exhausted()) {
      return Done.nothing(target, Outcome.STOPPED_EARLY, null);
    }
    Optional<Standing> standing = Optional.ofNullable(work.standing().get(target));
    Optional<Claimed> claim;
    try {
      claim =
          standing.isPresent()
              ? Optional.of(new Claimed(standing.get().claim(), List.of()))
              : claim(target, work);
    } catch (KvException e) {
      LOG.warnf("cannot claim %s: %s", target, e.getMessage());
      return Done.nothing(target, Outcome.RETRY_LATER, e);
    }
    if (claim.isEmpty()) {
      return Done.nothing(target, Outcome.CLAIMED_ELSEWHERE, null);
    }
    return drain(
        target,
        new PartitionDrain(context, target, claim.get(), standing, work.waiting(), work.budget()));
  }

  private Optional<Claimed> claim(Partition target, Work work) {
    Optional<Claimed> claimed = work.claimed().get(target);
    return work.claimed().containsKey(target)
        ? claimed
        : work.claims().claim(wanted(target, work.waiting()));
  }

  private static Done drain(Partition target, PartitionDrain drain) {
    KvException failure;
    try {
      PartitionResult result = drain.run();
      Optional<Standing> standing =
          result.outcome() == Outcome.DRAINED ? drain.standing() : Optional.empty();
      return new Done(target, result, drain.stored(), standing, null);
    } catch (KvException e) {
      LOG.warnf("drain of %s: %s", target, e.getMessage());
      failure = e;
    } catch (RuntimeException e) {
      // A matter of this partition, not of the others.
      LOG.errorf(e, "drain of %s", target);
      String what = "drain of " + target + ": " + e.getMessage();
      failure = new KvException(KvException.Kind.INTERNAL, what, e);
    }
    PartitionResult result = drain.result(Outcome.RETRY_LATER);
    return new Done(target, result, drain.stored(), Optional.empty(), failure);
  }

  private static List<Done> await(Future<List<Done>> worker) {
    try {
      return worker.get();
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException("drain failed", e.getCause());
    } catch (CancellationException e) {
      throw closed(e);
    }
  }

  private static KvException closed(RuntimeException cause) {
    return new KvException(KvException.Kind.UNAVAILABLE, "the drainer is closed", cause);
  }

  /**
   * Stops the workers; a drain that runs is interrupted, which loses nothing. What no worker had
   * begun is cancelled, or whoever waits for it would wait for ever.
   */
  @Override
  public void close() {
    for (Runnable waiting : threads.shutdownNow()) {
      ((Future<?>) waiting).cancel(false);
    }
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
