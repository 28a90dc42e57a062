package nexus.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import nexus.faults.Capture.SeriesName;
import nexus.local.Api;
import nexus.telemetry.store.DrainCounters;

/** Reads every point that is stored and compares it with what was sent, to the bit. */
final class Audit {

  private static final int MOST_COMPLAINTS = 5;
  private static final String ALL_TIME = "&from=2000-01-01T00:00:00Z&to=2100-01-01T00:00:00Z";

  private final Api api;
  private final String cluster;
  private final List<String> complaints = new ArrayList<>();
  private long lost;
  private long doubled;
  private long wrong;

  private Audit(Api api, String cluster) {
    this.api = api;
    this.cluster = cluster;
  }

  /**
   * What came of it.
   *
   * @param samples samples that were sent
   * @param lost those that are not stored
   * @param doubled points that are there twice, or were counted more than once
   * @param wrong points with another value, and points that nobody sent
   * @param complaints the first few, in words
   */
  record Result(long samples, long lost, long doubled, long wrong, List<String> complaints) {

    boolean holds() {
      return lost == 0 && doubled == 0 && wrong == 0;
    }
  }

  /**
   * Compares.
   *
   * @param api an application to ask
   * @param drained what the drain counted in the transactions that stored
   */
  static Result of(Api api, DrainCounters drained, String cluster, Capture capture)
      throws InterruptedException {
    Audit audit = new Audit(api, cluster);
    audit.series(capture.sent());
    audit.counters(drained, capture.samples());
    return new Result(
        capture.samples(), audit.lost, audit.doubled, audit.wrong, List.copyOf(audit.complaints));
  }

  private void series(SortedMap<SeriesName, Points> sent) throws InterruptedException {
    Set<String> gpus = new LinkedHashSet<>();
    sent.keySet().forEach(name -> gpus.add(name.reference()));
    for (String gpu : gpus) {
      Map<String, Points> stored = stored(gpu);
      for (SeriesName name : sent.keySet()) {
        if (name.reference().equals(gpu)) {
          Points found = stored.remove(name.metric());
          compare(name, sent.get(name), found == null ? new Points() : found);
        }
      }
      for (String metric : stored.keySet()) {
        wrong += stored.get(metric).size();
        complain(gpu + " has " + metric + ", which was never sent");
      }
    }
    long known = api.get("/clusterStats?cluster=" + Api.encode(cluster)).path("gpus").asLong();
    if (known != gpus.size()) {
      wrong++;
      complain(known + " GPUs are known, not " + gpus.size());
    }
  }

  /** Every point of a GPU, page by page, by metric. */
  private Map<String, Points> stored(String gpu) throws InterruptedException {
    Map<String, Points> stored = new HashMap<>();
    String path = "/queryGpu?cluster=" + Api.encode(cluster) + "&gpu=" + gpu + ALL_TIME;
    String cursor = "";
    do {
      JsonNode page = api.get(path + "&limit=50000" + cursor);
      for (JsonNode series : page.path("series")) {
        Points points =
            stored.computeIfAbsent(series.path("metric").asText(), unused -> new Points());
        for (JsonNode point : series.path("points")) {
          points.add(point.path(0).asLong(), point.path(1).asDouble());
        }
      }
      if (!page.path("missing").isEmpty()) {
        wrong++;
        complain(gpu + " says that it misses " + page.path("missing"));
      }
      String next = page.path("cursor").asText("");
      cursor = next.isEmpty() || next.equals("null") ? "" : "&cursor=" + Api.encode(next);
    } while (!cursor.isEmpty());
    return stored;
  }

  /** Both in order of time, each time once: a merge. */
  private void compare(SeriesName name, Points sent, Points stored) {
    int s = 0;
    int f = 0;
    while (s < sent.size() || f < stored.size()) {
      if (f > 0 && f < stored.size() && stored.time(f) <= stored.time(f - 1)) {
        doubled++;
        complain(name + " has " + stored.time(f) + " again");
        f++;
      } else if (f == stored.size() || (s < sent.size() && sent.time(s) < stored.time(f))) {
        lost++;
        complain(name + " lacks " + sent.time(s));
        s++;
      } else if (s == sent.size() || stored.time(f) < sent.time(s)) {
        wrong++;
        complain(name + " has " + stored.time(f) + ", which was never sent");
        f++;
      } else {
        if (Double.doubleToLongBits(sent.value(s)) != Double.doubleToLongBits(stored.value(f))) {
          wrong++;
          complain(name + " at " + sent.time(s) + " is " + stored.value(f));
        }
        s++;
        f++;
      }
    }
  }

  private void counters(DrainCounters sum, long samples) throws InterruptedException {
    if (sum.added() != samples) {
      doubled++;
      complain("the drain counted " + sum.added() + " samples added");
    }
    if (sum.overwritten() != 0) {
      wrong++;
      complain("the drain replaced values: " + sum.overwritten());
    }
    JsonNode stats = api.get("/clusterStats?cluster=" + Api.encode(cluster));
    long accepted = stats.path("ingest").path("accepted").asLong();
    if (accepted != samples) {
      doubled++;
      complain("the ingest counted " + accepted + " samples accepted");
    }
  }

  private void complain(String what) {
    if (complaints.size() < MOST_COMPLAINTS) {
      complaints.add(what);
    }
  }
}
