package nexus.telemetry.drain;

import java.util.HashMap;
import java.util.Map;
import nexus.telemetry.drain.PartitionKnowledge.Drained;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.model.Partition;
import nexus.telemetry.queue.Claims;
import org.jboss.logging.Logger;

/**
 * Claims under one lease, kept from one drain to the next as long as that lasts long enough. It is
 * not kept alive: a new one takes its place, and other drainers have their chance in between.
 *
 * <p>Used by one drain at a time.
 */
final class ClaimSession implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(ClaimSession.class);

  /** Seconds a claim outlives the budget: time for what was begun before it was spent. */
  private static final long MARGIN_SECONDS = 10;

  private final DrainContext context;
  private final long holdSeconds;
  private final Map<Partition, Drained> held = new HashMap<>();
  private Claims claims;
  private long endsMs;

  /**
   * @param holdSeconds how much longer than one drain needs it the lease lasts
   */
  ClaimSession(DrainContext context, long holdSeconds) {
    this.context = context;
    this.holdSeconds = holdSeconds;
  }

  /** What to claim with, for a drain of a budget. */
  Claims claims(long budgetMs) {
    long seconds = budgetMs / 1000 + MARGIN_SECONDS;
    long nowMs = context.clock().millis();
    if (claims != null && endsMs - nowMs < seconds * 1000) {
      close();
    }
    if (claims == null) {
      claims =
          Claims.open(
              context.kv(), context.keys(), context.options().owner(), seconds + holdSeconds);
      endsMs = nowMs + (seconds + holdSeconds) * 1000;
    }
    return claims;
  }

  /** The partitions that are claimed since an earlier drain, and how that one left them. */
  Map<Partition, Drained> held() {
    return Map.copyOf(held);
  }

  void keep(Partition partition, Drained left) {
    held.put(partition, left);
  }

  /** Lets go of every claim; those that cannot be given back end by themselves with the lease. */
  @Override
  public void close() {
    held.clear();
    Claims open = claims;
    claims = null;
    if (open != null) {
      try {
        open.close();
      } catch (KvException e) {
        LOG.warnf("claims are left to end with their lease: %s", e.getMessage());
      }
    }
  }
}
