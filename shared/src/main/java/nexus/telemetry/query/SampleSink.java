package nexus.telemetry.query;

import java.io.IOException;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;

/** Takes samples one by one. */
public interface SampleSink {

  /**
   * Whose samples come next.
   *
   * @param facts what is known of the GPU
   */
  void gpu(GpuId gpu, GpuFacts facts) throws IOException;

  /**
   * One sample.
   *
   * @param timeMs epoch milliseconds
   */
  void sample(String metric, long timeMs, double value) throws IOException;
}
