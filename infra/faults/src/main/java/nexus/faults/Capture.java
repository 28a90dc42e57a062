package nexus.faults;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import nexus.bench.Generate;
import nexus.bench.Plan;
import nexus.bench.Series;

/**
 * An endless capture of an invented fleet, cut into files; and what the files say, as a CSV reader
 * that is not the pipeline's own understands them.
 */
final class Capture implements AutoCloseable {

  private static final int PIPE_BYTES = 1 << 20;
  private static final String METRIC = "DCGM_[A-Z_]+";
  private static final String TIME = "\\d{4}-\\d{2}-\\d{2}T[0-9:.]+Z";

  private final Plan plan;
  private final int linesPerFile;
  private final BufferedReader lines;
  private final String header;
  private final SortedMap<SeriesName, Series> sent = new TreeMap<>();
  private long samples;
  private long firstMs;

  /**
   * A metric of a GPU.
   *
   * @param host host name
   * @param gpu index on the host
   * @param metric metric name
   */
  record SeriesName(String host, String gpu, String metric) implements Comparable<SeriesName> {

    /** The GPU, as a query names it. */
    String reference() {
      return host + "/" + gpu;
    }

    @Override
    public int compareTo(SeriesName other) {
      int byGpu = reference().compareTo(other.reference());
      return byGpu != 0 ? byGpu : metric.compareTo(other.metric);
    }
  }

  /** Begins a capture at the generator's own time. */
  Capture(long seed, int hosts, int scrapesPerFile) throws IOException {
    this(seed, hosts, scrapesPerFile, Optional.empty());
  }

  /**
   * Begins a capture.
   *
   * @param seed the same seed gives the same files
   * @param hosts hosts of two GPUs each
   * @param scrapesPerFile scrapes of ten metrics, 15 s apart, in each file
   * @param begin when it begins; empty for the generator's own time
   */
  Capture(long seed, int hosts, int scrapesPerFile, Optional<Instant> begin) throws IOException {
    String options =
        "--hosts %d --gpus 2 --scrapes 1000000 --seed %d%s"
            .formatted(hosts, seed, begin.map(time -> " --start " + time).orElse(""));
    this.plan = Plan.parse(List.of(options.split(" ", -1)));
    this.linesPerFile = hosts * plan.gpus() * plan.metrics() * scrapesPerFile;
    PipedInputStream in = new PipedInputStream(PIPE_BYTES);
    PipedOutputStream out = new PipedOutputStream(in);
    Thread writer = new Thread(() -> write(out), "capture");
    writer.setDaemon(true);
    writer.start();
    this.lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    this.header = lines.readLine();
  }

  private void write(PipedOutputStream out) {
    try (out) {
      Generate.write(plan, out);
    } catch (IOException closed) {
      // Nobody reads on: the capture was closed.
    }
  }

  /** The next file. From now on its samples count as sent. */
  synchronized byte[] next() {
    return next(1);
  }

  /** A file of as many samples as {@code files} others have. */
  synchronized byte[] next(int files) {
    StringBuilder text = new StringBuilder(header).append('\n');
    try {
      for (int i = 0; i < linesPerFile * files; i++) {
        text.append(lines.readLine()).append('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return expect(text.toString());
  }

  /** A file of the next sample alone, dated otherwise and of another metric, ascending by time. */
  synchronized byte[] next(Instant time) {
    try {
      String row = lines.readLine().replaceFirst(TIME, time.toString());
      row = row.replaceFirst(METRIC, "DATED_OTHERWISE");
      return expect(header + "\n" + row + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] expect(String csv) {
    try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(csv)) {
      rows.forEach(this::expect);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return csv.getBytes(StandardCharsets.UTF_8);
  }

  private void expect(NamedCsvRecord row) {
    SeriesName name =
        new SeriesName(
            row.getField("Hostname"), row.getField("gpu_id"), row.getField("metric_name"));
    sent.computeIfAbsent(name, unused -> new Series())
        .add(
            Instant.parse(row.getField("timestamp")).toEpochMilli(),
            Double.parseDouble(row.getField("value")));
    firstMs = samples == 0 ? sent.get(name).time(0) : firstMs;
    samples++;
  }

  /** Time of the first sample, epoch milliseconds. */
  synchronized long firstMs() {
    return firstMs;
  }

  /** The GPUs of all files so far, ascending. */
  synchronized List<String> gpus() {
    return sent.keySet().stream().map(SeriesName::reference).distinct().toList();
  }

  /** Samples of all files so far. */
  synchronized long samples() {
    return samples;
  }

  /** What was sent, times ascending. Only to be looked at when no file is made any more. */
  synchronized SortedMap<SeriesName, Series> sent() {
    return sent;
  }

  @Override
  public void close() {
    try {
      lines.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
