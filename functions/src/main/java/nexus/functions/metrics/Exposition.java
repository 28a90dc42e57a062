package nexus.functions.metrics;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
import nexus.functions.api.BoundedOutput;
import nexus.functions.http.Content;
import nexus.telemetry.model.InvalidInputException;

/**
 * An answer in one of Prometheus's formats.
 *
 * @param metrics what is told
 * @param writer writes the format
 * @param maxBytes most bytes it may take
 */
record Exposition(MetricSnapshots metrics, ExpositionFormatWriter writer, long maxBytes)
    implements Content {

  /**
   * @param accept the {@code Accept} header; what fits nothing is the text format
   */
  static Exposition of(MetricSnapshots metrics, String accept, long maxBytes) {
    ExpositionFormats formats = ExpositionFormats.init();
    ExpositionFormatWriter openMetrics = formats.getOpenMetricsTextFormatWriter();
    return new Exposition(
        metrics,
        openMetrics.accepts(accept) ? openMetrics : formats.getPrometheusTextFormatWriter(),
        maxBytes);
  }

  @Override
  public String type() {
    return writer.getContentType();
  }

  @Override
  public void writeTo(OutputStream to) throws IOException {
    writer.write(
        maxBytes == Long.MAX_VALUE ? to : new BoundedOutput(to, maxBytes, this::tooLong), metrics);
  }

  private RuntimeException tooLong() {
    return new InvalidInputException(
        "metric", "all values take more than " + maxBytes + " bytes: name some metrics");
  }
}
