package nexus.bench.jmh;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import nexus.bench.GeneratedTelemetry;
import nexus.telemetry.csv.CsvChunk;
import nexus.telemetry.csv.CsvChunkReader;
import nexus.telemetry.csv.CsvChunks;
import nexus.telemetry.csv.CsvHeader;
import nexus.telemetry.csv.ParsedChunk;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** CSV to samples, a chunk at a time. */
public class CsvBenchmark extends Defaults {

  private static final int ROWS = 59_520;
  private static final int CHUNK_BYTES = 8 << 20;

  /** A chunk in memory. */
  abstract static class Chunk {

    private final byte[] csv;
    private final CsvHeader header;
    private final CsvChunk rows;

    Chunk(String... options) {
      csv = GeneratedTelemetry.csv(options);
      CsvChunks whole = new CsvChunks(new ByteArrayInputStream(csv), csv.length, 0);
      try {
        header = whole.header();
        rows = whole.next();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    ParsedChunk read() {
      ParsedChunk chunk = CsvChunkReader.read(header, rows, System.currentTimeMillis());
      if (chunk.rows() != ROWS || chunk.accepted() != chunk.values()) {
        throw new IllegalStateException(chunk.rows() + " rows, not all of them taken in");
      }
      return chunk;
    }

    String receive() throws IOException {
      CsvChunks chunks = new CsvChunks(new ByteArrayInputStream(csv), CHUNK_BYTES, 0);
      for (CsvChunk chunk = chunks.next(); chunk != null; chunk = chunks.next()) {
        chunks.release(chunk);
      }
      return chunks.sha256();
    }
  }

  /**
   * 24 scrapes of 248 GPUs × 10 metrics: most rows differ from an earlier one in time and value.
   */
  @State(Scope.Benchmark)
  public static class LongFormat extends Chunk {
    public LongFormat() {
      super("--hosts", "31", "--gpus", "8", "--scrapes", "24");
    }
  }

  /** One scrape of 5,952 GPUs × 10 metrics: every row is the first of its series. */
  @State(Scope.Benchmark)
  public static class OneScrape extends Chunk {
    public OneScrape() {
      super("--hosts", "744", "--gpus", "8", "--scrapes", "1");
    }
  }

  /** 240 scrapes of 248 GPUs, 8 metrics a row. */
  @State(Scope.Benchmark)
  public static class WideFormat extends Chunk {
    public WideFormat() {
      super("--format", "wide", "--hosts", "31", "--gpus", "8", "--scrapes", "240");
    }
  }

  /**
   * Receives the rows, but does not read them: one thread's share, whatever the number of readers.
   */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  @Counts("rows")
  public String receive(LongFormat chunk) throws IOException {
    return chunk.receive();
  }

  /** Reads rows that repeat. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  @Counts("rows")
  public ParsedChunk longFormat(LongFormat chunk) {
    return chunk.read();
  }

  /** Reads rows that do not. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  @Counts("rows")
  public ParsedChunk longFormatNothingRepeats(OneScrape chunk) {
    return chunk.read();
  }

  /** Reads rows of eight values. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  @Counts("rows")
  public ParsedChunk wideFormat(WideFormat chunk) {
    return chunk.read();
  }
}
