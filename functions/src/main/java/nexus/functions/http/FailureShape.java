package nexus.functions.http;

/** How an endpoint tells what went wrong, where a protocol of others has a way of its own. */
@FunctionalInterface
public interface FailureShape {

  /**
   * What is answered, beside status and headers.
   *
   * @param type media type of the body
   * @param body bytes, which are sent as they are; all else is written as JSON
   */
  record Told(String type, Object body) {}

  /**
   * Shapes a failure.
   *
   * @param contentType the request's {@code Content-Type}; empty where it has none
   */
  Told of(Failure failure, String contentType);
}
