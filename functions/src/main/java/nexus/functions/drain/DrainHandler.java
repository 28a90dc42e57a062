package nexus.functions.drain;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import nexus.telemetry.drain.DrainLimits;

/**
 * {@code drainQueueBatch} on Lambda: takes the event of a schedule, or a {@link DrainRequest}, and
 * stops before the invocation does.
 */
@Named("drainQueueBatch")
@Singleton
public final class DrainHandler implements RequestStreamHandler {

  /** Left of the invocation for what was begun before the budget was spent, milliseconds. */
  private static final int MARGIN_MS = 10_000;

  private static final int LEAST_BUDGET_MS = 100;

  private final LoggedDrain drain;
  private final ObjectMapper json;

  DrainHandler(LoggedDrain drain, ObjectMapper json) {
    this.drain = drain;
    this.json = json;
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    DrainRequest request = request(json.readTree(event));
    DrainLimits asked = request.limits();
    int leftMs = Math.max(context.getRemainingTimeInMillis() - MARGIN_MS, LEAST_BUDGET_MS);
    DrainLimits limits = new DrainLimits(asked.maxMessages(), Math.min(asked.budgetMs(), leftMs));
    json.writeValue(answer, drain.run(request.checkedCluster(), limits));
  }

  /** A schedule's event says nothing of what to drain: then everything is. */
  private DrainRequest request(JsonNode event) throws IOException {
    return event == null || event.isNull() || event.has("detail-type")
        ? DrainRequest.EMPTY
        : json.treeToValue(event, DrainRequest.class);
  }
}
