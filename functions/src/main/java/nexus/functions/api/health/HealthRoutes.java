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
 * client of etcd, and in threads of their own.
 */
@Singleton
public final class HealthRoutes {

  private final Health health;
  private final ObjectMapper json;
  private final HealthThreads threads;

  HealthRoutes(Health health, ObjectMapper json, HealthThreads threads) {
    this.health = health;
    this.json = json;
    this.threads = threads;
  }

  /** Serves whether the process, its drain and etcd are well. */
  public void health(Route route) {
    route.handler(context -> answer(context, health::health));
  }

  /** Serves whether etcd answers a read, and the drain does its work. */
  public void ready(Route route) {
    route.handler(context -> answer(context, health::ready));
  }

  private void answer(RoutingContext context, Supplier<CompletionStage<Health.Answer>> check) {
    Context eventLoop = context.vertx().getOrCreateContext();
    threads.run(
        () ->
            check
                .get()
                .whenComplete(
                    (answer, problem) ->
                        eventLoop.runOnContext(now -> end(context, answer, problem))));
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
