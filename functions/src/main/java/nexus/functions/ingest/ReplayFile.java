package nexus.functions.ingest;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import nexus.telemetry.model.InvalidInputException;

/**
 * Reads a CSV in batches whose rows all say that they were taken now. Replay alone changes a row's
 * time; ingest keeps the source's.
 */
final class ReplayFile implements AutoCloseable {

  private static final DateTimeFormatter RFC_3339 =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final Path file;
  private final int batchRows;
  private final boolean loop;
  private final InstantSource clock;
  private CloseableIterator<CsvRecord> records;
  private List<String> header;
  private int timeColumn;

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
   * The next rows under the header, as UTF-8; empty at the end. A batch never holds rows from both
   * ends of the file, which would give one series two values at a time.
   *
   * @throws InvalidInputException when the file has no rows, or no timestamp column
   */
  Optional<byte[]> next() throws IOException {
    if (records == null) {
      open();
    } else if (!records.hasNext()) {
      if (!loop) {
        return Optional.empty();
      }
      records.close();
      open();
    }
    return Optional.of(batch());
  }

  private void open() throws IOException {
    records = CsvReader.builder().detectBomHeader(true).ofCsvRecord(file).iterator();
    header = records.hasNext() ? records.next().getFields() : List.of();
    timeColumn = header.stream().map(ReplayFile::plain).toList().indexOf("timestamp");
    if (timeColumn < 0 || !records.hasNext()) {
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
      for (int row = 0; row < batchRows && records.hasNext(); row++) {
        writer.writeRecord(stamped(records.next(), now));
      }
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
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
