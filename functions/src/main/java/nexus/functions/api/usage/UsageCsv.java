package nexus.functions.api.usage;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import nexus.functions.http.Content;
import nexus.telemetry.json.Json;

/**
 * Rows of usage as CSV, always with the same columns: those that the rows are not by are empty, and
 * so is what is not known.
 *
 * @param rows the rows
 * @param cursor for the page behind; empty when this is all
 */
record UsageCsv(List<UsageAnswer> rows, Optional<String> cursor) implements Content {

  private static final String[] HEADER = {
    "from",
    "to",
    "host",
    "gpu",
    "model",
    "namespace",
    "pod",
    "gpus",
    "working_hours",
    "inefficient_hours",
    "wasted_hours",
    "free_hours",
    "throttled_hours",
    "error_hours",
    "unknown_hours",
    "total_hours",
    "energy_kwh",
    "energy_from",
    "utilization_percent",
    "tensor_activity"
  };

  @Override
  public String type() {
    return "text/csv";
  }

  @Override
  public Map<String, String> headers() {
    Map<String, String> headers = new TreeMap<>();
    headers.put("Content-Disposition", "attachment; filename=\"usage.csv\"");
    cursor.ifPresent(next -> headers.put("X-Next-Cursor", next));
    return headers;
  }

  @Override
  public void writeTo(OutputStream to) throws IOException {
    CsvWriter csv =
        CsvWriter.builder()
            .lineDelimiter(LineDelimiter.LF)
            .build(new OutputStreamWriter(to, UTF_8));
    csv.writeRecord(HEADER);
    rows.forEach(row -> csv.writeRecord(fields(row)));
    csv.flush();
  }

  private static String[] fields(UsageAnswer row) {
    UsageAnswer.Hours hours = row.hours();
    return new String[] {
      row.from(),
      row.to(),
      text(row.host()),
      text(row.gpu()),
      text(row.model()),
      text(row.namespace()),
      text(row.pod()),
      Long.toString(row.gpus()),
      Json.numberText(hours.working()),
      Json.numberText(hours.inefficient()),
      Json.numberText(hours.wasted()),
      Json.numberText(hours.free()),
      Json.numberText(hours.throttled()),
      Json.numberText(hours.error()),
      Json.numberText(hours.unknown()),
      Json.numberText(hours.total()),
      number(row.energyKwh()),
      row.energyFrom(),
      number(row.utilization()),
      number(row.tensorActivity())
    };
  }

  private static String text(String text) {
    return text == null ? "" : text;
  }

  private static String number(Double number) {
    return number == null ? "" : Json.numberText(number);
  }
}
