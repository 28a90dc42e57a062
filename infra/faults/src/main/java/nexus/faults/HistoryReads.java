package nexus.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import nexus.local.Api;
import nexus.local.LocalFailure;

/** Reads the first minutes of GPUs again and again, for the history alone. */
final class HistoryReads {

  private static final long INTERVAL_MS = 200;
  private static final long MINUTES_MS = 5 * 60_000;
  static final int OK = 200;

  private final History history;
  private final String cluster;
  private final Capture capture;
  private final List<App> applications;
  private final SplittableRandom random;
  private final Thread thread = new Thread(this::run, "history");
  private volatile boolean stopping;

  HistoryReads(
      History history, String cluster, Capture capture, List<App> applications, long seed) {
    this.history = history;
    this.cluster = Api.encode(cluster);
    this.capture = capture;
    this.applications = applications;
    this.random = new SplittableRandom(seed);
    thread.setDaemon(true);
  }

  void start() {
    if (history.isKept()) {
      thread.start();
    }
  }

  private void run() {
    try {
      while (!stopping) {
        List<String> gpus = capture.gpus();
        if (!gpus.isEmpty()) {
          App app = applications.get(random.nextInt(applications.size()));
          read(app, gpus.get(random.nextInt(gpus.size())));
        }
        Thread.sleep(INTERVAL_MS);
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private void read(App app, String gpu) throws InterruptedException {
    History.Begun read = history.read(gpu);
    try {
      long from = capture.firstMs();
      String path =
          "/queryGpu?limit=100&cluster=%s&gpu=%s&from=%d&to=%d"
              .formatted(cluster, gpu, from, from + MINUTES_MS);
      StringBuilder samples = new StringBuilder();
      long revision = -1;
      String cursor = "";
      do {
        Reply page = Reply.to(app, "GET", path + cursor);
        if (page.status() != OK) {
          read.ended(0, "nil");
          return;
        }
        if (!page.body().path("missing").isEmpty()) {
          read.ended(0, "nil"); // It says itself that it does not know all.
          return;
        }
        add(samples, gpu, page.body());
        String next = page.body().path("cursor").asText("");
        boolean more = !next.isEmpty() && !next.equals("null");
        revision = more ? revision(next) : revision;
        cursor = more ? "&cursor=" + Api.encode(next) : "";
      } while (!cursor.isEmpty());
      read.ended(OK, value(gpu, samples, revision, false));
    } catch (LocalFailure noAnswer) {
      read.ended(0, "nil");
    }
  }

  /** The revision that a cursor says it goes on at; its own documentation draws it. */
  private static long revision(String cursor) {
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
    bytes.get();
    return bytes.getLong();
  }

  /** Adds the points of a page. */
  static void add(StringBuilder samples, String gpu, JsonNode page) {
    for (JsonNode series : page.path("series")) {
      for (JsonNode point : series.path("points")) {
        samples.append(
            History.sample(
                gpu,
                series.path("metric").asText(),
                point.path(0).asLong(),
                point.path(1).asDouble()));
      }
    }
  }

  /** What a read found. */
  static String value(String gpu, CharSequence samples, long revision, boolean last) {
    return "{:subject \"%s\", :samples [%s]%s%s}"
        .formatted(
            gpu,
            samples,
            revision < 0 ? "" : ", :revision " + revision,
            last ? ", :final true" : "");
  }

  /** Reads no more. */
  void stop() {
    stopping = true;
    thread.interrupt();
  }

  /** Reads no more, and waits until the last one has ended. */
  void end() throws InterruptedException {
    stopping = true;
    thread.join();
  }
}
