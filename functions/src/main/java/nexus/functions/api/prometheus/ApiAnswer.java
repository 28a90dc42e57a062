package nexus.functions.api.prometheus;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import nexus.functions.api.BoundedOutput;
import nexus.functions.http.Content;

/**
 * A good answer: {@code {"status": "success", "data": …, "warnings": […]}}.
 *
 * @param data writes the data
 * @param warnings what the data lack; left out where they lack nothing
 * @param maxBytes most bytes it may take
 */
record ApiAnswer(Data data, List<String> warnings, long maxBytes) implements Content {

  private static final JsonFactory JSON = new JsonFactory();

  ApiAnswer {
    warnings = List.copyOf(warnings);
  }

  /** Writes what an answer is about. */
  interface Data {
    void writeTo(JsonGenerator json) throws IOException;
  }

  @Override
  public String type() {
    return "application/json";
  }

  @Override
  public void writeTo(OutputStream to) throws IOException {
    JsonGenerator json = JSON.createGenerator(new BoundedOutput(to, maxBytes, this::tooLong));
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.writeStartObject();
    json.writeStringField("status", "success");
    json.writeFieldName("data");
    data.writeTo(json);
    if (!warnings.isEmpty()) {
      json.writeArrayFieldStart("warnings");
      for (String warning : warnings) {
        json.writeString(warning);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
    json.flush();
  }

  private RuntimeException tooLong() {
    return ApiFailures.execution(
        "the answer takes more than " + maxBytes + " bytes: ask for fewer series or steps");
  }
}
