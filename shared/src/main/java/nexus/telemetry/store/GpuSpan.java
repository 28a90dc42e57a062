package nexus.telemetry.store;

import java.util.HashSet;
import java.util.Set;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.MetricColumn;

/**
 * An aligned span of one GPU's time, whose samples one block holds unless it was split.
 *
 * @param gpu the GPU
 * @param startMs a multiple of the block span, epoch milliseconds
 */
public record GpuSpan(GpuId gpu, long startMs) {

  /** The span that holds a time. */
  public static GpuSpan at(GpuId gpu, long timeMs, long spanMs) {
    return new GpuSpan(gpu, Math.floorDiv(timeMs, spanMs) * spanMs);
  }

  /** The spans that samples lie in. */
  public static Set<GpuSpan> of(GpuSamples samples, long spanMs) {
    Set<GpuSpan> spans = new HashSet<>();
    for (MetricColumn column : samples.columns()) {
      int next = 0;
      while (next < column.size()) {
        GpuSpan span = at(samples.gpu(), column.time(next), spanMs);
        spans.add(span);
        next = column.firstAtOrAfter(span.startMs() + spanMs);
      }
    }
    return spans;
  }
}
