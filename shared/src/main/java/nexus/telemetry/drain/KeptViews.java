package nexus.telemetry.drain;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import nexus.telemetry.model.Partition;
import nexus.telemetry.store.StoreView;

/**
 * The store as the last drains left it, by partition. What was kept longest ago is forgotten where
 * all together take more memory than they may. A view that is taken is whoever's took it.
 *
 * <p>Thread-safe.
 */
final class KeptViews {

  private final long mostBytes;
  private final Map<Partition, Kept> views = new LinkedHashMap<>();
  private long bytes;

  /**
   * @param mostBytes most bytes that the blocks in them may take
   */
  KeptViews(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  private record Kept(StoreView view, long bytes) {}

  /** The view of a partition, which is no longer kept; null where there is none. */
  synchronized StoreView take(Partition partition) {
    Kept kept = views.remove(partition);
    if (kept == null) {
      return null;
    }
    bytes -= kept.bytes();
    return kept.view();
  }

  synchronized void keep(Partition partition, StoreView view) {
    StoreView unused = take(partition);
    Kept kept = new Kept(view, view.bytes());
    views.put(partition, kept);
    bytes += kept.bytes();
    Iterator<Kept> oldest = views.values().iterator();
    while (bytes > mostBytes && oldest.hasNext()) {
      bytes -= oldest.next().bytes();
      oldest.remove();
    }
  }

  /** How many there are. */
  synchronized int size() {
    return views.size();
  }
}
