package nexus.functions.api.prometheus;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import nexus.functions.http.Content;
import nexus.functions.http.Request;
import nexus.functions.wiring.Settings;
import nexus.telemetry.promql.Budget;
import nexus.telemetry.promql.Limits;
import nexus.telemetry.promql.SyntaxException;
import nexus.telemetry.promql.eval.Engine;
import nexus.telemetry.promql.eval.Series;
import nexus.telemetry.promql.eval.Steps;
import nexus.telemetry.promql.eval.Value;
import nexus.telemetry.promql.syntax.Expr;
import nexus.telemetry.promql.syntax.Formatter;
import nexus.telemetry.promql.syntax.Parser;
import nexus.telemetry.query.promql.PromqlQuery;
import nexus.telemetry.query.promql.StoredSeries;

/**
 * {@code /api/v1/query} and {@code /api/v1/query_range}: an expression of PromQL at a time, or at
 * each step of a range; {@code /api/v1/format_query}: the expression itself.
 *
 * <p>Parameters: {@code query}; {@code time}, now unless given, or {@code start}, {@code end} and
 * {@code step}; {@code timeout}, 25 s unless less is given; {@code cluster}.
 */
@Singleton
public final class PromqlFunctions {

  private final PromqlQuery query;
  private final InstantSource clock;
  private final String defaultCluster;

  PromqlFunctions(PromqlQuery query, InstantSource clock, Settings settings) {
    this.query = query;
    this.clock = clock;
    this.defaultCluster = settings.cluster();
  }

  /** The value at a time. */
  public Content instant(Request request) {
    return ApiFailures.shaped(() -> instant(ApiParameters.of(request), request.maxBytes()));
  }

  private Content instant(ApiParameters given, long maxBytes) {
    long timeMs = given.time("time").orElseGet(clock::millis);
    Budget budget = budget(given);
    Expr expr = parsed(given.query());
    StoredSeries stored = stored(given, budget);
    Value value = new Engine(stored, budget).instant(expr, timeMs);
    return new ApiAnswer(
        json -> ResultJson.instant(value, timeMs, json), stored.warnings(), maxBytes);
  }

  private static Expr parsed(String text) {
    try {
      return Parser.parse(text);
    } catch (SyntaxException e) {
      throw ApiFailures.badParameter("query", e.getMessage());
    }
  }

  /** The value at each step. */
  public Content range(Request request) {
    return ApiFailures.shaped(() -> range(ApiParameters.of(request), request.maxBytes()));
  }

  private Content range(ApiParameters given, long maxBytes) {
    Steps steps = steps(given);
    Budget budget = budget(given);
    Expr expr = Parser.parse(given.query());
    StoredSeries stored = stored(given, budget);
    List<Series> series = new Engine(stored, budget).range(expr, steps);
    return new ApiAnswer(
        json -> ResultJson.range(series, steps, json), stored.warnings(), maxBytes);
  }

  /** The expression as it is written for people. */
  public Content format(Request request) {
    return ApiFailures.shaped(
        () -> {
          String formatted = Formatter.format(parsed(ApiParameters.of(request).query()));
          return new ApiAnswer(json -> json.writeString(formatted), List.of(), request.maxBytes());
        });
  }

  private static Steps steps(ApiParameters given) {
    long startMs = given.requiredTime("start");
    long endMs = given.requiredTime("end");
    if (endMs < startMs) {
      throw ApiFailures.badParameter("end", "end timestamp must not be before start time");
    }
    long stepMs = given.requiredDuration("step");
    if (stepMs <= 0) {
      throw ApiFailures.badParameter(
          "step",
          "zero or negative query resolution step widths are not accepted. Try a positive integer");
    }
    if ((endMs - startMs) / stepMs > Limits.MAX_STEPS) {
      throw ApiFailures.badData(
          "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query"
              + " resolution (?step=XX)");
    }
    return Steps.between(startMs, endMs, stepMs);
  }

  private StoredSeries stored(ApiParameters given, Budget budget) {
    return query.series(given.text("cluster").orElse(defaultCluster), budget);
  }

  /** What a query may take: as much as is allowed, in as much time as it says itself. */
  static Budget budget(ApiParameters given) {
    Duration timeout = given.timeout().orElse(Limits.DEFAULT.time());
    return new Budget(Limits.DEFAULT.within(timeout), System::nanoTime);
  }
}
