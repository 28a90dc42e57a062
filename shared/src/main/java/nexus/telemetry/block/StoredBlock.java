package nexus.telemetry.block;

import java.util.List;
import java.util.function.Predicate;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.Runs;
import nexus.telemetry.model.UnreadableException;

/**
 * A block as it is stored, and what it takes to append to it. Samples that are later than all that
 * the block has of their metrics, as those of a live fleet are, are appended as rows: so a scrape
 * costs the same whether the block holds one or hundreds.
 */
public final class StoredBlock {

  /** Largest block that is written, in bytes, unless all its samples are of one time. */
  public static final int MAX_BYTES = 256 << 10;

  /**
   * Rows before all is encoded anew: from {@value} for one GPU to {@value #MOST_ROWS} for another,
   * so that a scrape does not have all of them encoded anew at once. Each takes four times as much
   * as it does in the series.
   */
  public static final int FEWEST_ROWS = 8;

  public static final int MOST_ROWS = 23;

  /** From this version of the stored form on a block may have rows. */
  public static final int VERSION_WITH_ROWS = BlockCodec.WITH_ROWS;

  /** From this version on a block may say facts, and labels that tell series apart. */
  public static final int VERSION_WITH_FACTS = BlockCodec.WITH_FACTS;

  private final byte[] bytes;
  private final BlockTail tail;
  private final int rows;
  private final int samples;
  private final Runs<BlockFacts> facts;
  private Block block;

  private StoredBlock(
      byte[] bytes, BlockTail tail, int rows, int samples, Runs<BlockFacts> facts, Block block) {
    this.bytes = bytes;
    this.tail = tail;
    this.rows = rows;
    this.samples = samples;
    this.facts = facts;
    this.block = block;
  }

  /**
   * The block in a stored value.
   *
   * @throws UnreadableException when there is none
   */
  public static StoredBlock read(byte[] bytes) {
    BlockCodec.Read read = BlockCodec.read(bytes, metric -> true);
    Block block = read.block();
    return new StoredBlock(
        bytes, BlockTail.of(block, read.columns()), read.rows(), block.size(), read.facts(), block);
  }

  /**
   * What a block and updates are together: {@code added + overwritten + unchanged} is the number of
   * the updates' samples.
   *
   * @param blocks what to put in the block's place, ascending by time: one; or several, where it
   *     grew too large; or none, when nothing changed
   * @param added samples whose metric and time were new
   * @param overwritten samples that replaced another value
   * @param unchanged samples whose value was there already, bit for bit
   */
  public record Merged(List<StoredBlock> blocks, long added, long overwritten, long unchanged) {

    public Merged {
      blocks = List.copyOf(blocks);
    }
  }

  /**
   * Appends updates to a block where that can be done; else merges them and encodes all anew.
   *
   * @param block the block that stands; null when there is none
   * @param updates in the order they were published
   * @param mostRows rows at which the block is encoded anew
   */
  public static Merged merge(StoredBlock block, List<BlockUpdate> updates, int mostRows) {
    StoredBlock longer = block == null ? null : block.append(updates, mostRows);
    if (longer != null) {
      return new Merged(List.of(longer), longer.samples - block.samples, 0, 0);
    }
    Block stands = block == null ? Block.EMPTY : block.block();
    BlockMerge.Merged merged = BlockMerge.mergeAll(stands, updates);
    List<BlockSplit.Part> parts =
        merged.changed() ? BlockSplit.parts(merged.block(), MAX_BYTES) : List.of();
    return new Merged(
        parts.stream().map(StoredBlock::of).toList(),
        merged.added(),
        merged.overwritten(),
        merged.unchanged());
  }

  /** A block that was just encoded. */
  static StoredBlock of(BlockSplit.Part part) {
    BlockCodec.Read scales = BlockCodec.read(part.bytes(), metric -> false);
    Block block = part.block();
    return new StoredBlock(
        part.bytes(), BlockTail.of(block, scales.columns()), 0, block.size(), block.facts(), block);
  }

  /** The stored form. */
  public byte[] bytes() {
    return bytes;
  }

  /** Number of samples. */
  public int samples() {
    return samples;
  }

  /** Epoch milliseconds of the earliest sample. */
  public long firstMs() {
    return BlockSplit.firstMs(block());
  }

  /** Epoch milliseconds of the latest sample. */
  public long lastMs() {
    return tail.lastMs();
  }

  /** Most samples of one metric. */
  public int longest() {
    return block().columns().stream().mapToInt(MetricColumn::size).max().orElse(0);
  }

  /** What is known of the GPU at the samples' times. */
  public Runs<BlockFacts> facts() {
    return facts;
  }

  /** All samples. */
  public Block block() {
    return block == null ? BlockCodec.decode(bytes) : block;
  }

  /** The samples of some series alone. */
  public List<MetricColumn> columns(Predicate<String> wanted) {
    if (!tail.holdsAny(wanted)) {
      return List.of();
    }
    return block == null
        ? BlockCodec.decode(bytes, wanted).columns()
        : block.columns().stream().filter(column -> wanted.test(column.metric())).toList();
  }

  /** Keeps the stored form alone, which is a small part of what the samples take. */
  public void forgetSamples() {
    block = null;
  }

  /** Bytes that it takes in memory, roughly. */
  public long weight() {
    return bytes.length + 64L * tail.size() + (block == null ? 0 : 16L * samples);
  }

  /**
   * The block with updates appended.
   *
   * @param mostRows rows at which the block is to be encoded anew instead
   * @return null when they cannot be appended, or the block is to be encoded anew
   */
  public StoredBlock append(List<BlockUpdate> updates, int mostRows) {
    if (!updates.stream().allMatch(this::saysNothingNew)) {
      return null;
    }
    List<MetricColumn> columns =
        updates.stream().flatMap(update -> update.columns().stream()).toList();
    int more = columns.stream().mapToInt(MetricColumn::size).sum();
    if (more > Block.MAX_SAMPLES - samples) {
      return null;
    }
    ByteSink sink = new ByteSink();
    BlockTail moved = tail.copy();
    int added = BlockRows.write(sink, moved, columns, mostRows - rows);
    if (added < 0) {
      return null;
    }
    byte[] longer = BlockCodec.append(bytes, sink);
    return longer.length > MAX_BYTES
        ? null
        : new StoredBlock(longer, moved, rows + added, samples + more, facts, null);
  }

  /** Whether the update says of the GPU what the block says last, or nothing. */
  private boolean saysNothingNew(BlockUpdate update) {
    long lastStartMs = facts.start(facts.size() - 1);
    return update.facts().equals(BlockUpdate.UNTOLD)
        || (update.facts().size() == 1
            && update.facts().last().equals(facts.last())
            && update.columns().stream()
                .allMatch(column -> column.size() == 0 || column.time(0) >= lastStartMs));
  }
}
