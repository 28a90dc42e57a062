package nexus.bench;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * The long format of the DCGM exporter: a row for every value, everything quoted, and first every
 * GPU's first metric, then every GPU's second, as the exporter's own captures have it.
 *
 * <pre>
 * "2025-07-01T00:00:00Z","DCGM_FI_DEV_GPU_UTIL","0","nvidia0",…,"","","","97","DCGM_FI_DRIVER_VERSION=""535.129.03"",…"
 *  timestamp             metric name           └───── head of the GPU ────┘ value  labels of the GPU, the name within
 * </pre>
 */
final class LongLayout implements Layout {

  private static final String HEADER =
      "timestamp,metric_name,gpu_id,device,uuid,modelName,Hostname,container,pod,namespace,value,labels_raw\n";

  private final List<Metric> metrics;
  private final List<byte[]> names;
  private final List<byte[]> heads;
  private final List<byte[]> labels;
  private final List<byte[]> tails;

  LongLayout(List<Metric> metrics, List<Gpu> gpus) {
    this.metrics = metrics;
    this.names = metrics.stream().map(metric -> RowBuffer.ascii(metric.dcgmName())).toList();
    this.heads = gpus.stream().map(LongLayout::head).toList();
    this.labels = gpus.stream().map(LongLayout::labels).toList();
    this.tails = gpus.stream().map(LongLayout::tail).toList();
  }

  @Override
  public byte[] header() {
    return RowBuffer.ascii(HEADER);
  }

  @Override
  public void scrape(Instant start, List<GpuWalk> walks, RowBuffer out) throws IOException {
    for (int m = 0; m < metrics.size(); m++) {
      Metric metric = metrics.get(m);
      byte[] time =
          RowBuffer.ascii('"' + start.plusSeconds(metric.delaySeconds).toString() + "\",\"");
      for (int g = 0; g < heads.size(); g++) {
        out.append(time).append(names.get(m)).append(heads.get(g));
        out.append(walks.get(g).value(metric), metric.decimals);
        out.append(labels.get(g)).append(names.get(m)).append(tails.get(g));
      }
    }
  }

  private static byte[] head(Gpu gpu) {
    return RowBuffer.ascii(
        String.format(
            "\",\"%d\",\"%s\",\"%s\",\"%s\",\"%s\",\"\",\"\",\"\",\"",
            gpu.index(), gpu.device(), gpu.uuid(), Gpu.MODEL, gpu.host()));
  }

  private static byte[] labels(Gpu gpu) {
    return RowBuffer.ascii(
        String.format(
            "\",\"DCGM_FI_DRIVER_VERSION=\"\"%s\"\",Hostname=\"\"%s\"\",UUID=\"\"%s\"\",__name__=\"\"",
            Gpu.DRIVER, gpu.host(), gpu.uuid()));
  }

  private static byte[] tail(Gpu gpu) {
    return RowBuffer.ascii(
        String.format(
            "\"\",device=\"\"%s\"\",gpu=\"\"%d\"\",instance=\"\"%s:9400\"\",job=\"\"dgx_dcgm_exporter\"\",modelName=\"\"%s\"\"\"\n",
            gpu.device(), gpu.index(), gpu.host(), Gpu.MODEL));
  }
}
