package nexus.telemetry.query.fleet;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import nexus.telemetry.query.latest.GpuStatus;
import nexus.telemetry.query.latest.WholeGpu;

/**
 * How many whole GPUs there are: {@code total = active + idle + stale}.
 *
 * @param active those that are busy, or of which it is not known
 * @param idle those that are not
 * @param stale those that have gone
 * @param models number of GPUs by product name
 * @param lastSeenMs time of the newest sample, epoch milliseconds; empty when there is none
 */
public record GpuCounts(
    long active, long idle, long stale, SortedMap<String, Long> models, OptionalLong lastSeenMs) {

  public GpuCounts {
    models = Collections.unmodifiableSortedMap(new TreeMap<>(models));
  }

  /** All of them. */
  public long total() {
    return active + idle + stale;
  }

  static OptionalLong time(long ms) {
    return ms == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(ms);
  }

  /** Counts. */
  static final class Counter {
    private final Map<GpuStatus, Long> byStatus = new EnumMap<>(GpuStatus.class);
    private final SortedMap<String, Long> models = new TreeMap<>();
    private long newestMs = Long.MIN_VALUE;

    Counter add(Collection<WholeGpu> gpus) {
      for (WholeGpu gpu : gpus) {
        byStatus.merge(gpu.status(), 1L, Long::sum);
        models.merge(gpu.modelOrUnknown(), 1L, Long::sum);
        newestMs = Math.max(newestMs, gpu.newestMs());
      }
      return this;
    }

    GpuCounts counted() {
      return new GpuCounts(
          of(GpuStatus.ACTIVE), of(GpuStatus.IDLE), of(GpuStatus.STALE), models, time(newestMs));
    }

    private long of(GpuStatus status) {
      return byStatus.getOrDefault(status, 0L);
    }
  }
}
