package nexus.telemetry.query.promql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Range;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.Names;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.promql.Budget;
import nexus.telemetry.promql.Matcher;
import nexus.telemetry.query.latest.LatestHosts;
import nexus.telemetry.store.HostLatest;
import nexus.telemetry.store.StoredValues;

/** The places of a cluster whose series a selector may want. */
final class Places {

  private Places() {}

  /**
   * The places, by host and index.
   *
   * @param latest all that have ever had samples
   * @param budget whose time ends this
   */
  static List<GpuId> wanted(
      Kv kv,
      Keyspace keys,
      String cluster,
      LatestHosts latest,
      List<Matcher> matchers,
      Budget budget) {
    TreeSet<GpuId> all = new TreeSet<>(latest.moved().keySet());
    for (HostLatest host : latest.hosts()) {
      for (HostLatest.Gpu gpu : host.gpus()) {
        if (Names.isValid(host.host()) && Names.isValid(gpu.gpu())) {
          all.add(new GpuId(host.host(), gpu.gpu()));
        }
      }
    }
    List<GpuId> wanted = new ArrayList<>();
    Optional<List<GpuId>> ofUuid = ofUuid(kv, keys, cluster, latest.revision(), matchers);
    for (GpuId place : all) {
      budget.checkTime();
      boolean known = ofUuid.isEmpty() || isAmong(place, ofUuid.get());
      if (known && PlaceLabels.mayMatch(PlaceLabels.ofPlace(cluster, place), matchers)) {
        wanted.add(place);
      }
    }
    return wanted;
  }

  private static boolean isAmong(GpuId place, List<GpuId> places) {
    return places.contains(place)
        || places.contains(new GpuId(place.host(), GpuId.wholeGpu(place.gpu())));
  }

  /** Where a GPU is and was whose UUID is named; empty where none is, or that cannot be read. */
  private static Optional<List<GpuId>> ofUuid(
      Kv kv, Keyspace keys, String cluster, long revision, List<Matcher> matchers) {
    Optional<String> uuid =
        matchers.stream()
            .filter(one -> one.name().equals("UUID") && one.op() == Matcher.Op.EQUAL)
            .map(Matcher::value)
            .filter(Names::isValid)
            .findFirst();
    if (uuid.isEmpty()) {
      return Optional.empty();
    }
    Range pointer = Range.key(keys.uuid(cluster, uuid.get())).at(revision);
    try {
      return Optional.of(
          KvFutures.await(kv.range(pointer)).entries().stream()
              .flatMap(entry -> StoredValues.pointer(entry).places().stream())
              .toList());
    } catch (UnreadableException e) {
      return Optional.empty();
    }
  }
}
