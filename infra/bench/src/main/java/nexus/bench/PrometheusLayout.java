package nexus.bench;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * What DCGM exporters are scraped for, one scrape after the other, with times as a federating
 * Prometheus writes them.
 *
 * <pre>
 * # TYPE DCGM_FI_DEV_GPU_UTIL gauge
 * DCGM_FI_DEV_GPU_UTIL{DCGM_FI_DRIVER_VERSION="535.129.03",Hostname=…,modelName="…"} 97 1751328000000
 * name                └───────────────── labels of the GPU ──────────────────────┘ value time
 * </pre>
 */
final class PrometheusLayout implements Layout {

  private final List<Metric> metrics;
  private final List<byte[]> headings;
  private final List<byte[]> names;
  private final List<byte[]> labels;

  PrometheusLayout(List<Metric> metrics, List<Gpu> gpus) {
    this.metrics = metrics;
    this.headings = metrics.stream().map(PrometheusLayout::heading).toList();
    this.names = metrics.stream().map(metric -> RowBuffer.ascii(metric.dcgmName())).toList();
    this.labels = gpus.stream().map(PrometheusLayout::labels).toList();
  }

  /** There is none. */
  @Override
  public byte[] header() {
    return new byte[0];
  }

  @Override
  public void scrape(Instant start, List<GpuWalk> walks, RowBuffer out) throws IOException {
    for (int m = 0; m < metrics.size(); m++) {
      Metric metric = metrics.get(m);
      long time = start.plusSeconds(metric.delaySeconds).toEpochMilli();
      byte[] end = RowBuffer.ascii(" " + time + "\n");
      out.append(headings.get(m));
      for (int g = 0; g < labels.size(); g++) {
        out.append(names.get(m)).append(labels.get(g));
        out.append(walks.get(g).value(metric), metric.decimals).append(end);
      }
    }
  }

  private static byte[] heading(Metric metric) {
    return RowBuffer.ascii("# TYPE " + metric.dcgmName() + " gauge\n");
  }

  private static byte[] labels(Gpu gpu) {
    return RowBuffer.ascii(
        String.format(
            "{DCGM_FI_DRIVER_VERSION=\"%s\",Hostname=\"%s\",UUID=\"%s\",device=\"%s\",gpu=\"%d\","
                + "instance=\"%s:9400\",job=\"dgx_dcgm_exporter\",modelName=\"%s\"} ",
            Gpu.DRIVER, gpu.host(), gpu.uuid(), gpu.device(), gpu.index(), gpu.host(), Gpu.MODEL));
  }
}
