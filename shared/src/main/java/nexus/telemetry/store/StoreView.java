package nexus.telemetry.store;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import nexus.telemetry.block.StoredBlock;
import nexus.telemetry.incidents.GpuIncidents;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.model.UnreadableException;
import org.jboss.logging.Logger;

/**
 * What the store holds of some GPUs, as last read or committed, with the revisions a commit is
 * conditional on. Held by one drainer for one partition, and thrown away when a commit finds that
 * something else was written.
 *
 * <pre>
 * spans      (GPU, span start) → block start → block     every span that was loaded, even if empty
 * metadata   GPU               → facts
 * latest     host              → newest values
 * pointers   UUID              → place of the GPU
 * incidents  GPU               → what was wrong with it; with its facts
 * </pre>
 *
 * <p>Values are decoded when first used, so that a corrupt one stops only the GPUs that need it.
 */
public final class StoreView {

  /**
   * An aligned span of one GPU's time, whose samples one block holds unless it was split.
   *
   * @param gpu the GPU
   * @param startMs a multiple of the block span, epoch milliseconds
   */
  public record GpuSpan(GpuId gpu, long startMs) {

    /** The span that holds a time. */
    public static GpuSpan at(GpuId gpu, long timeMs, long spanMs) {
      return new GpuSpan(gpu, Math.floorDiv(timeMs, spanMs) * spanMs);
    }

    /** The spans that samples lie in. */
    public static Set<GpuSpan> of(GpuSamples samples, long spanMs) {
      Set<GpuSpan> spans = new HashSet<>();
      GpuSpan last = null; // that of the sample before: nearly always the next one's, too
      for (MetricColumn column : samples.columns()) {
        int next = 0;
        while (next < column.size()) {
          long time = column.time(next);
          if (last == null || time < last.startMs || time >= last.startMs + spanMs) {
            last = at(samples.gpu(), time, spanMs);
            spans.add(last);
          }
          next = column.firstAtOrAfter(last.startMs + spanMs);
        }
      }
      return spans;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof GpuSpan span && startMs == span.startMs && gpu.equals(span.gpu);
    }

    @Override
    public int hashCode() {
      return 31 * gpu.hashCode() + Long.hashCode(startMs);
    }
  }

  private static final Logger LOG = Logger.getLogger(StoreView.class);

  /** What a value takes in memory besides its bytes, roughly: key, revision, places in maps. */
  private static final long VALUE_BYTES = 300;

  /** What the facts of a GPU, and what was wrong with it, take once they are decoded, roughly. */
  private static final long DECODED_FACTS_BYTES = 2_000;

  private final Map<GpuSpan, NavigableMap<Long, Versioned<StoredBlock>>> spans = new HashMap<>();
  private final Map<GpuId, Versioned<GpuMetadata>> metadata = new HashMap<>();
  private final Map<String, Versioned<HostLatest>> latest = new HashMap<>();
  private final Map<String, Versioned<UuidPointer>> pointers = new HashMap<>();
  private final Map<GpuId, Versioned<GpuIncidents>> incidents = new HashMap<>();

  boolean hasSpan(GpuSpan span) {
    return spans.containsKey(span);
  }

  boolean hasMetadata(GpuId gpu) {
    return metadata.containsKey(gpu);
  }

  boolean hasLatest(String host) {
    return latest.containsKey(host);
  }

  /**
   * UUIDs whose places storing these samples may put, and that are not loaded yet: the GPU's place
   * did not have them last, or what it had is not known.
   */
  Set<String> lackedPointers(GpuSamples samples) {
    Set<String> lacked = new HashSet<>();
    for (int i = 0; i < samples.factRuns().size(); i++) {
      String uuid = samples.factRuns().value(i).uuid();
      if (!uuid.isEmpty() && !pointers.containsKey(uuid) && !stands(samples.gpu(), uuid)) {
        lacked.add(uuid);
      }
    }
    return lacked;
  }

  private boolean stands(GpuId gpu, String uuid) {
    try {
      GpuMetadata known = hasMetadata(gpu) ? metadata(gpu).value() : null;
      return known != null && known.isThere(uuid);
    } catch (UnreadableException | NewerFormatException e) {
      return false;
    }
  }

  /** The blocks of a loaded span, by start; empty when there is none. */
  NavigableMap<Long, Versioned<StoredBlock>> span(GpuId gpu, long startMs) {
    return spans.get(new GpuSpan(gpu, startMs));
  }

  Versioned<GpuMetadata> metadata(GpuId gpu) {
    return metadata.get(gpu);
  }

  Versioned<HostLatest> latest(String host) {
    return latest.get(host);
  }

  /** A GPU's samples that are in no block yet; its host is loaded. */
  Optional<OpenBlock> open(GpuId gpu) {
    return latest(gpu.host()).value().open(gpu.gpu());
  }

  /** The spans that those lie in, which is one, mostly; none where they cannot be read. */
  Set<GpuSpan> openSpans(GpuId gpu, long spanMs) {
    Set<GpuSpan> spans = new HashSet<>();
    try {
      open(gpu)
          .ifPresent(
              open -> {
                long lastMs = open.block().lastMs();
                for (long time = open.firstMs(); time <= lastMs; time += spanMs) {
                  spans.add(GpuSpan.at(gpu, time, spanMs));
                }
                spans.add(GpuSpan.at(gpu, lastMs, spanMs));
              });
    } catch (UnreadableException | NewerFormatException e) {
      LOG.debugf("what is open of %s is not known: %s", gpu.alias(), e.getMessage());
    }
    return spans;
  }

