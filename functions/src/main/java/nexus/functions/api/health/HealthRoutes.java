package nexus.functions.api.health;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Context;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * {@code GET /health} and {@code GET /ready}. Off the event loop, because the first call makes the
 * client of etcd.
 */
@Singleton
public final class HealthRoutes {

  private final Health health;
  private final ObjectMapper json;

  HealthRoutes(Health health, ObjectMapper json) {
    this.health = health;
    this.json = json;
  }

  /** Serves whether the process and etcd are well. */
  public void health(Route route) {
    route.blockingHandler(context -> answer(context, health::health), false);
  }

  /** Serves whether etcd answers a read. */
  public void ready(Route route) {
    route.blockingHandler(context -> answer(context, health::ready), false);
  }

  private void answer(RoutingContext context, Supplier<CompletionStage<Health.Answer>> check) {
    Context eventLoop = context.vertx().getOrCreateContext();
    check
        .get()
        .whenComplete(
            (answer, problem) -> eventLoop.runOnContext(now -> end(context, answer, problem)));
  }

  private void end(RoutingContext context, Health.Answer answer, Throwable problem) {
    if (problem != null) {
      context.fail(problem);
      return;
    }
    try {
      context
          .response()
          .setStatusCode(answer.good() ? 200 : 503)
          .putHeader("Content-Type", "application/json")
          .end(json.writeValueAsString(answer.body()));
    } catch (JsonProcessingException e) {
      context.fail(e);
    }
  }
}
