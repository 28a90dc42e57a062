package nexus.bench.jmh;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import nexus.bench.GeneratedTelemetry;
import nexus.telemetry.csv.CsvParser;
import nexus.telemetry.csv.CsvPiece;
import nexus.telemetry.csv.CsvPieces;
import nexus.telemetry.csv.ParsedChunk;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** CSV to samples, cut into pieces as an upload is. */
public class CsvBenchmark extends Defaults {

  private static final int ROWS = 59_520;
  private static final int PIECE_BYTES = 1 << 20;

  /** A file in memory, and a parser that has read it. */
  abstract static class Content {

    private final byte[] csv;
    private final CsvParser experienced;

    Content(String... options) {
      csv = GeneratedTelemetry.csv(options);
      try {
        experienced = parser(pieces());
        readBy(experienced, pieces());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    ParsedChunk read() throws IOException {
      CsvPieces pieces = pieces();
      return readBy(parser(pieces), pieces);
    }

    ParsedChunk readAgain() throws IOException {
      return readBy(experienced, pieces());
    }

    private CsvPieces pieces() {
      return new CsvPieces(new ByteArrayInputStream(csv), PIECE_BYTES, 0);
    }

    private static CsvParser parser(CsvPieces pieces) throws IOException {
      return new CsvParser(pieces.header(), 2, System.currentTimeMillis());
    }

    private static ParsedChunk readBy(CsvParser parser, CsvPieces pieces) throws IOException {
      for (CsvPiece piece = pieces.next(); piece != null; piece = pieces.next()) {
        parser.read(piece);
      }
      ParsedChunk chunk = parser.take();
      if (chunk.rows() != ROWS || chunk.accepted() != chunk.values()) {
        throw new IllegalStateException(chunk.rows() + " rows, not all of them taken in");
      }
      return chunk;
    }
  }

  /** 24 scrapes of 248 GPUs × 10 metrics. */
  @State(Scope.Benchmark)
  public static class LongFormat extends Content {
    public LongFormat() {
      super("--hosts", "31", "--gpus", "8", "--scrapes", "24");
    }
  }

  /** One scrape of 5,952 GPUs × 10 metrics: every row is the first of its series. */
  @State(Scope.Benchmark)
  public static class OneScrape extends Content {
    public OneScrape() {
      super("--hosts", "744", "--gpus", "8", "--scrapes", "1");
    }
  }

  /** 240 scrapes of 248 GPUs, 8 metrics a row. */
  @State(Scope.Benchmark)
  public static class WideFormat extends Content {
    public WideFormat() {
      super("--format", "wide", "--hosts", "31", "--gpus", "8", "--scrapes", "240");
    }
  }

  /** The beginning of an upload: of 24 rows one is the first of its series. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  @Counts("rows")
  public ParsedChunk longFormat(LongFormat content) throws IOException {
    return content.read();
  }

  /** A later chunk of an upload: every row is like an earlier one but for its time and value. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  @Counts("rows")
  public ParsedChunk longFormatKnown(LongFormat content) throws IOException {
    return content.readAgain();
  }

  /** No row is like another one. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  @Counts("rows")
  public ParsedChunk longFormatNothingRepeats(OneScrape content) throws IOException {
    return content.read();
  }

  /** Rows of eight values. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  @Counts("rows")
  public ParsedChunk wideFormat(WideFormat content) throws IOException {
    return content.read();
  }
}
