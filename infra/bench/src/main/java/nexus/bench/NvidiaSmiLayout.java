package nexus.bench;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * CSV of nvidia-smi --query-gpu with units: a row for every GPU and scrape, all metrics at the
 * scrape's start, as local time of UTC. Whose GPUs they are, its sender says.
 *
 * <pre>
 * timestamp, index, name, uuid, utilization.gpu [%], …
 * 2025/07/01 00:00:00.000, 0, NVIDIA H100 80GB HBM3, GPU-…, 97 %, …
 * </pre>
 */
final class NvidiaSmiLayout implements Layout {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu/MM/dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

  private final List<Metric> metrics;
  private final List<byte[]> units;
  private final List<byte[]> identities;

  NvidiaSmiLayout(List<Metric> metrics, List<Gpu> gpus) {
    this.metrics = metrics;
    this.units =
        metrics.stream()
            .map(metric -> RowBuffer.ascii(metric.smiUnit.isEmpty() ? "" : " " + metric.smiUnit))
            .toList();
    this.identities = gpus.stream().map(NvidiaSmiLayout::identity).toList();
  }

  @Override
  public byte[] header() {
    Stream<String> names =
        metrics.stream()
            .map(
                metric ->
                    metric.smiName + (metric.smiUnit.isEmpty() ? "" : " [" + metric.smiUnit + "]"));
    return RowBuffer.ascii(
        Stream.concat(Stream.of("timestamp", "index", "name", "uuid"), names)
                .collect(Collectors.joining(", "))
            + "\n");
  }

  @Override
  public void scrape(Instant start, List<GpuWalk> walks, RowBuffer out) throws IOException {
    byte[] time = RowBuffer.ascii(TIME.format(start));
    for (int g = 0; g < identities.size(); g++) {
      out.append(time).append(identities.get(g));
      for (int m = 0; m < metrics.size(); m++) {
        Metric metric = metrics.get(m);
        out.append(',').append(' ').append(walks.get(g).value(metric), metric.decimals);
        out.append(units.get(m));
      }
      out.append('\n');
    }
  }

  private static byte[] identity(Gpu gpu) {
    return RowBuffer.ascii(String.format(", %d, %s, %s", gpu.index(), Gpu.MODEL, gpu.uuid()));
  }
}
