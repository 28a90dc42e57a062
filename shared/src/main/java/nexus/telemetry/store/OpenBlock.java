package nexus.telemetry.store;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import nexus.telemetry.block.Block;
import nexus.telemetry.block.BlockCodec;
import nexus.telemetry.block.BlockUpdate;
import nexus.telemetry.block.StoredBlock;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.UnreadableException;

/**
 * The newest samples of a GPU, which are in none of its blocks yet: a small block that stands in
 * its host's newest values. A scrape is appended to it, and so is written together with those of
 * all other GPUs of the host, while the GPU's blocks, which hold hundreds of scrapes, stay as they
 * are.
 *
 * <p>Its samples were stored after all that the blocks hold: of two for one time its own counts.
 *
 * <p>It is checked when it is read, and decoded when first used.
 */
public final class OpenBlock {

  /** Largest open block, in bytes: one that is written with every scrape must be small. */
  private static final int MOST_BYTES = 4 << 10;

  private final long firstMs;
  private final byte[] bytes;
  private StoredBlock block;

  private OpenBlock(long firstMs, byte[] bytes, StoredBlock block) {
    this.firstMs = firstMs;
    this.bytes = bytes;
    this.block = block;
  }

  /** What was worked out, to be written. */
  static OpenBlock of(StoredBlock block) {
    long firstMs = block.firstMs();
    block.forgetSamples();
    return new OpenBlock(firstMs, block.bytes(), block);
  }

  /**
   * What was stored.
   *
   * @param firstMs its earliest sample, epoch milliseconds
   * @param bytes the block
   * @throws UnreadableException when there is none
   * @throws nexus.telemetry.model.NewerFormatException when it is of a newer version
   */
  static OpenBlock read(long firstMs, byte[] bytes) {
    BlockCodec.check(bytes);
    return new OpenBlock(firstMs, bytes, null);
  }

  /** Its earliest sample, epoch milliseconds. */
  public long firstMs() {
    return firstMs;
  }

  /** The stored form of the block. */
  public byte[] bytes() {
    return bytes;
  }

  /**
   * The same as a reader of blocks finds it: behind the blocks of its GPU.
   *
   * @param revision revision of the host's newest values
   */
  public Entry entry(Keyspace keys, String cluster, GpuId gpu, long revision) {
    return new Entry(keys.block(cluster, gpu, firstMs), bytes, revision, revision, 1, 0);
  }

  /**
   * The block.
   *
   * @throws UnreadableException when its bytes hold another one than is said
   */
  StoredBlock block() {
    if (block == null) {
      StoredBlock read = StoredBlock.read(bytes);
      if (read.samples() == 0 || read.firstMs() != firstMs) {
        throw UnreadableException.value("an open block does not begin when it should");
      }
      read.forgetSamples();
      block = read;
    }
    return block;
  }

  /**
   * The first open block of a GPU; empty where the samples are too many for one.
   *
   * @param mostTimes most samples of one metric
   */
  static Optional<OpenBlock> of(List<BlockUpdate> updates, int mostTimes) {
    return small(StoredBlock.merge(null, updates, 0), mostTimes);
  }

  /**
   * The same with later samples of the same facts; empty where they are too many for it.
   *
   * @param mostTimes most samples of one metric
   */
  Optional<OpenBlock> with(List<BlockUpdate> later, int mostTimes) {
    StoredBlock longer = block().append(later, mostTimes);
    if (longer != null && longer.bytes().length <= MOST_BYTES) {
      return Optional.of(new OpenBlock(firstMs, longer.bytes(), longer));
    }
    // Another metric than before, or a value with more digits: not for that alone into the blocks.
    return small(StoredBlock.merge(block(), later, 0), mostTimes);
  }

  private static Optional<OpenBlock> small(StoredBlock.Merged merged, int mostTimes) {
    return Optional.of(merged.blocks())
        .filter(blocks -> blocks.size() == 1)
        .map(blocks -> blocks.get(0))
        .filter(one -> one.longest() <= mostTimes && one.bytes().length <= MOST_BYTES)
        .map(OpenBlock::of);
  }

  /** What is left of it from a time on; empty when that is nothing. */
  public Optional<OpenBlock> since(long timeMs) {
    if (firstMs >= timeMs) {
      return Optional.of(this);
    }
    Block all = BlockCodec.decode(bytes);
    List<MetricColumn> left =
        all.columns().stream()
            .map(column -> column.slice(column.firstAtOrAfter(timeMs), column.size()))
            .filter(column -> column.size() > 0)
            .toList();
    return left.isEmpty()
        ? Optional.empty()
        : Optional.of(
            of(
                StoredBlock.merge(null, List.of(BlockUpdate.of(left, all.facts())), 0)
                    .blocks()
                    .get(0)));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OpenBlock open
        && firstMs == open.firstMs
        && Arrays.equals(bytes, open.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "open block of " + bytes.length + " bytes from " + firstMs;
  }
}
