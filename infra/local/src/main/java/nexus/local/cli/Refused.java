package nexus.local.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/**
 * The server answered with an error: {@code {"error": {"code", "message", "field", "capture"}}}.
 */
final class Refused extends CommandFailure {

  private static final long serialVersionUID = 1L;
  private static final long LONGEST_SECONDS = 3_600;
  private static final int LONGEST_TEXT = 300;

  private static final String FIELD = "field (" + String.join("|", CaptureReport.OPTIONS) + ")\\)$";

  private final int status;
  private final Duration retryAfter;
  private final JsonNode error;

  private Refused(String message, int status, Duration retryAfter, JsonNode error) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
    this.error = error;
  }

  /**
   * @param server its address
   * @param retryAfter its header; null where there is none
   * @param body its answer
   */
  static Refused of(String server, int status, String retryAfter, String body) {
    JsonNode error = error(body);
    return new Refused(
        sentence(server, status, body, error),
        status,
        retryAfter(retryAfter == null ? "" : retryAfter),
        error);
  }

  /** The same of a capture, its parameters called as the options of this command line. */
  Refused inOptions() {
    Refused same =
        new Refused(
            CaptureReport.options(getMessage()).replaceFirst(FIELD, "option --$1)"),
            status,
            retryAfter,
            error);
    same.initCause(this);
    return same;
  }

  /** The HTTP status. */
  int status() {
    return status;
  }

  /** What the server saw in the file that it refused; a missing node where it does not say. */
  JsonNode capture() {
    return error.path("capture");
  }

  /** The parameters that would mend it, the error's own field among them. */
  Set<String> missing() {
    Set<String> missing = new TreeSet<>();
    capture().path("missing").forEach(one -> missing.add(Fields.text(one, "parameter")));
    missing.add(Fields.text(error, "field"));
    missing.retainAll(CaptureReport.OPTIONS);
    return missing;
  }

  /** Whether the same may be sent again: 429 and 503. */
  boolean isTemporary() {
    return status == 429 || status == 503;
  }

  /** After how long to send the same again, one second where the server does not say. */
  Duration retryAfter() {
    return retryAfter;
  }

  private static String sentence(String server, int status, String body, JsonNode error) {
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
