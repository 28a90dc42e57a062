package nexus.functions.ingest;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import nexus.telemetry.model.InvalidInputException;

/**
 * Reads a CSV in batches, whose rows all get the present time. Only a replay changes times; an
 * ingest keeps those of the source.
 */
final class ReplayFile implements AutoCloseable {

  private static final DateTimeFormatter RFC_3339 =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** What tells the series of a file apart, where it has the column. */
  private static final Set<String> SERIES =
      Set.of("metricname", "gpuid", "hostname", "labelsraw", "gpuiid");

  private final Path file;
  private final int batchRows;
  private final boolean loop;
  private final InstantSource clock;
  private CloseableIterator<CsvRecord> records;
  private List<String> header;
  private int timeColumn;
  private int[] seriesColumns;
  private CsvRecord pending;

  /**
   * @param file CSV whose header has a timestamp column
   * @param batchRows rows of a batch
   * @param loop whether to begin again at the end
   * @param clock the time rows are stamped with
   */
  ReplayFile(Path file, int batchRows, boolean loop, InstantSource clock) {
    this.file = file;
    this.batchRows = batchRows;
    this.loop = loop;
    this.clock = clock;
  }

  /**
   * The next rows under the header, as UTF-8; empty at the end. A batch ends before a series comes
   * again, and at the end of the file. Otherwise one series would have two values for one time, and
   * one would be lost.
   *
   * @throws InvalidInputException when the file has no rows, or no timestamp column
   */
  Optional<byte[]> next() throws IOException {
    if (records == null) {
      open();
    } else if (pending == null) {
      if (!loop) {
        return Optional.empty();
      }
      records.close();
      open();
    }
    return Optional.of(batch());
  }

  private void open() throws IOException {
    records =
        CsvReader.builder()
            .detectBomHeader(true)
            // Rows of another length go on to the ingest, which counts them as rejected.
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .ofCsvRecord(file)
            .iterator();
    header = records.hasNext() ? records.next().getFields() : List.of();
    List<String> names = header.stream().map(ReplayFile::plain).toList();
    timeColumn = names.indexOf("timestamp");
    seriesColumns =
        IntStream.range(0, names.size()).filter(i -> SERIES.contains(names.get(i))).toArray();
    advance();
    if (timeColumn < 0 || pending == null) {
      throw new InvalidInputException(
          "CSV_FILE", file + " must have a header with a timestamp column, and rows");
    }
  }

  private static String plain(String column) {
    return column.strip().toLowerCase(Locale.ROOT).replaceAll("[_-]", "");
  }

  private byte[] batch() throws IOException {
    StringWriter text = new StringWriter();
    try (CsvWriter writer = CsvWriter.builder().build(text)) {
      writer.writeRecord(header);
      String now = RFC_3339.format(clock.instant());
      Set<List<String>> seen = new HashSet<>();
      while (pending != null && seen.size() < batchRows && seen.add(series(pending))) {
        writer.writeRecord(stamped(pending, now));
        advance();
      }
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void advance() {
    pending = records.hasNext() ? records.next() : null;
  }

  private List<String> series(CsvRecord record) {
    return IntStream.of(seriesColumns)
        .filter(column -> column < record.getFieldCount())
        .mapToObj(record::getField)
        .toList();
  }

  private List<String> stamped(CsvRecord record, String now) {
    List<String> fields = new ArrayList<>(record.getFields());
    if (timeColumn < fields.size()) {
      fields.set(timeColumn, now);
    }
    return fields;
  }

  @Override
  public void close() throws IOException {
    if (records != null) {
      records.close();
    }
  }
}
