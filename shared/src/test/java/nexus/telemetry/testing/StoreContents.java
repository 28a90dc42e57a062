package nexus.telemetry.testing;

import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nexus.telemetry.block.BlockCodec;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Range;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.store.HostLatest;
import nexus.telemetry.store.HostLatestCodec;

/**
 * Every sample of a cluster, read from the raw keys of its blocks and newest values: {@code
 * host/gpu metric} → series.
 */
public final class StoreContents {

  private static final Pattern BLOCK =
      Pattern.compile("/telemetry/clusters/[^/]+/hosts/([^/]+)/gpus/([^/]+)/data/\\d{13}");

  private StoreContents() {}

  /** What the store holds. A sample that stands in two blocks, open or not, is an error. */
  public static Map<String, NavigableMap<Long, Double>> of(Kv kv, String cluster) {
    return of(kv, cluster, "");
  }

  /** What the store holds of one GPU. */
  public static Map<String, NavigableMap<Long, Double>> of(Kv kv, String cluster, GpuId gpu) {
    return of(kv, cluster, gpu.alias());
  }

  private static Map<String, NavigableMap<Long, Double>> of(Kv kv, String cluster, String only) {
    Map<String, NavigableMap<Long, Double>> contents = new TreeMap<>();
    String prefix = "/telemetry/clusters/" + cluster + "/";
    for (Entry entry : KvFutures.await(kv.range(Range.prefix(prefix))).entries()) {
      Matcher block = BLOCK.matcher(entry.key());
      if (block.matches()) {
        add(contents, block.group(1) + "/" + block.group(2), only, entry.value());
      }
      if (entry.key().startsWith(prefix + "latest/")) {
        newest(entry)
            .ifPresent(
                host -> {
                  for (HostLatest.Gpu gpu : host.gpus()) {
                    gpu.open()
                        .ifPresent(
                            open ->
                                add(contents, host.host() + "/" + gpu.gpu(), only, open.bytes()));
                  }
                });
      }
    }
    return contents;
  }

  private static Optional<HostLatest> newest(Entry entry) {
    try {
      return Optional.of(HostLatestCodec.decode(entry.value()));
    } catch (UnreadableException | NewerFormatException e) {
      return Optional.empty();
    }
  }

  private static void add(
      Map<String, NavigableMap<Long, Double>> contents, String gpu, String only, byte[] block) {
    if (only.isEmpty() || only.equals(gpu)) {
      for (MetricColumn column : BlockCodec.decode(block).columns()) {
        add(contents, gpu, column, true);
      }
    }
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
