package nexus.telemetry.query.gpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.Names;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.query.AmbiguousGpuException;
import nexus.telemetry.query.AskedCluster;
import nexus.telemetry.query.NotFoundException;
import nexus.telemetry.query.latest.LatestHosts;
import nexus.telemetry.query.latest.LatestReader;
import nexus.telemetry.store.HostLatest;

/**
 * Finds the GPU that one word names: a UUID, {@code host:index}, {@code host/index}, or an index
 * that one host alone has. A part of a name never finds anything.
 */
public final class GpuFinder {

  private final Kv kv;
  private final Keyspace keys;
  private final LatestReader newest;

  public GpuFinder(Kv kv, Keyspace keys, LatestReader newest) {
    this.kv = kv;
    this.keys = keys;
    this.newest = newest;
  }

  /**
   * The GPU; by place it is not looked up.
   *
   * @param id the name
   * @param cluster the cluster it is looked for in
   * @throws InvalidInputException when the name can be none of a GPU's
   * @throws NotFoundException when there is none of the UUID or index
   * @throws AmbiguousGpuException when it could be several
   * @throws UnreadableException when that is not known, as a host cannot be read
   */
  public GpuReference find(String id, AskedCluster cluster) {
    if (GpuReference.INDEX.matcher(id).matches()) {
      return place(only(id, cluster));
    }
    int colon = id.lastIndexOf(':');
    if (id.indexOf('/') >= 0 || colon <= 0 || colon == id.length() - 1) {
      return parse(id);
    }
    return withColon(checked(id), colon, cluster);
  }

  /** Hosts and indexes may have colons too: what there is decides, else the last colon. */
  private GpuReference withColon(String id, int lastColon, AskedCluster cluster) {
    List<GpuId> places = places(id, newest.read(cluster));
    if (places.size() > 1) {
      throw new AmbiguousGpuException(
          places.size() + " GPUs could be meant by " + id,
          places.stream().map(GpuId::alias).toList());
    }
    if (places.size() == 1) {
      return place(places.get(0));
    }
    GpuId last = new GpuId(id.substring(0, lastColon), id.substring(lastColon + 1));
    boolean index = GpuReference.INDEX.matcher(last.gpu()).matches();
    return index || !isUuid(id, cluster) ? place(last) : parse(id);
  }

  private static List<GpuId> places(String id, LatestHosts latest) {
    List<GpuId> places = new ArrayList<>();
    for (HostLatest host : latest.hosts(name -> id.startsWith(name + ":"))) {
      String index = id.substring(host.host().length() + 1);
      if (host.gpus().stream().anyMatch(gpu -> gpu.gpu().equals(index))) {
        places.add(new GpuId(host.host(), index));
      }
    }
    return places;
  }

  private static GpuReference place(GpuId gpu) {
    return new GpuReference.ByPlace(gpu);
  }

  private static GpuReference parse(String id) {
    if (id.indexOf('/') < 0) {
      checked(id);
    } else {
      for (String part : id.split("/", 2)) {
        checked(part);
      }
    }
    return GpuReference.parse(Optional.empty(), Optional.of(id));
  }

  private static String checked(String name) {
    return Names.check("id", name);
  }

  private boolean isUuid(String id, AskedCluster cluster) {
    try {
      return !new GpuLookup(kv, keys, cluster.name(), 0).find(parse(id)).places().isEmpty();
    } catch (NotFoundException e) {
      return false;
    }
  }

  private GpuId only(String index, AskedCluster cluster) {
    LatestHosts latest = newest.read(cluster);
    if (!latest.unreadable().isEmpty()) {
      throw latest.unreadable(keys, cluster.name(), latest.unreadable().first());
    }
    List<String> hosts =
        latest.hosts().stream()
            .filter(host -> host.gpus().stream().anyMatch(gpu -> gpu.gpu().equals(index)))
            .map(HostLatest::host)
            .toList();
    if (hosts.size() > 1) {
      throw new AmbiguousGpuException(
          "%d hosts have a GPU %s: say host:%s or a UUID".formatted(hosts.size(), index, index),
          hosts.stream()
              .limit(AmbiguousGpuException.MOST)
              .map(host -> host + ":" + index)
              .toList());
    }
    if (hosts.isEmpty()) {
      throw new NotFoundException(
          "id", "no host of cluster " + cluster.name() + " has a GPU " + index);
    }
    return new GpuId(hosts.get(0), index);
  }
}