  /** The place of a UUID that is loaded. */
  Versioned<UuidPointer> pointer(String uuid) {
    return pointers.get(uuid);
  }

  /** What was wrong with a GPU whose facts are loaded. */
  Versioned<GpuIncidents> incidents(GpuId gpu) {
    return incidents.get(gpu);
  }

  void putIncidents(GpuId gpu, Versioned<GpuIncidents> value) {
    incidents.put(gpu, value);
  }

  void putPointer(String uuid, Versioned<UuidPointer> value) {
    pointers.put(uuid, value);
  }

  void putSpan(GpuSpan span, NavigableMap<Long, Versioned<StoredBlock>> blocks) {
    spans.put(span, blocks);
  }

  void putBlock(GpuId gpu, long spanMs, long blockStartMs, Versioned<StoredBlock> block) {
    spans
        .computeIfAbsent(new GpuSpan(gpu, spanMs), key -> new TreeMap<>())
        .put(blockStartMs, block);
  }

  /**
   * Takes what cannot be read for empty: samples take a block's place, any other value is built
   * anew. The commit that does so is conditional on the damaged one as ever.
   *
   * @param damaged names the key
   * @param numbers tells how many sets of facts the blocks of a GPU's place may hold the numbers of
   */
  public void replace(UnreadableException damaged, ToIntFunction<GpuId> numbers) {
    String key = damaged.key().orElseThrow();
    long revision = damaged.revision();
    spans.values().forEach(blocks -> replaceBlock(blocks, key));
    metadata.replaceAll(
        (gpu, value) ->
            value.isAt(key)
                ? Versioned.of(GpuMetadata.lost(numbers.applyAsInt(gpu)), revision)
                : value);
    incidents.replaceAll(
        (gpu, value) -> value.isAt(key) ? Versioned.of(GpuIncidents.NONE, revision) : value);
    latest.replaceAll(
        (host, value) ->
            value.isAt(key) ? Versioned.of(new HostLatest(host, List.of()), revision) : value);
  }

  private void replaceBlock(NavigableMap<Long, Versioned<StoredBlock>> blocks, String key) {
    blocks.replaceAll(
        (startMs, block) -> block.isAt(key) ? Versioned.of(null, block.modRevision()) : block);
  }

  void putMetadata(GpuId gpu, Versioned<GpuMetadata> value) {
    metadata.put(gpu, value);
  }

  void putLatest(String host, Versioned<HostLatest> value) {
    latest.put(host, value);
  }

  /**
   * Bytes that blocks and facts take in memory, roughly. What was read takes little until it is
   * decoded.
   */
  public long bytes() {
    long bytes = VALUE_BYTES * (spans.size() + pointers.size());
    for (NavigableMap<Long, Versioned<StoredBlock>> blocks : spans.values()) {
      for (Versioned<StoredBlock> block : blocks.values()) {
        bytes += block.bytes(block.value == null ? 0 : block.value.weight());
      }
    }
    for (Versioned<GpuMetadata> facts : metadata.values()) {
      bytes += facts.bytes(facts.value == null ? 0 : DECODED_FACTS_BYTES);
    }
    for (Versioned<GpuIncidents> found : incidents.values()) {
      bytes += found.bytes(0);
    }
    return bytes;
  }

  /**
   * Forgets blocks and facts when they take more than {@code most} bytes; the newest values, which
   * every commit touches, stay.
   */
  public void bound(long most) {
    if (bytes() > most) {
      spans.clear();
      metadata.clear();
      pointers.clear();
      incidents.clear();
    }
  }

  /**
   * A value and the revision it was last written at; revision 0 and no value while there is none.
   */
  static final class Versioned<T> {

    private final Entry entry;
    private final Function<byte[], T> decoder;
    private final long modRevision;
    private T value;

    private Versioned(Entry entry, Function<byte[], T> decoder, T value, long modRevision) {
      this.entry = entry;
      this.decoder = decoder;
      this.value = value;
      this.modRevision = modRevision;
    }

    /** A value that was read but is decoded only when used. */
    static <T> Versioned<T> read(Entry entry, Function<byte[], T> decoder) {
      return new Versioned<>(entry, decoder, null, entry.modRevision());
    }

    /** A value that was just written, or, at revision 0, stands for a key that does not exist. */
    static <T> Versioned<T> of(T value, long modRevision) {
      return new Versioned<>(null, null, value, modRevision);
    }

    /**
     * The value.
     *
     * @throws UnreadableException naming the key, when what is stored cannot be decoded
     * @throws NewerFormatException naming the key, when it is of a newer version
     */
    T value() {
      if (value == null && entry != null) {
        try {
          value = decoder.apply(entry.value());
        } catch (UnreadableException e) {
          throw e.at(entry.key(), entry.value(), entry.modRevision());
        } catch (NewerFormatException e) {
          throw e.at(entry.key());
        }
      }
      return value;
    }

    /**
     * Checks what is about to be replaced, whether or not it can be read.
     *
     * @throws NewerFormatException naming the key, when it is of a newer version
     */
    void checkNotNewer() {
      try {
        value();
      } catch (UnreadableException e) {
        LOG.debugf("%s is replaced: %s", entry.key(), e.getMessage());
      }
    }

    long modRevision() {
      return modRevision;
    }

    /** Bytes that it takes in memory, roughly, with what its decoded value takes. */
    private long bytes(long decoded) {
      return VALUE_BYTES + (entry == null ? 0 : entry.value().length) + decoded;
    }

    /** Whether this was read from that key. */
    boolean isAt(String key) {
      return entry != null && entry.key().equals(key);
    }
  }
}
