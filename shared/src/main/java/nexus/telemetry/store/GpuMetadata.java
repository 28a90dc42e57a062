package nexus.telemetry.store;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import nexus.telemetry.block.BlockFacts;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;

/**
 * What is known of a GPU: the value of its {@code metadata} key.
 *
 * @param facts the newest facts, by the time of the samples that brought them
 * @param firstSeenMs earliest sample, epoch milliseconds
 * @param factsAsOfMs time of the samples that brought the facts, epoch milliseconds
 * @param sets facts that describe the GPUs that have been in this place, by number; blocks hold the
 *     numbers. Empty where no block does
 */
public record GpuMetadata(GpuFacts facts, long firstSeenMs, long factsAsOfMs, List<GpuFacts> sets) {

  public GpuMetadata {
    sets = List.copyOf(sets);
  }

  /** Of a place of whose facts no block holds a number. */
  public GpuMetadata(GpuFacts facts, long firstSeenMs, long factsAsOfMs) {
    this(facts, firstSeenMs, factsAsOfMs, List.of());
  }

  /** What a block's facts are. Blocks without facts are of before there were sets. */
  public GpuFacts of(BlockFacts told) {
    if (told.set() == BlockFacts.NO_SET) {
      return told.labels().isEmpty() ? setsOrFacts().get(0) : facts.with(told.labels());
    }
    return ofNumber(told.set()).with(told.labels());
  }

  /** Whether the set is there that a block's number is of; it is not where sets were lost. */
  public boolean knows(BlockFacts told) {
    return told.set() == BlockFacts.NO_SET || told.set() < sets.size();
  }

  /** The set of a number; nothing is known of one whose set was lost. */
  private GpuFacts ofNumber(int number) {
    return number < sets.size() ? sets.get(number) : GpuFacts.UNKNOWN;
  }

  /** The newest facts of the GPU of a UUID; of whichever is there last, where none is given. */
  public GpuFacts factsOf(Optional<String> uuid) {
    if (uuid.stream().allMatch(facts.uuid()::equals)) {
      return facts;
    }
    return sets.stream()
        .filter(set -> set.uuid().equals(uuid.get()))
        .reduce((earlier, later) -> later)
        .orElse(sets.isEmpty() ? facts : GpuFacts.UNKNOWN);
  }

  /**
   * What is known of a place whose metadata is damaged. Blocks may hold numbers of the sets that
   * are lost, and no other set may get one of these: of each of them nothing is known.
   *
   * <pre>
   * blocks hold 0, 1, 2      sets lost   0 → ?   1 → ?   2 → ?   3 → of the GPU that is seen next
   * </pre>
   *
   * @param numbers how many numbers blocks may hold; 0 where none holds any
   */
  static GpuMetadata lost(int numbers) {
    int kept = numbers == 0 ? 0 : Math.max(2, numbers);
    return new GpuMetadata(
        GpuFacts.UNKNOWN,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        Collections.nCopies(kept, GpuFacts.UNKNOWN));
  }

  /** Whether sets were lost. Otherwise no two sets are the same, but where a place has too many. */
  private boolean lostSets() {
    return sets.indexOf(GpuFacts.UNKNOWN) != sets.lastIndexOf(GpuFacts.UNKNOWN);
  }

  /** The sets; where there are none yet, the facts that stand are the first. */
  List<GpuFacts> setsOrFacts() {
    return sets.isEmpty() ? List.of(facts) : sets;
  }

  /** Whether a GPU of this UUID is in this place, as far as the newest facts say. */
  boolean isThere(String uuid) {
    return facts.uuid().equals(uuid);
  }

  /**
   * What is known of the GPU at a time of which no block says anything: the newest facts, where
   * they are of then, or of the only GPU that has been here.
   */
  GpuFacts supposed(long timeMs) {
    boolean only =
        !lostSets()
            && sets.stream().map(GpuFacts::uuid).allMatch(uuid -> uuid.isEmpty() || isThere(uuid));
    return only || timeMs >= factsAsOfMs ? facts.withoutAttribution() : GpuFacts.UNKNOWN;
  }

  /** The same with these sets. */
  GpuMetadata with(List<GpuFacts> all) {
    return new GpuMetadata(facts, firstSeenMs, factsAsOfMs, all);
  }

  /**
   * The facts after an update; {@code stands} itself when the update says nothing new.
   *
   * <p>Newer facts win, but nothing known is replaced by nothing. Facts that newer samples only
   * confirm are not written again, so how old they are is told by the GPU's newest stored sample.
   *
   * @param stands what is known; null when nothing is
   * @param newestMs time of the GPU's newest stored sample
   */
  static GpuMetadata merge(GpuMetadata stands, GpuSamples update, long newestMs) {
    long firstMs = update.firstMs();
    long lastMs = update.lastMs();
    if (stands == null) {
      return new GpuMetadata(update.facts(), firstMs, lastMs);
    }
    boolean newer = lastMs >= Math.max(stands.factsAsOfMs(), newestMs);
    GpuFacts facts =
        newer ? overlay(update.facts(), stands.facts()) : overlay(stands.facts(), update.facts());
    long firstSeen = Math.min(stands.firstSeenMs(), firstMs);
    if (facts.equals(stands.facts()) && firstSeen == stands.firstSeenMs()) {
      return stands;
    }
    return new GpuMetadata(facts, firstSeen, Math.max(lastMs, stands.factsAsOfMs()), stands.sets());
  }

  /**
   * The GPU that the UUID in these facts names. For a MIG instance that is the whole GPU: an
   * instance carries the UUID of the GPU it is part of, or one of its own.
   */
  static GpuId wholeGpu(GpuId gpu, GpuFacts facts) {
    if (facts.uuid().startsWith("MIG-")) {
      return gpu;
    }
    String instance = "." + facts.labels().getOrDefault("GPU_I_ID", "");
    return instance.length() > 1 && gpu.gpu().endsWith(instance)
        ? new GpuId(gpu.host(), gpu.gpu().substring(0, gpu.gpu().length() - instance.length()))
        : gpu;
  }

  /** Nothing known is replaced by nothing, but by what is known of another GPU. */
  private static GpuFacts overlay(GpuFacts top, GpuFacts under) {
    GpuFacts both = top.over(under);
    return top.labels().isEmpty()
        ? both
        : new GpuFacts(both.uuid(), both.device(), both.model(), both.driver(), top.labels());
  }
}
