package nexus.telemetry.csv.gpus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import nexus.telemetry.csv.rows.Rules;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.Names;

/**
 * Which place a UUID has, as rows say that name both: rows of the same host that name the UUID
 * alone are of that place, and not of a second one.
 *
 * <pre>
 * host a, gpu 0, UUID GPU-x   →  a/0
 * host a, UUID GPU-x          →  a/0, also where it stands before, within a chunk
 * </pre>
 *
 * <p>Where a UUID was in two places, or a place had two UUIDs, nobody knows which was meant, and
 * the UUID is a place of its own. So are UUIDs beyond {@value #MOST}.
 */
public final class UuidPlaces {

  private static final int MOST = Rules.MAX_GPUS;

  /** Stands for several: places of a UUID, or UUIDs of a place. */
  private static final GpuId UNCLEAR = new GpuId("-", "-");

  private final Map<GpuId, GpuId> places = new HashMap<>();
  private final Map<GpuId, GpuId> uuids = new HashMap<>();

  /** Takes what was said of a place. */
  public void learn(GpuId place, GpuFacts facts) {
    if (!Names.isValid(facts.uuid()) || place.gpu().startsWith(facts.uuid())) {
      return;
    }
    GpuId uuid = new GpuId(place.host(), facts.uuid());
    boolean mig = facts.uuid().startsWith("MIG-");
    GpuId of = mig ? place : new GpuId(place.host(), GpuId.wholeGpu(place.gpu()));
    if (places.size() < MOST || places.containsKey(uuid)) {
      places.merge(uuid, of, UuidPlaces::oneOf);
      uuids.merge(of, uuid, UuidPlaces::oneOf);
    }
  }

  private static GpuId oneOf(GpuId before, GpuId now) {
    return before.equals(now) ? now : UNCLEAR;
  }

  /** The same samples, those of a UUID alone where its place is known; ascending by GPU. */
  public List<GpuSamples> placed(List<GpuSamples> all) {
    if (all.stream().noneMatch(one -> isElsewhere(one.gpu()))) {
      return all;
    }
    Map<GpuId, GpuSamples> placed = new TreeMap<>();
    List<GpuSamples> alone = new ArrayList<>();
    for (GpuSamples one : all) {
      if (isElsewhere(one.gpu())) {
        alone.add(one);
      } else {
        placed.put(one.gpu(), one);
      }
    }
    for (GpuSamples one : alone) {
      GpuSamples there = new GpuSamples(place(one.gpu()), one.factRuns(), one.columns());
      GpuSamples before = placed.get(there.gpu());
      GpuSamples both = before == null ? there : before.plus(there);
      boolean fits = both.columns().size() <= Rules.MAX_METRICS;
      placed.put(fits ? both.gpu() : one.gpu(), fits ? both : one);
    }
    return List.copyOf(placed.values());
  }

  private boolean isElsewhere(GpuId gpu) {
    return !place(gpu).equals(gpu);
  }

  private GpuId place(GpuId gpu) {
    GpuId uuid = new GpuId(gpu.host(), GpuId.wholeGpu(gpu.gpu()));
    GpuId of = places.get(uuid);
    if (of == null || of.equals(UNCLEAR) || !uuid.equals(uuids.get(of))) {
      return gpu;
    }
    String instance = GpuId.instance(gpu.gpu());
    return instance.isEmpty() ? of : new GpuId(of.host(), of.gpu() + "." + instance);
  }
}
