package nexus.functions.live;

import java.util.Locale;
import nexus.functions.http.Failure;
import nexus.telemetry.live.Otlp;

/**
 * Failures as <a href="https://opentelemetry.io/docs/specs/otlp/#failures">OTLP over HTTP</a> wants
 * them: a {@code google.rpc.Status}, written as the request is.
 */
public final class OtlpFailures {

  /** A status as JSON. */
  record Status(int code, String message) {}

  private OtlpFailures() {}

  /** The failure as such a status. */
  public static Failure.Told told(Failure failure, String contentType) {
    int code = code(failure.status());
    String message = failure.error().message();
    boolean protobuf = contentType.toLowerCase(Locale.ROOT).startsWith(LiveFunctions.PROTOBUF);
    return protobuf
        ? new Failure.Told(LiveFunctions.PROTOBUF, Otlp.status(code, message))
        : new Failure.Told(LiveFunctions.JSON, new Status(code, message));
  }

  /** The code of <a href="https://grpc.io/docs/guides/status-codes/">gRPC</a> for a status. */
  private static int code(int status) {
    return switch (status) {
      case 401 -> 16; // UNAUTHENTICATED
      case 403 -> 7; // PERMISSION_DENIED
      case 404 -> 5; // NOT_FOUND
      case 405, 501 -> 12; // UNIMPLEMENTED
      case 408, 504 -> 4; // DEADLINE_EXCEEDED
      case 424 -> 15; // DATA_LOSS
      case 429 -> 8; // RESOURCE_EXHAUSTED
      case 503 -> 14; // UNAVAILABLE
      default -> status < 500 ? 3 : 13; // INVALID_ARGUMENT, INTERNAL
    };
  }
}
