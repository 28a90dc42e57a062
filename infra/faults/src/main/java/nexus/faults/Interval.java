package nexus.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import nexus.bench.Timings;
import nexus.local.Api;
import nexus.local.LocalFailure;

/** Some seconds of a soak: steady work, and what it took. */
final class Interval {

  private static final int FILES_A_TURN = 2;

  private final Stage stage;
  private final List<Double> uploads = new ArrayList<>();
  private final List<Double> queries = new ArrayList<>();
  private final List<Double> stats = new ArrayList<>();

  /**
   * What an interval took.
   *
   * @param second when it ended, seconds from the beginning
   * @param ingesterMegabytes resident memory of the ingester
   * @param drainerMegabytes resident memory of the drainer
   * @param databaseMegabytes file of etcd's database
   * @param waiting messages that waited at the end
   * @param longestWaitMs longest that a message waited to be stored
   * @param uploadMs median upload of 1,200 samples
   * @param queryMs median query of one metric of a GPU, all of its time
   * @param statsMs median of the cluster's statistics
   */
  record Figures(
      int second,
      double ingesterMegabytes,
      double drainerMegabytes,
      double databaseMegabytes,
      long waiting,
      long longestWaitMs,
      double uploadMs,
      double queryMs,
      double statsMs) {

    static final String HEAD =
        " second  ingester MiB  drainer MiB  database MiB  waiting  longest wait ms  upload ms  query ms  stats ms";

    String line() {
      return String.format(
          Locale.ROOT,
          "%7d%14.0f%13.0f%14.1f%9d%17d%11.1f%10.1f%10.1f",
          second,
          ingesterMegabytes,
          drainerMegabytes,
          databaseMegabytes,
          waiting,
          longestWaitMs,
          uploadMs,
          queryMs,
          statsMs);
    }
  }

  Interval(Stage stage) {
    this.stage = stage;
    stage.waits().reset();
  }

  private interface Task {
    void run() throws InterruptedException;
  }

  /** Uploads some files and asks some questions, one after the other. */
  void work() throws InterruptedException {
    for (int i = 0; i < FILES_A_TURN; i++) {
      byte[] file = stage.capture().next();
      uploads.add(time(() -> stage.load().upload(file)));
    }
    Api api = stage.ingesters().get(0).api();
    String cluster = "cluster=" + Api.encode(stage.cluster());
    Capture.SeriesName series = stage.capture().sent().lastKey();
    String query =
        "/queryGpu?%s&gpu=%s&metric=%s&from=2000-01-01T00:00:00Z&to=2100-01-01T00:00:00Z"
            .formatted(cluster, series.reference(), series.metric());
    if (api.answers(query)) {
      queries.add(time(() -> api.get(query)));
      stats.add(time(() -> api.get("/clusterStats?" + cluster)));
    }
  }

  private static double time(Task task) throws InterruptedException {
    long begun = System.nanoTime();
    task.run();
    return (System.nanoTime() - begun) / 1e6;
  }

  Figures end(int second) throws InterruptedException {
    return new Figures(
        second,
        residentMegabytes(stage.ingesters().get(0)),
        residentMegabytes(stage.drainers().get(0)),
        stage.etcd().databaseBytes() / 1048576.0,
        stage.waiting(),
        stage.waits().longestMs(),
        median(uploads),
        median(queries),
        median(stats));
  }

  private static double median(List<Double> times) {
    return times.isEmpty()
        ? 0
        : Timings.of(times.stream().mapToDouble(Double::doubleValue).toArray()).median();
  }

  private static double residentMegabytes(App app) {
    Path status = Path.of("/proc", Long.toString(app.process().pid()), "status");
    try {
      return Files.readString(status)
          .lines()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
          .sum();
    } catch (IOException gone) {
      throw new LocalFailure("no process " + app.process().name(), gone);
    }
  }
}
