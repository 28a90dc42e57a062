package nexus.telemetry.query;

import java.io.IOException;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;

/** Takes samples one by one and writes them in some format. */
interface SampleSink {

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

  /** Writes what is left; what is written to stays open. */
  void end() throws IOException;
}
