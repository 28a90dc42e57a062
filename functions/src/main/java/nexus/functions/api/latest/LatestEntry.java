package nexus.functions.api.latest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.io.IOException;
import nexus.functions.api.AnswerSize;
import nexus.functions.api.format.SampleJson;
import nexus.telemetry.query.latest.LatestValue;

/**
 * The newest value of a metric of a GPU as an entry of a list: in JSON an object of {@code
 * timestamp}, {@code hostname}, {@code gpu_id}, {@code uuid}, {@code device}, {@code modelName},
 * {@code metric}, {@code value} and {@code unit}.
 *
 * @param value the value
 */
@JsonSerialize(using = LatestEntry.Serializer.class)
public record LatestEntry(LatestValue value) {

  /** Where a value stands in the list, unlike every other's. */
  static String position(LatestValue value) {
    return value.gpu().host() + "\n" + value.gpu().gpu() + "\n" + value.metric();
  }

  /** Most bytes that a value takes. */
  static long bytes(LatestValue value) {
    return AnswerSize.ofRow(
        value.gpu().host(),
        value.gpu().gpu(),
        value.facts().uuid(),
        value.facts().device(),
        value.facts().model(),
        value.metric());
  }

  static final class Serializer extends JsonSerializer<LatestEntry> {
    @Override
    public void serialize(LatestEntry entry, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      LatestValue one = entry.value;
      SampleJson.write(json, one.gpu(), one.facts(), one.metric(), one.timeMs(), one.value());
    }
  }
}
