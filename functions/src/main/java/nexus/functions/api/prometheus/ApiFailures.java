package nexus.functions.api.prometheus;

import java.util.function.Supplier;
import nexus.functions.http.Failure;
import nexus.functions.http.ShapedException;
import nexus.telemetry.promql.EvaluationException;
import nexus.telemetry.promql.QueryTimeoutException;
import nexus.telemetry.promql.SyntaxException;

/** Failures in Prometheus's shape: {@code {"status": "error", "errorType", "error"}}. */
public final class ApiFailures {

  private static final String JSON = "application/json";

  private ApiFailures() {}

  /** What goes wrong before a function is asked, or is none of a query's own faults. */
  public static Failure.Told told(Failure failure, String contentType) {
    String type =
        switch (failure.status()) {
          case 404 -> "not_found";
          case 422, 424 -> "execution";
          case 408, 504 -> "timeout";
          case 429, 503 -> "unavailable";
          default -> failure.status() < 500 ? "bad_data" : "internal";
        };
    return new Failure.Told(JSON, new ApiError("error", type, failure.error().message()));
  }

  /** The body. */
  record ApiError(String status, String errorType, String error) {}

  private static ShapedException failure(int status, String type, String message) {
    return new ShapedException(status, new ApiError("error", type, message), message);
  }

  /** A request that cannot be understood. */
  static ShapedException badData(String message) {
    return failure(400, "bad_data", message);
  }

  /** A parameter that cannot be understood. */
  static ShapedException badParameter(String name, String message) {
    return badData("invalid parameter \"" + name + "\": " + message);
  }

  /** A query that cannot be answered. */
  static ShapedException execution(String message) {
    return failure(422, "execution", message);
  }

  /** The answer, or a query's fault in this shape; any other is told as its path tells it. */
  static <T> T shaped(Supplier<T> answer) {
    try {
      return answer.get();
    } catch (SyntaxException e) {
      throw badData(e.getMessage());
    } catch (EvaluationException e) {
      throw execution(e.getMessage());
    } catch (QueryTimeoutException e) {
      throw failure(503, "timeout", e.getMessage());
    }
  }
}
