package nexus.telemetry.query.gpu;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.query.NotFoundException;
import nexus.telemetry.store.StoredValues;

/** Finds the place of the GPU that a request names. */
public final class GpuLookup {

  private final Kv kv;
  private final Keyspace keys;
  private final String cluster;
  private final long atRevision;

  /**
   * @param atRevision revision to read at; 0 for the newest
   */
  public GpuLookup(Kv kv, Keyspace keys, String cluster, long atRevision) {
    this.kv = kv;
    this.keys = keys;
    this.cluster = cluster;
    this.atRevision = atRevision;
  }

  /**
   * The GPU's place. A place is taken as it is; whether there is such a GPU is not asked here.
   *
   * @throws NotFoundException when no GPU has the UUID
   */
  public GpuId find(GpuReference reference) {
    if (reference instanceof GpuReference.ByPlace place) {
      return place.gpu();
    }
    GpuReference.ByUuid uuid = (GpuReference.ByUuid) reference;
    return byUuid(uuid.text())
        .filter(gpu -> uuid.host().isEmpty() || uuid.host().get().equals(gpu.host()))
        .orElseThrow(() -> unknown(reference));
  }

  /** What to throw when the cluster has no such GPU; says so when there is no such cluster. */
  public NotFoundException unknown(GpuReference reference) {
    Range any = Range.prefix(Keyspace.cluster(cluster)).keysOnly().limit(1).at(atRevision);
    boolean clusterKnown = KvFutures.await(kv.range(any)).count() > 0;
    return clusterKnown
        ? new NotFoundException("gpu", "cluster " + cluster + " has no GPU " + reference.text())
        : new NotFoundException("cluster", "nothing is known of cluster " + cluster);
  }

  /** By the whole text or, for an instance, by the text before its last dot or its first. */
  private Optional<GpuId> byUuid(String text) {
    CompletableFuture<Page> whole = pointer(text);
    Optional<GpuId> instance =
        instance(text, text.lastIndexOf('.')).or(() -> instance(text, text.indexOf('.')));
    Optional<GpuId> exact = place(whole);
    return exact.isPresent() ? exact : instance;
  }

  private Optional<GpuId> instance(String text, int dot) {
    if (dot <= 0 || dot == text.length() - 1) {
      return Optional.empty();
    }
    return place(pointer(text.substring(0, dot)))
        .map(gpu -> new GpuId(gpu.host(), GpuId.wholeGpu(gpu.gpu()) + text.substring(dot)));
  }

  private CompletableFuture<Page> pointer(String uuid) {
    return kv.range(Range.key(keys.uuid(cluster, uuid)).at(atRevision));
  }

  private static Optional<GpuId> place(CompletableFuture<Page> pointer) {
    return KvFutures.await(pointer).entries().stream().findFirst().map(StoredValues::place);
  }
}
