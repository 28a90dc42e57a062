package nexus.bench.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import nexus.bench.Connection;
import nexus.local.LocalFailure;

/**
 * Messages that wait, drained on request by one or more applications at once.
 *
 * @param samples samples stored
 * @param seconds from the first request until nothing waits and the last answer is here
 */
record Backlog(long samples, double seconds) {

  private static final long PAUSE_MS = 5;
  private static final String BUDGET_MS = "600000";

  double samplesPerSecond() {
    return samples / seconds;
  }

  /** Drains a cluster with all of {@code drainers}, until none finds anything that waits. */
  static Backlog drain(List<Stack> drainers, String cluster) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(drainers.size());
    try {
      long begun = System.nanoTime();
      List<Future<Long>> running = new ArrayList<>();
      for (Stack drainer : drainers) {
        running.add(threads.submit(() -> drainAlone(drainer, cluster)));
      }
      long samples = 0;
      for (Future<Long> drainer : running) {
        samples += drainer.get();
      }
      return new Backlog(samples, (System.nanoTime() - begun) / 1e9);
    } catch (ExecutionException failure) {
      throw failure.getCause() instanceof LocalFailure known
          ? known
          : new LocalFailure("a drain failed: " + failure.getCause(), failure);
    } finally {
      threads.shutdownNow();
    }
  }

  /** What is left to another drainer's claim is asked for again. */
  private static long drainAlone(Stack drainer, String cluster)
      throws IOException, InterruptedException {
    String request = "{\"cluster\":\"" + cluster + "\",\"budgetMs\":" + BUDGET_MS + "}";
    long samples = 0;
    try (Connection connection = drainer.connect()) {
      while (true) {
        JsonNode done = Json.read(connection.post("/drainQueueBatch", request));
        if (done.path("deadLettered").asLong() > 0) {
          throw new LocalFailure("messages became dead letters: " + done);
        }
        samples += done.path("samples").asLong();
        if (done.path("remaining").asLong(-1) == 0) {
          return samples;
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
      }
    }
  }
}
