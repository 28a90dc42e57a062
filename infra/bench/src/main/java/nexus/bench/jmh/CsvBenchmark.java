package nexus.bench.jmh;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import nexus.bench.GeneratedTelemetry;
import nexus.telemetry.csv.CsvChunkReader;
import nexus.telemetry.csv.CsvHeader;
import nexus.telemetry.csv.ParsedChunk;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** CSV to samples, a chunk at a time. */
public class CsvBenchmark extends Defaults {

  private static final int ROWS = 59_520;

  /** A chunk in memory. */
  abstract static class Chunk {

    private final byte[] bytes;
    private final int body;
    private final CsvHeader header;

    Chunk(String... options) {
      bytes = GeneratedTelemetry.csv(options);
      int newline = 0;
      while (bytes[newline] != '\n') {
        newline++;
      }
      body = newline + 1;
      header = CsvHeader.parse(new String(bytes, 0, newline, StandardCharsets.UTF_8));
    }

    ParsedChunk read() throws IOException {
      ByteArrayInputStream rows = new ByteArrayInputStream(bytes, body, bytes.length - body);
      ParsedChunk chunk = CsvChunkReader.read(header, rows, 2, System.currentTimeMillis());
      if (chunk.rows() != ROWS || chunk.accepted() != chunk.values()) {
        throw new IllegalStateException(chunk.rows() + " rows, not all of them taken in");
      }
      return chunk;
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

  /** Reads rows that repeat. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  @Counts("rows")
  public ParsedChunk longFormat(LongFormat chunk) throws IOException {
    return chunk.read();
  }

  /** Reads rows that do not. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  @Counts("rows")
  public ParsedChunk longFormatNothingRepeats(OneScrape chunk) throws IOException {
    return chunk.read();
  }

  /** Reads rows of eight values. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  @Counts("rows")
  public ParsedChunk wideFormat(WideFormat chunk) throws IOException {
    return chunk.read();
  }
}
