package nexus.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import nexus.bench.Series;
import nexus.faults.Capture.SeriesName;
import nexus.local.Api;
import nexus.telemetry.store.DrainCounters;

/** Reads every point that is stored and compares it with what was sent, to the bit. */
final class Audit {

  private static final String ALL_TIME = "&from=2000-01-01T00:00:00Z&to=2100-01-01T00:00:00Z";

  private final Api api;
  private final String cluster;
  private final Comparison comparison = new Comparison();

  private final History history;

  private Audit(Api api, String cluster, History history) {
    this.history = history;
    this.api = api;
    this.cluster = cluster;
  }

  /**
   * Compares.
   *
   * @param api an application to ask
   * @param drained what the drain counted in the transactions that stored
   * @param repeated whether an upload, or the ingest's own put into etcd, may have been repeated,
   *     so that samples were queued twice, which the store does not show
   * @param history gets what is read
   */
  static Comparison of(
      Api api,
      DrainCounters drained,
      boolean repeated,
      String cluster,
      Capture capture,
      History history)
      throws InterruptedException {
    Audit audit = new Audit(api, cluster, history);
    audit.series(capture.sent());
    audit.counters(drained, capture.samples());
    if (!repeated && drained.unchanged() != 0) {
      audit.comparison.doubled(drained.unchanged() + " samples were stored again");
    }
    return audit.comparison;
  }

  private void series(SortedMap<SeriesName, Series> sent) throws InterruptedException {
    Set<String> gpus = new LinkedHashSet<>();
    sent.keySet().forEach(name -> gpus.add(name.reference()));
    for (String gpu : gpus) {
      Map<String, Series> stored = stored(gpu);
      for (SeriesName name : sent.keySet()) {
        if (name.reference().equals(gpu)) {
          Series found = stored.remove(name.metric());
          comparison.add(name.toString(), sent.get(name), found == null ? new Series() : found);
        }
      }
      for (String metric : stored.keySet()) {
        comparison.add(gpu + " " + metric, new Series(), stored.get(metric));
      }
    }
    long known = api.get("/clusterStats?cluster=" + Api.encode(cluster)).path("gpus").asLong();
    if (known != gpus.size()) {
      comparison.wrong(known + " GPUs are known, not " + gpus.size());
    }
  }

  /** Every point of a GPU, page by page, by metric. */
  private Map<String, Series> stored(String gpu) throws InterruptedException {
    Map<String, Series> stored = new HashMap<>();
    History.Begun read = history.read(gpu);
    StringBuilder samples = new StringBuilder();
    String path = "/queryGpu?cluster=" + Api.encode(cluster) + "&gpu=" + gpu + ALL_TIME;
    String cursor = "";
    do {
      JsonNode page = api.get(path + "&limit=50000" + cursor);
      for (JsonNode series : page.path("series")) {
        Series points =
            stored.computeIfAbsent(series.path("metric").asText(), unused -> new Series());
        for (JsonNode point : series.path("points")) {
          points.add(point.path(0).asLong(), point.path(1).asDouble());
        }
      }
      if (history.isKept()) {
        HistoryReads.add(samples, gpu, page);
      }
      if (!page.path("missing").isEmpty()) {
        comparison.wrong(gpu + " says that it misses " + page.path("missing"));
      }
      String next = page.path("cursor").asText("");
      cursor = next.isEmpty() || next.equals("null") ? "" : "&cursor=" + Api.encode(next);
    } while (!cursor.isEmpty());
    read.ended(HistoryReads.OK, HistoryReads.value(gpu, samples, -1, true));
    return stored;
  }

  private void counters(DrainCounters sum, long samples) throws InterruptedException {
    if (sum.added() != samples) {
      comparison.doubled("the drain counted " + sum.added() + " samples added");
    }
    if (sum.overwritten() != 0) {
      comparison.wrong("the drain replaced values: " + sum.overwritten());
    }
    JsonNode stats = api.get("/clusterStats?cluster=" + Api.encode(cluster));
    long accepted = stats.path("ingest").path("accepted").asLong();
    if (accepted != samples) {
      comparison.doubled("the ingest counted " + accepted + " samples accepted");
    }
  }
}
