package nexus.telemetry.query.gpu;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Compare;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.letters.Quarantine.Damaged;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.query.latest.LatestCache;
import nexus.telemetry.query.latest.LatestHosts;
import nexus.telemetry.query.latest.LatestReader;
import nexus.telemetry.store.HostLatest;
import nexus.telemetry.store.UuidPointer;

/**
 * The place of a UUID that cannot be read, worked out anew: newest values say which GPU is where.
 * What they do not tell is where a GPU was whose place there another has taken since.
 *
 * @param damaged what cannot be read
 * @param pointer what takes its place
 */
public record LostPointer(Damaged damaged, UuidPointer pointer) {

  /**
   * Looks for the GPU among the newest values.
   *
   * @param damaged the entry that cannot be read
   * @param reason what is wrong with it
   * @return empty where no host has newest values of it
   */
  static Optional<LostPointer> find(
      Kv kv, Keyspace keys, String cluster, String uuid, Entry damaged, String reason) {
    List<GpuId> places =
        places(new LatestReader(kv, keys, new LatestCache()).readOnce(cluster), uuid);
    return places.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new LostPointer(
                Damaged.of(damaged, "it is built anew from newest values: " + reason),
                UuidPointer.of(places)));
  }

  /** Where the GPU is, before the places that it left. */
  private static List<GpuId> places(LatestHosts latest, String uuid) {
    Set<GpuId> places = new LinkedHashSet<>();
    latest.hosts().forEach(host -> add(places, host.host(), host.gpus(), uuid));
    latest.moved().values().forEach(moved -> add(places, moved.host(), List.of(moved.gpu()), uuid));
    return new ArrayList<>(places);
  }

  private static void add(Set<GpuId> to, String host, List<HostLatest.Gpu> gpus, String uuid) {
    gpus.stream()
        .filter(gpu -> gpu.uuid().equals(uuid))
        .map(gpu -> new GpuId(host, uuid.startsWith("MIG-") ? gpu.gpu() : whole(gpu)))
        .forEach(to::add);
  }

  private static String whole(HostLatest.Gpu gpu) {
    return GpuId.wholeGpu(gpu.gpu());
  }

  /**
   * Puts what takes its place, unless somebody else has.
   *
   * @throws nexus.telemetry.kv.KvException when etcd failed
   */
  public void mend(Kv kv) {
    Txn put =
        Txn.when(
            List.of(Compare.unchanged(damaged.key(), damaged.revision())),
            List.of(Op.put(damaged.key(), pointer.encode())));
    KvFutures.await(kv.txn(put));
  }
}
