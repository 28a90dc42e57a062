package nexus.functions.drain;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import nexus.functions.http.body.JsonFault;
import nexus.telemetry.drain.DrainLimits;
import nexus.telemetry.drain.DrainResult;

/**
 * {@code drainQueueBatch} on Lambda: takes the event of a schedule, or a {@link DrainRequest}, and
 * stops before the invocation does. What is left then, {@code remaining} in the answer, is for the
 * next one.
 */
@Named("drainQueueBatch")
@Singleton
public final class DrainHandler implements RequestStreamHandler {

  /** Left of the invocation for what was begun before the budget was spent, milliseconds. */
  private static final int MARGIN_MS = 10_000;

  private final LoggingDrainer drain;
  private final DrainMetrics metrics;
  private final ObjectMapper json;

  DrainHandler(LoggingDrainer drain, DrainMetrics metrics, ObjectMapper json) {
    this.drain = drain;
    this.metrics = metrics;
    this.json = json;
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    DrainRequest request = request(event);
    DrainLimits limits = limits(request, context.getRemainingTimeInMillis());
    DrainResult result = drain.run(request.checkedCluster(), limits);
    context.getLogger().log(metrics.line(result, context.getFunctionName()) + "\n");
    json.writeValue(answer, result);
  }

  /** What is asked for, but no more time than the invocation has. */
  private static DrainLimits limits(DrainRequest request, long remainingMs) {
    DrainLimits asked = request.limits();
    long marginMs = Math.min(MARGIN_MS, remainingMs / 3);
    long leftMs =
        Math.min(
            Math.max(remainingMs - marginMs, DrainLimits.MIN_BUDGET_MS), DrainLimits.MAX_BUDGET_MS);
    return new DrainLimits(
        asked.maxMessages(),
        request.budgetMs() == null ? leftMs : Math.min(asked.budgetMs(), leftMs));
  }

  /** A schedule's event says nothing of what to drain: then everything is. */
  private DrainRequest request(InputStream sent) throws IOException {
    try {
      JsonNode event = json.readTree(sent);
      return event.isMissingNode() || event.isNull() || event.has("detail-type")
          ? DrainRequest.EMPTY
          : json.treeToValue(event, DrainRequest.class);
    } catch (JacksonException e) {
      throw JsonFault.of(e);
    }
  }
}
