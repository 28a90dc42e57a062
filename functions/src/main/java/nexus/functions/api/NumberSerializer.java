package nexus.functions.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import java.io.IOException;
import nexus.telemetry.json.Json;

/** Writes a double as stored values are written: {@code 97}, not {@code 97.0}. */
public final class NumberSerializer extends JsonSerializer<Double> {

  @Override
  public void serialize(Double value, JsonGenerator json, SerializerProvider provider)
      throws IOException {
    Json.writeNumber(json, value);
  }
}
