package nexus.telemetry.simulation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Range;
import nexus.telemetry.ledger.IngestTotals;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.simulation.Uploads.Place;
import nexus.telemetry.store.DrainCounters;
import nexus.telemetry.store.HostLatest;
import nexus.telemetry.store.HostLatest.LatestSample;
import nexus.telemetry.store.HostLatestCodec;
import nexus.telemetry.testing.StoreContents;

/** Compares what there is with what clients were told. */
final class Verdict {

  private static final long HOUR_MS = 3_600_000;

  private final SimulatedStore store;
  private final Keyspace keys;
  private final Uploads uploads;
  private final SimulatedTime time;
  private final boolean retains;
  private boolean reliable;

  Verdict(
      SimulatedStore store, Keyspace keys, Uploads uploads, SimulatedTime time, boolean retains) {
    this.store = store;
    this.keys = keys;
    this.uploads = uploads;
    this.time = time;
    this.retains = retains;
  }

  /** Whether every call is answered, so that no message is published twice. */
  void everyCallIsAnswered(boolean answers) {
    reliable = answers;
  }

  /** Whether a sample may be gone as it is old. An ingester's clock may be half an hour ahead. */
  private boolean mayBeGone(Place place) {
    return retains && place.timeMs() < time.nowMs() - Simulation.RETENTION_MS + HOUR_MS;
  }

  /** Compares what a reader finds of a host with what it found before, and takes note of it. */
  void compare(GpuId gpu, Map<Place, Upload> seen, Map<Place, Double> found) {
    seen.forEach(
        (place, before) -> {
          if (place.gpu().equals(gpu) && !found.containsKey(place) && !mayBeGone(place)) {
            store.problem("a reader saw " + place + ", and no longer does");
          }
        });
    found.forEach(
        (place, value) -> {
          Optional<Upload> sender = uploads.sender(place, value);
          if (sender.isEmpty()) {
            store.problem("a reader saw " + value + " at " + place + ", which nobody sent");
            return;
          }
          Upload before = seen.put(place, sender.get());
          if (before != null && before.isAfter(sender.get())) {
            store.problem("a reader saw " + place + " go back to upload " + sender.get().number());
          }
        });
  }

  void check() {
    Map<Place, Double> stored = stored();
    samples(stored);
    newest(stored);
    counters(stored);
    ledger();
    nothingLeft();
  }

  private Map<Place, Double> stored() {
    Map<Place, Double> stored = new HashMap<>();
    for (GpuId gpu : Simulation.GPUS) {
      NavigableMap<Long, Double> series =
          StoreContents.of(store.kv(), Simulation.CLUSTER)
              .getOrDefault(gpu.alias() + " " + Upload.METRIC, new TreeMap<>());
      series.forEach((timeMs, value) -> stored.put(new Place(gpu, timeMs), value));
    }
    return stored;
  }

  private void samples(Map<Place, Double> stored) {
    stored.forEach(
        (place, value) -> {
          Optional<Upload> sender = uploads.sender(place, value);
          if (sender.isEmpty()) {
            store.problem("wrong: " + value + " at " + place + ", which nobody sent");
            return;
          }
          uploads
              .corrected(place, sender.get())
              .filter(later -> !mayBeGone(place)) // What is too old is not taken as a correction.
              .ifPresent(
                  later ->
                      store.problem(
                          "wrong: %s has the value of upload %d, which upload %d corrected"
                              .formatted(place, sender.get().number(), later.number())));
        });
    for (Place place : uploads.places()) {
      if (uploads.isPromised(place) && !stored.containsKey(place) && !mayBeGone(place)) {
        store.problem("lost: " + place);
      }
    }
  }

  private void newest(Map<Place, Double> stored) {
    for (GpuId gpu : Simulation.GPUS) {
      Optional<Place> newest =
          stored.keySet().stream().filter(place -> place.gpu().equals(gpu)).max(Place::compareTo);
      Optional<LatestSample> shown =
          read(keys.latest(Simulation.CLUSTER, gpu.host())).stream()
              .map(entry -> HostLatestCodec.decode(entry.value()))
              .map(HostLatest::gpus)
              .flatMap(List::stream)
              .filter(one -> one.gpu().equals(gpu.gpu()))
              .flatMap(one -> one.samples().stream())
              .findFirst();
      Optional<LatestSample> right =
          newest.map(place -> new LatestSample(Upload.METRIC, place.timeMs(), stored.get(place)));
      if (!shown.equals(right)) {
        store.problem("newest of " + gpu.alias() + ": shown " + shown + ", stored " + right);
      }
    }
  }

  private void counters(Map<Place, Double> stored) {
    DrainCounters sum = DrainCounters.ZERO;
    for (Entry entry : prefix(keys.drainCounters(Simulation.CLUSTER))) {
      sum = sum.plus(DrainCounters.decode(entry.value()));
    }
    if (!retains && sum.added() != stored.size()) {
      store.problem("counted " + sum.added() + " samples, stored " + stored.size());
    }
    long counted = sum.added() + sum.overwritten() + sum.unchanged();
    IngestTotals accepted = totals();
    boolean once = reliable && uploads.all().stream().allMatch(one -> one.attempts() <= 1);
    boolean all = uploads.all().stream().allMatch(Upload::isAcknowledged);
    if (all && (once ? counted != accepted.accepted() : counted < accepted.accepted())) {
      store.problem("accepted " + accepted.accepted() + ", drained " + sum);
    }
  }

  private IngestTotals totals() {
    IngestTotals sum = IngestTotals.ZERO;
    for (Entry entry : prefix(keys.ingestCounters(Simulation.CLUSTER))) {
      sum = sum.plus(IngestTotals.decode(entry.value()));
    }
    return sum;
  }

  private void ledger() {
    LedgerSums entries = LedgerSums.of(prefix("/telemetry/ingest/" + Simulation.CLUSTER + "/"));
    IngestTotals totals = totals();
    if (totals.uploads() != entries.uploads() || totals.accepted() != entries.accepted()) {
      store.problem("sums " + totals + ", entries " + entries);
    }
    long acknowledged = uploads.all().stream().filter(Upload::isAcknowledged).count();
    if (entries.whole() < acknowledged) {
      store.problem(acknowledged + " uploads are acknowledged, the ledger knows " + entries);
    }
    long listed = prefix("/telemetry/uploads/" + Simulation.CLUSTER + "/").size();
    if (listed != entries.uploads()) {
      store.problem(listed + " uploads are listed, of " + entries);
    }
  }

  private void nothingLeft() {
    for (Entry entry : prefix("/telemetry/")) {
      String kind = entry.key().substring("/telemetry/".length()).replaceAll("/.*", "");
      switch (kind) {
        case "clusters", "ingest", "uploads", "formats", "queue-published" -> {}
        default -> store.problem("left behind: " + entry.key());
      }
    }
  }

  private List<Entry> read(String key) {
    return store.read(Range.key(key));
  }

  private List<Entry> prefix(String prefix) {
    return store.read(Range.prefix(prefix));
  }
}
