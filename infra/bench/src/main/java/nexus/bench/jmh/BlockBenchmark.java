package nexus.bench.jmh;

import java.util.List;
import nexus.bench.GeneratedTelemetry;
import nexus.telemetry.block.Block;
import nexus.telemetry.block.BlockCodec;
import nexus.telemetry.block.BlockMerge;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.MetricColumn;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Blocks of an hour, 240 scrapes × 10 metrics, of 248 GPUs. */
@State(Scope.Benchmark)
public class BlockBenchmark extends Defaults {

  private static final int SCRAPE_SAMPLES = 2_480;
  private static final int HOUR_SAMPLES = 240 * SCRAPE_SAMPLES;

  private final List<GpuSamples> hours = GeneratedTelemetry.samples("--scrapes", "240");
  private final List<Block> blocks = hours.stream().map(hour -> block(hour, 0, 240)).toList();
  private final List<byte[]> stored = blocks.stream().map(BlockCodec::encode).toList();
  private final List<Merge> append = merges(239, 239);
  private final List<Merge> overlap = merges(180, 120);

  /** A block and what is merged into it. */
  private record Merge(Block block, List<MetricColumn> updates) {

    BlockMerge.Merged run() {
      return BlockMerge.merge(block, updates);
    }
  }

  /** Blocks of the first {@code to} scrapes, into which those from {@code from} on are merged. */
  private List<Merge> merges(int to, int from) {
    return hours.stream()
        .map(hour -> new Merge(block(hour, 0, to), block(hour, from, 240).columns()))
        .toList();
  }

  private static Block block(GpuSamples hour, int from, int to) {
    return new Block(hour.columns().stream().map(column -> column.slice(from, to)).toList());
  }

  /** Samples to stored bytes. */
  @Benchmark
  @OperationsPerInvocation(HOUR_SAMPLES)
  @Counts("samples")
  public void encode(Blackhole results) {
    for (Block block : blocks) {
      results.consume(BlockCodec.encode(block));
    }
  }

  /** Stored bytes to samples. */
  @Benchmark
  @OperationsPerInvocation(HOUR_SAMPLES)
  @Counts("samples")
  public void decode(Blackhole results) {
    for (byte[] bytes : stored) {
      results.consume(BlockCodec.decode(bytes));
    }
  }

  /** The last scrape of the hour merged into the 239 before it; its samples are counted. */
  @Benchmark
  @OperationsPerInvocation(SCRAPE_SAMPLES)
  @Counts("samples")
  public void mergeScrape(Blackhole results) {
    for (Merge merge : append) {
      results.consume(merge.run());
    }
  }

  /** What a live drain does with a scrape: merges it and writes the block; its samples count. */
  @Benchmark
  @OperationsPerInvocation(SCRAPE_SAMPLES)
  @Counts("samples")
  public void mergeScrapeAndEncode(Blackhole results) {
    for (Merge merge : append) {
      results.consume(BlockCodec.encode(merge.run().block()));
    }
  }

  /** The last 120 scrapes merged into the first 180: half is there already; the 120 are counted. */
  @Benchmark
  @OperationsPerInvocation(120 * SCRAPE_SAMPLES)
  @Counts("samples")
  public void mergeOverlapping(Blackhole results) {
    for (Merge merge : overlap) {
      results.consume(merge.run());
    }
  }
}
