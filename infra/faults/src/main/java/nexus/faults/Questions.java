package nexus.faults;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import nexus.local.Api;
import nexus.local.LocalFailure;

/**
 * Asks several times a second how the cluster is, and what one GPU did, of one application after
 * the other.
 */
final class Questions implements AutoCloseable {

  private static final long INTERVAL_MS = 150;
  private static final int OK = 200;

  private final String cluster;
  private final List<App> applications;
  private final Thread thread = new Thread(this::run, "questions");
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private volatile long longestMs;
  private volatile boolean stopping;

  Questions(String cluster, List<App> applications) {
    this.cluster = Api.encode(cluster);
    this.applications = applications;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    long answered = System.nanoTime();
    try {
      while (!stopping) {
        int turn = asked.getAndIncrement();
        if (ask(applications.get(turn % applications.size()))) {
          answered = System.nanoTime();
        } else {
          failed.incrementAndGet();
        }
        longestMs = Math.max(longestMs, (System.nanoTime() - answered) / 1_000_000);
        Thread.sleep(INTERVAL_MS);
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean ask(App app) throws InterruptedException {
    try {
      Reply stats = Reply.to(app, "GET", "/clusterStats?cluster=" + cluster);
      Reply gpus = Reply.to(app, "GET", "/api/v1/gpus?limit=1&cluster=" + cluster);
      if (gpus.body().path("gpus").isEmpty()) {
        return stats.status() == OK && gpus.status() == OK;
      }
      String uuid = gpus.body().path("gpus").path(0).path("uuid").asText();
      Reply gpu = Reply.to(app, "GET", "/queryGpu?limit=10&cluster=" + cluster + "&gpu=" + uuid);
      return stats.status() == OK && gpus.status() == OK && gpu.status() == OK;
    } catch (LocalFailure noAnswer) {
      return false;
    }
  }

  int asked() {
    return asked.get();
  }

  /** How often a question was not answered with 200. */
  int failed() {
    return failed.get();
  }

  /** The longest time without an answer of 200, milliseconds. */
  long longestMs() {
    return longestMs;
  }

  /** Asks no more. */
  void stop() throws InterruptedException {
    stopping = true;
    thread.join(Duration.ofMinutes(1).toMillis());
  }

  @Override
  public void close() {
    stopping = true;
    thread.interrupt();
  }
}
