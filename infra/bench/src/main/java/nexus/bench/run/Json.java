package nexus.bench.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** Answers of the application. */
final class Json {

  private static final JsonMapper MAPPER = new JsonMapper();

  private Json() {}

  static JsonNode read(byte[] answer) throws IOException {
    return MAPPER.readTree(answer);
  }

  /** Points in an answer of {@code /queryGpu}. */
  static long points(byte[] answer) throws IOException {
    long points = 0;
    for (JsonNode series : read(answer).path("series")) {
      points += series.path("points").size();
    }
    return points;
  }
}
