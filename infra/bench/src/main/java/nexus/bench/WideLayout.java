package nexus.bench;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The wide format: a row for every GPU and scrape, all metrics at the scrape's start. Metrics that
 * the format has no column for are left out.
 */
final class WideLayout implements Layout {

  private static final String IDENTITY = "timestamp,gpu_id,uuid,device,model_name,hostname,";

  /** The format's own order of columns. */
  private static final List<Metric> COLUMNS =
      List.of(
          Metric.GPU_UTIL,
          Metric.MEM_COPY_UTIL,
          Metric.FB_USED,
          Metric.FB_FREE,
          Metric.GPU_TEMP,
          Metric.POWER_USAGE,
          Metric.SM_CLOCK,
          Metric.MEM_CLOCK);

  private final List<Metric> metrics;
  private final List<byte[]> identities;

  WideLayout(List<Metric> wanted, List<Gpu> gpus) {
    this.metrics = COLUMNS.stream().filter(wanted::contains).toList();
    this.identities = gpus.stream().map(WideLayout::identity).toList();
  }

  @Override
  public byte[] header() {
    Stream<String> names = metrics.stream().map(metric -> metric.wideName);
    return RowBuffer.ascii(names.collect(Collectors.joining(",", IDENTITY, "\n")));
  }

  @Override
  public void scrape(Instant start, List<GpuWalk> walks, RowBuffer out) throws IOException {
    byte[] time = RowBuffer.ascii(start.toString());
    for (int g = 0; g < identities.size(); g++) {
      out.append(time).append(identities.get(g));
      for (Metric metric : metrics) {
        out.append(',').append(walks.get(g).value(metric), metric.decimals);
      }
      out.append('\n');
    }
  }

  private static byte[] identity(Gpu gpu) {
    return RowBuffer.ascii(
        String.format(
            ",%d,%s,%s,%s,%s", gpu.index(), gpu.uuid(), gpu.device(), Gpu.MODEL, gpu.host()));
  }
}
