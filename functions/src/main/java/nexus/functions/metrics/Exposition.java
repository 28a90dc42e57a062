package nexus.functions.metrics;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
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
    writer.write(maxBytes == Long.MAX_VALUE ? to : new Bounded(to, maxBytes), metrics);
  }

  /** Ends an answer that becomes too long. */
  private static final class Bounded extends OutputStream {
    private final OutputStream to;
    private final long maxBytes;
    private long written;

    Bounded(OutputStream to, long maxBytes) {
      this.to = to;
      this.maxBytes = maxBytes;
    }

    @Override
    public void write(int b) throws IOException {
      count(1);
      to.write(b);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      count(length);
      to.write(bytes, from, length);
    }

    private void count(int bytes) {
      written += bytes;
      if (written > maxBytes) {
        throw new InvalidInputException(
            "metric", "all values take more than " + maxBytes + " bytes: name some metrics");
      }
    }
  }
}
