package nexus.telemetry.capture;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nexus.telemetry.capture.file.CaptureReport;
import nexus.telemetry.csv.CsvParser;
import nexus.telemetry.csv.CsvPiece;
import nexus.telemetry.csv.CsvPieces;
import nexus.telemetry.csv.Given;
import nexus.telemetry.csv.Ignored;
import nexus.telemetry.csv.ParsedChunk;
import nexus.telemetry.csv.RejectSink;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.RejectedRow;
import nexus.telemetry.model.SampleTimes;
import nexus.telemetry.model.Timestamps;

/**
 * What became of a file.
 *
 * @param samples its samples in words: GPU, series, time of the day, value
 */
record Captured(
    CaptureReport report,
    List<String> samples,
    long rows,
    long accepted,
    long missing,
    long expired,
    long rejected,
    Ignored ignored,
    List<RejectedRow> rejects) {

  /** A day after the times of the files. */
  static final long NOW = Timestamps.parse("2026-11-29T20:00:00Z");

  static final Given HOST = new Given("node09", null, null, null, List.of());

  static Given given(String host, String metric, String time) {
    return new Given(host, metric, time, null, List.of());
  }

  static Captured of(String file) {
    return of(file, Given.NONE, null);
  }

  static Captured of(String file, Given given, String tz) {
    return of(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)), given, tz, true);
  }

  static Captured of(byte[] file, Given given, String tz) {
    return of(new ByteArrayInputStream(file), given, tz, true);
  }

  /** Reads a file; its samples are told only where they are {@code kept}. */
  static Captured of(InputStream in, Given given, String tz, boolean kept) {
    try {
      Optional<java.time.ZoneId> zone = Optional.ofNullable(tz).map(SampleTimes::zone);
      Capture file = Capture.of(in, "UTF-8", given, zone);
      CsvParser parser =
          new CsvParser(
              file.header(), file.firstRow(), NOW, 0, SampleTimes.of(zone), RejectSink.NONE);
      CsvPieces pieces = file.pieces(kept ? 64 << 10 : 1 << 20, 0);
      List<ParsedChunk> chunks = new ArrayList<>();
      for (CsvPiece piece = pieces.next(); piece != null; piece = pieces.next()) {
        parser.read(piece);
        ParsedChunk chunk = parser.take();
        chunks.add(kept ? chunk : chunk.withoutSamples());
      }
      return of(file, chunks);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Captured of(Capture file, List<ParsedChunk> chunks) {
    List<String> samples = new ArrayList<>();
    chunks.forEach(chunk -> chunk.gpus().forEach(gpu -> tell(gpu, samples)));
    samples.sort(null);
    return new Captured(
        file.report(),
        samples,
        chunks.stream().mapToLong(ParsedChunk::rows).sum(),
        chunks.stream().mapToLong(ParsedChunk::accepted).sum(),
        chunks.stream().mapToLong(chunk -> chunk.counts().missing()).sum(),
        chunks.stream().mapToLong(chunk -> chunk.counts().expired()).sum(),
        chunks.stream().mapToLong(chunk -> chunk.counts().rejected()).sum(),
        chunks.stream().map(ParsedChunk::ignored).reduce(file.ignored(), Ignored::plus),
        chunks.stream().flatMap(chunk -> chunk.rejects().stream()).toList());
  }

  private static void tell(GpuSamples gpu, List<String> samples) {
    for (MetricColumn column : gpu.columns()) {
      String series = column.metric().replace("DCGM_FI_DEV_", "");
      for (int i = 0; i < column.size(); i++) {
        String time = Timestamps.format(column.time(i)).replaceAll("2026-11-28T|Z", "");
        samples.add(gpu.gpu().alias() + " " + series + " " + time + " " + column.value(i));
      }
    }
  }

  /** Reasons of what was rejected, with the lines. */
  List<String> reasons() {
    return rejects.stream().map(row -> row.line() + ": " + row.reason()).toList();
  }
}
