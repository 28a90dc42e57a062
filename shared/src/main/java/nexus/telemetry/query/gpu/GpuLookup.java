package nexus.telemetry.query.gpu;

import java.util.List;
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
import nexus.telemetry.store.UuidPointer;

/**
 * Finds the places of the GPU that a request names. A UUID with or without {@code GPU-} before it
 * is the same one, where nothing is known by the spelling that is asked for.
 */
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
   * Where a GPU is, and was.
   *
   * @param places one or more, that of now first as far as is known
   * @param uuid the UUID that the samples must be of; empty where a place was asked for
   */
  public record Found(List<GpuId> places, Optional<String> uuid) {}

  /**
   * The GPU's places. A place is taken as it is; whether there is such a GPU is not asked here.
   *
   * @throws NotFoundException when no GPU has the UUID
   */
  public Found find(GpuReference reference) {
    if (reference instanceof GpuReference.ByPlace place) {
      return new Found(List.of(place.gpu()), Optional.empty());
    }
    GpuReference.ByUuid uuid = (GpuReference.ByUuid) reference;
    return byUuid(uuid.text())
        .or(() -> otherSpelling(uuid.text()).flatMap(this::byUuid))
        .map(found -> on(uuid.host(), found))
        .filter(found -> !found.places().isEmpty())
        .orElseThrow(() -> unknown(reference));
  }

  /** A UUID's other spelling, also where that of an instance is asked for. */
  private static Optional<String> otherSpelling(String text) {
    int dot = text.indexOf('.');
    int end = dot < 0 ? text.length() : dot;
    return GpuId.otherSpelling(text.substring(0, end)).map(other -> other + text.substring(end));
  }

  private static Found on(Optional<String> host, Found found) {
    return new Found(
        found.places().stream()
            .filter(place -> host.isEmpty() || host.get().equals(place.host()))
            .toList(),
        found.uuid());
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
  private Optional<Found> byUuid(String text) {
    CompletableFuture<Page> whole = pointer(text);
    Optional<Found> instance =
        instance(text, text.lastIndexOf('.')).or(() -> instance(text, text.indexOf('.')));
    Optional<List<GpuId>> exact = places(whole);
    return exact.isPresent() ? exact.map(all -> new Found(all, Optional.of(text))) : instance;
  }

  private Optional<Found> instance(String text, int dot) {
    if (dot <= 0 || dot == text.length() - 1) {
      return Optional.empty();
    }
    String uuid = text.substring(0, dot);
    return places(pointer(uuid)).map(all -> instance(uuid, text.substring(dot), all));
  }

  private static Found instance(String uuid, String suffix, List<GpuId> wholes) {
    return new Found(
        wholes.stream()
            .map(gpu -> new GpuId(gpu.host(), GpuId.wholeGpu(gpu.gpu()) + suffix))
            .toList(),
        Optional.of(uuid));
  }

  private CompletableFuture<Page> pointer(String uuid) {
    return kv.range(Range.key(keys.uuid(cluster, uuid)).at(atRevision));
  }

  private static Optional<List<GpuId>> places(CompletableFuture<Page> pointer) {
    return KvFutures.await(pointer).entries().stream()
        .findFirst()
        .map(StoredValues::pointer)
        .map(UuidPointer::places);
  }
}
