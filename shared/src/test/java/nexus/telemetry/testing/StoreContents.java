package nexus.telemetry.testing;

import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nexus.telemetry.block.BlockCodec;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Range;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.MetricColumn;

/** Every sample of a cluster, read from its blocks' raw keys: {@code host/gpu metric} → series. */
public final class StoreContents {

  private static final Pattern BLOCK =
      Pattern.compile("/telemetry/clusters/[^/]+/hosts/([^/]+)/gpus/([^/]+)/data/\\d{13}");

  private StoreContents() {}

  /** What the store holds. A sample that stands in two blocks is an error. */
  public static Map<String, NavigableMap<Long, Double>> of(Kv kv, String cluster) {
    Map<String, NavigableMap<Long, Double>> contents = new TreeMap<>();
    String prefix = "/telemetry/clusters/" + cluster + "/hosts/";
    for (Entry entry : KvFutures.await(kv.range(Range.prefix(prefix))).entries()) {
      Matcher block = BLOCK.matcher(entry.key());
      if (block.matches()) {
        String gpu = block.group(1) + "/" + block.group(2);
        for (MetricColumn column : BlockCodec.decode(entry.value()).columns()) {
          add(contents, gpu, column, true);
        }
      }
    }
    return contents;
  }

  /** What the store must hold after {@code published}, in this order. */
  public static Map<String, NavigableMap<Long, Double>> expected(Collection<GpuSamples> published) {
    Map<String, NavigableMap<Long, Double>> contents = new TreeMap<>();
    for (GpuSamples samples : published) {
      for (MetricColumn column : samples.columns()) {
        add(contents, samples.gpu().alias(), column, false);
      }
    }
    return contents;
  }

  private static void add(
      Map<String, NavigableMap<Long, Double>> contents,
      String gpu,
      MetricColumn column,
      boolean once) {
    NavigableMap<Long, Double> series =
        contents.computeIfAbsent(gpu + " " + column.metric(), key -> new TreeMap<>());
    for (int i = 0; i < column.size(); i++) {
      Double before = series.put(column.time(i), column.value(i));
      if (once && before != null) {
        throw new AssertionError(gpu + " " + column.metric() + " twice at " + column.time(i));
      }
    }
  }
}
