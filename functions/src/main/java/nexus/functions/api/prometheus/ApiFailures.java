package nexus.functions.api.prometheus;

import java.util.function.Supplier;
import nexus.functions.http.Failure;
import nexus.functions.http.ShapedException;
import nexus.telemetry.promql.EvaluationException;
import nexus.telemetry.promql.QueryTimeoutException;
import nexus.telemetry.promql.SyntaxException;

/** Failures in Prometheus's shape: {@code {"status": "error", "errorType", "error"}}. */
final class ApiFailures {

  private ApiFailures() {}

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

  /** The answer, or its failure in this shape; one that nobody foresaw stays what it is. */
  static <T> T shaped(Supplier<T> answer) {
    try {
      return answer.get();
    } catch (ShapedException e) {
      throw e;
    } catch (SyntaxException e) {
      throw badData(e.getMessage());
    } catch (EvaluationException e) {
      throw execution(e.getMessage());
    } catch (QueryTimeoutException e) {
      throw failure(503, "timeout", e.getMessage());
    } catch (RuntimeException e) {
      Failure failure = Failure.of(e);
      String message = failure.error().message();
      throw switch (failure.status()) {
        case 400 -> badData(message);
        case 404 -> failure(404, "not_found", message);
        case 503 -> failure(503, "unavailable", message);
        default -> e;
      };
    }
  }
}
