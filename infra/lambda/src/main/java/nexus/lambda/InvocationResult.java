package nexus.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;

/**
 * What became of an invocation: the function's response, or the error that stands for it.
 *
 * @param failed whether {@code text} is an error
 * @param text the response, which is UTF-8; of an error the JSON object with {@code errorType} and
 *     {@code errorMessage} that Lambda's caller would see
 */
public record InvocationResult(boolean failed, String text) {

  private static final JsonMapper JSON = new JsonMapper();

  static InvocationResult response(byte[] body) {
    return new InvocationResult(false, new String(body, StandardCharsets.UTF_8));
  }

  static InvocationResult error(byte[] body) {
    return new InvocationResult(true, new String(body, StandardCharsets.UTF_8));
  }

  /** An error that Lambda tells of itself, such as {@code Sandbox.Timedout}. */
  static InvocationResult error(String type, String message) {
    return new InvocationResult(
        true,
        JSON.createObjectNode().put("errorType", type).put("errorMessage", message).toString());
  }

  /**
   * What {@code text} says as JSON.
   *
   * @throws IllegalStateException with the text when it is none
   */
  public JsonNode json() {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException notJson) {
      throw new IllegalStateException("no JSON: " + text, notJson);
    }
  }

  /** The class of the error; empty for a response. */
  public String errorType() {
    return failed ? json().path("errorType").asText() : "";
  }

  /** The message of the error; empty for a response. */
  public String errorMessage() {
    return failed ? json().path("errorMessage").asText() : "";
  }

  @Override
  public String toString() {
    return (failed ? "error " : "response ") + text;
  }
}
