package nexus.local.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/** The server answered with an error: {@code {"error": {"code", "message", "field"}}}. */
final class Refused extends CommandFailure {

  private static final long serialVersionUID = 1L;
  private static final long LONGEST_SECONDS = 3_600;
  private static final int LONGEST_TEXT = 300;

  private final int status;
  private final Duration retryAfter;

  private Refused(String message, int status, Duration retryAfter) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /**
   * @param server its address
   * @param retryAfter its header; null where there is none
   * @param body its answer
   */
  static Refused of(String server, int status, String retryAfter, String body) {
    return new Refused(
        sentence(server, status, body), status, retryAfter(retryAfter == null ? "" : retryAfter));
  }

  /** Whether the same may be sent again: 429 and 503. */
  boolean isTemporary() {
    return status == 429 || status == 503;
  }

  /** After how long to send the same again, one second where the server does not say. */
  Duration retryAfter() {
    return retryAfter;
  }

  private static String sentence(String server, int status, String body) {
    JsonNode error = error(body);
    if (error.path("message").isMissingNode()) {
      String text = Fields.plain(body);
      return "%s answered %d: %s"
          .formatted(server, status, text.substring(0, Math.min(LONGEST_TEXT, text.length())));
    }
    String field = Fields.text(error, "field");
    return "%s (%d %s%s)"
        .formatted(
            Fields.text(error, "message"),
            status,
            Fields.text(error, "code"),
            field.isEmpty() ? "" : ", field " + field);
  }

  private static JsonNode error(String body) {
    try {
      return Server.JSON.readTree(body).path("error");
    } catch (JsonProcessingException notJson) {
      return Server.JSON.missingNode();
    }
  }

  private static Duration retryAfter(String header) {
    return header.matches("\\d{1,9}")
        ? Duration.ofSeconds(Math.min(LONGEST_SECONDS, Long.parseLong(header)))
        : Duration.ofSeconds(1);
  }
}
