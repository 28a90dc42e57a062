package nexus.bench.run;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import nexus.bench.Timings;
import nexus.local.LocalFailure;

/** A drain that finds nothing to do, beside a store that is not empty. */
final class IdleRow implements Measurement {

  private static final String DRAIN = "/drainQueueBatch";

  @Override
  public String name() {
    return "idle";
  }

  @Override
  public List<Figure> measure(Bench bench) throws IOException, InterruptedException {
    int count = bench.size(3_000, 50);
    // Or the application's own drains would be counted too.
    try (Stack stack = bench.start(Map.of("DRAIN_ENABLED", "false"))) {
      Ingestion.queue(stack, "idle", Bench.plan("--hosts 31 --gpus 8 --scrapes 4"));
      Backlog.drain(List.of(stack), "idle");
      time(stack, count);
      long before = stack.etcd().requests();
      Timings times = time(stack, count);
      double requests = (stack.etcd().requests() - before) / (double) count;
      return List.of(
          new Figure("drain that finds nothing, p50", times.median(), "ms").target(Goal.atMost(3)),
          new Figure("drain that finds nothing, requests to etcd", requests, "")
              .target(Goal.atMost(1)));
    }
  }

  private static Timings time(Stack stack, int count) throws IOException {
    return Requests.time(
        stack,
        0,
        count,
        connection -> connection.post(DRAIN, "{}"),
        answer -> {
          if (Json.read(answer).path("messages").asLong(-1) != 0) {
            throw new LocalFailure("a drain of nothing found something");
          }
        });
  }
}
