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

  /** A sample takes a third of a byte, and sixteen when decoded. */
  private static final long DECODED_TO_STORED = 48;

  private final Map<GpuSpan, NavigableMap<Long, Versioned<StoredBlock>>> spans = new HashMap<>();
  private final Map<GpuId, Versioned<GpuMetadata>> metadata = new HashMap<>();
  private final Map<String, Versioned<HostLatest>> latest = new HashMap<>();
  private final Map<String, Versioned<UuidPointer>> pointers = new HashMap<>();
  private final Map<GpuId, Versioned<GpuIncidents>> incidents = new HashMap<>();

  /** Bytes that the blocks take in memory, roughly. */
  private long bytes;

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
    blocks.values().forEach(block -> bytes += weight(block));
  }

  void putBlock(GpuId gpu, long spanMs, long blockStartMs, Versioned<StoredBlock> block) {
    Versioned<StoredBlock> before =
        spans
            .computeIfAbsent(new GpuSpan(gpu, spanMs), key -> new TreeMap<>())
            .put(blockStartMs, block);
    bytes += weight(block) - (before == null ? 0 : weight(before));
  }

  /** What a block takes in memory; for one that was read, what it takes once it is decoded. */
  private static long weight(Versioned<StoredBlock> block) {
    if (block.entry != null) {
      return DECODED_TO_STORED * block.entry.value().length;
    }
    return block.value() == null ? 0 : block.value().weight();
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
        (startMs, block) -> {
          if (!block.isAt(key)) {
            return block;
          }
          bytes -= weight(block);
          return Versioned.of(null, block.modRevision());
        });
  }

  void putMetadata(GpuId gpu, Versioned<GpuMetadata> value) {
    metadata.put(gpu, value);
  }

  void putLatest(String host, Versioned<HostLatest> value) {
    latest.put(host, value);
  }

  /** Bytes that the blocks take in memory, roughly. */
  public long bytes() {
    return bytes;
  }

  /** Forgets blocks and facts when the blocks take more than {@code most} bytes. */
  public void bound(long most) {
    if (bytes > most) {
      forgetBlocks();
    }
  }

  /** Forgets blocks and facts; the newest values, which every commit touches, stay. */
  public void forgetBlocks() {
    spans.clear();
    metadata.clear();
    pointers.clear();
    incidents.clear();
    bytes = 0;
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

    /** Whether this was read from that key. */
    boolean isAt(String key) {
      return entry != null && entry.key().equals(key);
    }
  }
}
