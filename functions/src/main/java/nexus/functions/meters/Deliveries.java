package nexus.functions.meters;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Measures how long messages that this process publishes take to reach its own drain: from etcd's
 * acknowledgement until the watch reports the revision of the publication. A watch reports
 * revisions in order.
 *
 * <p>A watch may report a revision before its acknowledgement arrives; that counts as zero.
 *
 * <p>Thread-safe.
 */
@Singleton
public final class Deliveries {

  /** Publications that are waited for: beyond that the watch is away, and they are forgotten. */
  static final int MOST = 10_000;

  private final Meters meters;
  private final LongSupplier clock;
  private final TreeMap<Long, Long> acknowledged = new TreeMap<>();
  private boolean watched;
  private long handed;

  @Inject
  public Deliveries(Meters meters) {
    this(meters, System::nanoTime);
  }

  Deliveries(Meters meters, LongSupplier clock) {
    this.meters = meters;
    this.clock = clock;
  }

  /** A watch begins; all up to a revision is listed by the drain. */
  public synchronized void begin(long revision) {
    watched = true;
    settle(revision);
    handed = revision; // also where the store is older than it was, as one that was restored is
  }

  /** The drain was handed all that was put up to a revision. */
  public synchronized void handed(long revision) {
    settle(revision);
    handed = Math.max(handed, revision);
  }

  private void settle(long revision) {
    var settled = acknowledged.headMap(revision, true);
    long now = clock.getAsLong();
    settled.values().forEach(since -> meters.delivered(now - since));
    settled.clear();
  }

  /** etcd acknowledged that this process published messages, at a revision. */
  synchronized void published(long revision) {
    if (!watched) {
      return;
    }
    if (revision <= handed) {
      meters.delivered(0);
      return;
    }
    if (acknowledged.size() == MOST) {
      acknowledged.clear();
    }
    acknowledged.put(revision, clock.getAsLong());
  }
}
