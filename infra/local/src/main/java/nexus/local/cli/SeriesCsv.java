package nexus.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A GPU's series in the long CSV format of DCGM exporters, which an upload reads. */
final class SeriesCsv {

  static final String HEADER =
      "timestamp,metric_name,gpu_id,device,uuid,modelName,Hostname,container,pod,namespace,value,"
          + "labels_raw";

  private SeriesCsv() {}

  /** A row a point of a page; values as the server wrote them. */
  static List<String> rows(JsonNode page) {
    List<String> rows = new ArrayList<>();
    for (JsonNode series : page.path("series")) {
      for (JsonNode point : series.path("points")) {
        rows.add(row(page, series.path("metric").asText(), point));
      }
    }
    return rows;
  }

  private static String row(JsonNode page, String metric, JsonNode point) {
    return Stream.of(
            Instant.ofEpochMilli(point.path(0).asLong()).toString(),
            metric,
            page.path("gpu").asText(""),
            page.path("device").asText(""),
            page.path("uuid").asText(""),
            page.path("model").asText(""),
            page.path("host").asText(""),
            "",
            "",
            "",
            point.path(1).isNumber() ? point.path(1).decimalValue().toPlainString() : "",
            "")
        .map(SeriesCsv::quoted)
        .collect(Collectors.joining(","));
  }

  private static String quoted(String field) {
    return field.matches("(?s).*[\",\r\n].*") ? '"' + field.replace("\"", "\"\"") + '"' : field;
  }
}
