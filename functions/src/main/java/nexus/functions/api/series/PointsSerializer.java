package nexus.functions.api.series;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import java.io.IOException;
import nexus.telemetry.json.Json;
import nexus.telemetry.model.MetricColumn;

/** Writes {@code [[1752845053000,97],[1752845063000,97.5]]} straight from the columns. */
final class PointsSerializer extends JsonSerializer<MetricColumn> {

  @Override
  public void serialize(MetricColumn points, JsonGenerator json, SerializerProvider provider)
      throws IOException {
    json.writeStartArray();
    for (int i = 0; i < points.size(); i++) {
      json.writeStartArray();
      json.writeNumber(points.time(i));
      Json.writeNumber(json, points.value(i));
      json.writeEndArray();
    }
    json.writeEndArray();
  }
}
