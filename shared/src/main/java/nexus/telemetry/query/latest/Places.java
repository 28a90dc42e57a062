package nexus.telemetry.query.latest;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.Names;
import nexus.telemetry.store.HostLatest;
import nexus.telemetry.store.HostLatest.Gpu;

/**
 * Which GPU is where: of several places that have samples of one UUID, the GPU is in the one that
 * has the newest.
 *
 * @param hosts every host, without the GPUs that have left
 * @param moved those GPUs, by the place that they left
 * @param left names of the hosts that all of their GPUs have left
 * @param newestMs time of the newest sample, epoch milliseconds; empty when there is none
 */
record Places(
    Collection<HostLatest> hosts,
    SortedMap<GpuId, MovedGpu> moved,
    Set<String> left,
    OptionalLong newestMs) {

  static final Places NONE = of(List.of());

  /** A whole GPU's place, and the time of the newest sample there. */
  private record Seen(GpuId place, long newestMs) {}

  static Places of(Collection<HostLatest> all) {
    Map<String, Seen> byUuid = new HashMap<>();
    long newestMs = Long.MIN_VALUE;
    for (HostLatest host : all) {
      for (Gpu gpu : host.gpus()) {
        newestMs = Math.max(newestMs, gpu.newestMs());
        if (!gpu.uuid().isEmpty() && Names.isValid(host.host()) && Names.isValid(gpu.gpu())) {
          Seen here = new Seen(whole(host.host(), gpu), gpu.newestMs());
          byUuid.merge(gpu.uuid(), here, Places::newer);
        }
      }
    }
    TreeMap<GpuId, MovedGpu> moved = new TreeMap<>();
    List<HostLatest> hosts = new ArrayList<>(all.size());
    Set<String> left = new HashSet<>();
    for (HostLatest host : all) {
      HostLatest there = there(host, byUuid, moved);
      hosts.add(there);
      if (there.gpus().isEmpty() && !host.gpus().isEmpty()) {
        left.add(host.host());
      }
    }
    return new Places(
        hosts,
        Collections.unmodifiableSortedMap(moved),
        Collections.unmodifiableSet(left),
        newestMs == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(newestMs));
  }

  /** Number of hosts, without those that all of their GPUs have left. */
  long count() {
    return (long) hosts.size() - left.size();
  }

  private static GpuId whole(String host, Gpu gpu) {
    return new GpuId(host, GpuId.wholeGpu(gpu.gpu()));
  }

  /** Of equally new ones the first, so that the answer does not depend on the order. */
  private static Seen newer(Seen one, Seen other) {
    return other.newestMs() > one.newestMs() ? other : one;
  }

  private static HostLatest there(
      HostLatest host, Map<String, Seen> byUuid, Map<GpuId, MovedGpu> moved) {
    List<Gpu> left = new ArrayList<>();
    for (Gpu gpu : host.gpus()) {
      Seen seen = byUuid.get(gpu.uuid());
      boolean named = Names.isValid(host.host()) && Names.isValid(gpu.gpu());
      if (seen != null && named && !seen.place().equals(whole(host.host(), gpu))) {
        String instance = GpuId.instance(gpu.gpu());
        GpuId to =
            instance.isEmpty()
                ? seen.place()
                : new GpuId(seen.place().host(), seen.place().gpu() + "." + instance);
        moved.put(new GpuId(host.host(), gpu.gpu()), new MovedGpu(host.host(), gpu, to));
        left.add(gpu);
      }
    }
    return left.isEmpty()
        ? host
        : new HostLatest(
            host.host(), host.gpus().stream().filter(gpu -> !left.contains(gpu)).toList());
  }
}
