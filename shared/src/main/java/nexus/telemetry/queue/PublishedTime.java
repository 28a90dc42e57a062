package nexus.telemetry.queue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.OptionalLong;

/** Finds when a message was published, without reading the rest of it. */
public final class PublishedTime {

  private static final JsonFactory JSON = new JsonFactory();

  private PublishedTime() {}

  /**
   * A message's top-level {@code publishedMs}, near its beginning. A message that cannot be read
   * has none; to set it aside is the drain's work.
   *
   * @param message the message as it lies in the queue
   */
  public static OptionalLong of(byte[] message) {
    try (JsonParser json = JSON.createParser(message)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean found = json.currentName().equals("publishedMs");
        JsonToken value = json.nextToken();
        if (found && value == JsonToken.VALUE_NUMBER_INT) {
          return OptionalLong.of(json.getLongValue());
        }
        json.skipChildren();
      }
      return OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
