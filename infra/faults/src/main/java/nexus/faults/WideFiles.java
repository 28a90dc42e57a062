package nexus.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import nexus.local.LocalFailure;

/** Wide CSVs of 200 metrics, each value a digit: as many samples as can be in so many bytes. */
final class WideFiles {

  private static final int METRICS = 200;
  private static final int GPUS = 8;
  private static final long BEGIN_MS = 1_764_000_000_000L;
  private static final Duration ONE_ATTEMPT = Duration.ofSeconds(150);
  private static final Duration ALL_ATTEMPTS = Duration.ofMinutes(10);
  private static final int OK = 200;
  private static final int BYTES_AROUND = 24;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int rows;

  /**
   * @param bytes about how many each has
   */
  WideFiles(int bytes) {
    this.rows = bytes / (2 * METRICS + BYTES_AROUND);
  }

  /** The cluster they are sent to. */
  String cluster() {
    return "wide";
  }

  /** Samples of so many files. */
  long samples(int files) {
    return (long) files * rows * METRICS;
  }

  private static long time(int row) {
    return BEGIN_MS + row / GPUS * 1_000L;
  }

  /** Compares what is stored of a file's first GPU and first metric with what was sent. */
  void compare(Stage stage, App app, int number) throws InterruptedException {
    List<String> lines = new String(file(number), StandardCharsets.US_ASCII).lines().toList();
    Map<Long, Double> sent = new TreeMap<>();
    for (int row = 0; row < rows; row += GPUS) {
      sent.put(time(row), Double.parseDouble(lines.get(row + 1).split(",", 5)[3]));
    }
    String gpu = "host-" + number + "/0";
    String path = "/queryGpu?cluster=%s&gpu=%s&metric=METRIC_0".formatted(cluster(), gpu);
    String all = "&from=2000-01-01T00:00:00Z&to=2100-01-01T00:00:00Z&limit=50000";
    Map<Long, Double> stored = new TreeMap<>();
    for (JsonNode point : app.api().get(path + all).path("series").path(0).path("points")) {
      stored.put(point.path(0).asLong(), point.path(1).asDouble());
    }
    stage.check(stored.equals(sent), gpu + " is not as it was sent");
  }

  private byte[] file(int number) {
    SplittableRandom random = new SplittableRandom(number);
    StringBuilder text = new StringBuilder("timestamp,hostname,gpu_id");
    for (int metric = 0; metric < METRICS; metric++) {
      text.append(",METRIC_").append(metric);
    }
    text.append('\n');
    for (int row = 0; row < rows; row++) {
      text.append(time(row));
      text.append(",host-").append(number).append(',').append(row % GPUS);
      for (int metric = 0; metric < METRICS; metric++) {
        text.append(',').append((char) ('0' + random.nextInt(10)));
      }
      text.append('\n');
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** Begins to send a file, again and again until it is acknowledged. */
  Client begin(App app, int number) {
    byte[] file = file(number);
    return new Client(
        CompletableFuture.supplyAsync(
            () -> sent(app, file), task -> new Thread(task, "wide-" + number).start()));
  }

  private String sent(App app, byte[] file) {
    long end = System.nanoTime() + ALL_ATTEMPTS.toNanos();
    while (true) {
      HttpResponse<String> answer = attempt(app, file);
      if (answer.statusCode() == OK) {
        return answer.body();
      }
      boolean told = answer.headers().firstValue("Retry-After").isPresent();
      if (!told || System.nanoTime() > end) {
        throw new LocalFailure(
            "an upload was answered with " + answer.statusCode() + ": " + answer.body());
      }
      pause(answer.headers().firstValueAsLong("Retry-After").getAsLong());
    }
  }

  private HttpResponse<String> attempt(App app, byte[] file) {
    HttpRequest request =
        HttpRequest.newBuilder(app.api().address("/api/v1/csv/upload?cluster=" + cluster()))
            .timeout(ONE_ATTEMPT)
            .header("Content-Type", "text/csv")
            .POST(BodyPublishers.ofByteArray(file))
            .build();
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new LocalFailure("an upload was not answered: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalFailure("interrupted", e);
    }
  }

  private static void pause(long seconds) {
    try {
      Thread.sleep(Duration.ofSeconds(seconds).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * A client under way.
   *
   * @param answer the answer of 200, in the end
   */
  record Client(CompletableFuture<String> answer) {

    /** Waits for the answer; that there is none, or a bare refusal, is a problem. */
    void await(Stage stage) {
      try {
        stage.check(answer.join().contains("\"rejected\":0,"), "rows were rejected");
      } catch (CompletionException e) {
        stage.check(false, e.getCause().getMessage());
      }
    }
  }
}
