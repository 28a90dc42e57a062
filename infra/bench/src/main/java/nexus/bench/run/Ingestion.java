package nexus.bench.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import nexus.bench.Connection;
import nexus.bench.Generate;
import nexus.bench.Plan;
import nexus.local.Api;
import nexus.local.LocalFailure;
import nexus.telemetry.store.DrainCounters;

/**
 * One capture on its way from the sender to being queryable.
 *
 * <p>The clock runs from before the request is sent until the answer is here and no message waits
 * in etcd: a message is deleted in the transaction that stores its samples, so from then on every
 * point is there for a query. That it is so is checked afterwards, by the counters of ingest and
 * drain, which are exact.
 *
 * @param rows rows of the capture
 * @param values its values
 * @param answered seconds until the answer
 * @param queryable seconds until every point was queryable
 * @param used processor time in them
 */
record Ingestion(long rows, long values, double answered, double queryable, ProcessorTime used) {

  private static final long POLL_MS = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Sends a capture over a connection and returns the answer. */
  private interface Sender {
    byte[] send(Connection connection, String path);
  }

  /** Uploads a file that holds {@code plan}. */
  static Ingestion ofFile(Stack stack, String cluster, Plan plan, Path file)
      throws IOException, InterruptedException {
    return run(stack, cluster, plan, (connection, path) -> connection.upload(path, file));
  }

  /** Uploads {@code plan} as it is generated: the generator's time is in the figures too. */
  static Ingestion ofStream(Stack stack, String cluster, Plan plan)
      throws IOException, InterruptedException {
    return ofStream(stack, cluster, plan, "");
  }

  /**
   * The same.
   *
   * @param said what the capture does not say itself: further parameters, each with its ampersand
   */
  static Ingestion ofStream(Stack stack, String cluster, Plan plan, String said)
      throws IOException, InterruptedException {
    Sender sender = streamed(plan);
    return run(stack, cluster, plan, (connection, path) -> sender.send(connection, path + said));
  }

  /** Uploads {@code plan} as it is generated, and waits for the answer alone. */
  static void queue(Stack stack, String cluster, Plan plan) throws IOException {
    try (Connection connection = stack.connect()) {
      check(plan.values(), Json.read(streamed(plan).send(connection, path(cluster))));
    }
  }

  private static Sender streamed(Plan plan) {
    return (connection, path) -> connection.upload(path, out -> Generate.write(plan, out));
  }

  private static Ingestion run(Stack stack, String cluster, Plan plan, Sender sender)
      throws IOException, InterruptedException {
    try (Connection connection = stack.connect()) {
      ProcessorTime before = ProcessorTime.of(stack);
      long begun = System.nanoTime();
      byte[] answer = sender.send(connection, path(cluster));
      double answered = secondsSince(begun);
      awaitEmptyQueue(stack.etcd(), cluster);
      double queryable = secondsSince(begun);
      ProcessorTime used = ProcessorTime.of(stack).since(before);
      check(plan.values(), Json.read(answer));
      checkStored(stack, cluster, plan.values());
      return new Ingestion(plan.rows(), plan.values(), answered, queryable, used);
    }
  }

  double rowsPerSecond() {
    return rows / queryable;
  }

  double valuesPerSecond() {
    return values / queryable;
  }

  private static String path(String cluster) {
    return "/api/v1/csv/upload?cluster=" + Api.encode(cluster);
  }

  private static void awaitEmptyQueue(Etcd etcd, String cluster) throws InterruptedException {
    long least = Long.MAX_VALUE;
    long progress = System.nanoTime();
    for (long now = etcd.waiting(cluster); now > 0; now = etcd.waiting(cluster)) {
      if (now < least) {
        least = now;
        progress = System.nanoTime();
      } else if (System.nanoTime() - progress > PATIENCE.toNanos()) {
        throw new LocalFailure(now + " messages stay in the queue of " + cluster);
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MS);
    }
  }

  /** Fails unless the answer to an upload says that so many values are accepted. */
  static void check(long rows, JsonNode answer) {
    if (answer.path("accepted").asLong() != rows || answer.path("alreadyIngested").asBoolean()) {
      throw new LocalFailure("not all of " + rows + " values were accepted: " + answer);
    }
  }

  /** Fails unless a cluster has so many values, all of them new when they came. */
  static void checkStored(Stack stack, String cluster, long rows) throws InterruptedException {
    DrainCounters stored = stack.etcd().stored(cluster);
    JsonNode stats = stack.api().get("/clusterStats?cluster=" + Api.encode(cluster));
    if (stored.added() != rows
        || stats.path("ingest").path("accepted").asLong() != rows
        || stats.path("queue").path("messages").asLong(-1) != 0
        || stats.path("queue").path("deadLetters").asLong(-1) != 0) {
      throw new LocalFailure("not all of " + rows + " values are stored: " + stored + " " + stats);
    }
  }

  private static double secondsSince(long begun) {
    return (System.nanoTime() - begun) / 1e9;
  }
}
