package nexus.telemetry.query.latest;

import java.io.IOException;
import java.util.List;
import java.util.SortedSet;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.query.SampleSink;

/**
 * Newest values.
 *
 * @param values the values, by host, index and metric
 * @param unreadableHosts hosts whose values cannot be read, so that they are missing here
 */
public record LatestValues(List<LatestValue> values, SortedSet<String> unreadableHosts) {

  /** Hands values over; those of a GPU stand together. */
  public static void write(List<LatestValue> values, SampleSink sink) throws IOException {
    GpuId last = null;
    for (LatestValue value : values) {
      if (!value.gpu().equals(last)) {
        sink.gpu(value.gpu(), value.facts());
      }
      last = value.gpu();
      sink.sample(value.metric(), value.timeMs(), value.value());
    }
  }
}
