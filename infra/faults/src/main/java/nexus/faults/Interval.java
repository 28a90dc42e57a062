package nexus.faults;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import nexus.bench.Timings;
import nexus.local.Api;

/** Some seconds of a soak: steady work, and what it took. */
final class Interval {

  private static final double MIB = 1 << 20;

  private final Stage stage;
  private final List<Double> uploads = new ArrayList<>();
  private final List<Double> queries = new ArrayList<>();
  private final List<Double> stats = new ArrayList<>();

  Interval(Stage stage) {
    this.stage = stage;
    stage.waits().reset();
  }

  private interface Task {
    void run() throws InterruptedException;
  }

  /** Uploads a file and asks some questions, one after the other. */
  void work() throws InterruptedException {
    byte[] file = stage.capture().next();
    uploads.add(time(() -> stage.load().upload(file)));
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
    App ingester = stage.ingesters().get(0);
    App drainer = stage.drainers().get(0);
    ProcessState ingesting = new ProcessState(ingester.process());
    ProcessState draining = new ProcessState(drainer.process());
    Map<Figure, Double> values = new EnumMap<>(Figure.class);
    values.put(Figure.INGESTER, ingesting.residentMegabytes());
    values.put(Figure.INGESTER_HEAP, heapMegabytes(ingester));
    values.put(Figure.DRAINER, draining.residentMegabytes());
    values.put(Figure.DRAINER_HEAP, heapMegabytes(drainer));
    values.put(Figure.THREADS, (double) (ingesting.threads() + draining.threads()));
    values.put(Figure.DESCRIPTORS, (double) (ingesting.descriptors() + draining.descriptors()));
    values.put(Figure.ETCD, stage.etcd().mostResidentMegabytes());
    values.put(Figure.LOG, stage.etcd().mostLogBytes() / MIB);
    values.put(Figure.DATABASE, stage.etcd().databaseBytes() / MIB);
    values.put(Figure.WAITING, (double) stage.waiting());
    values.put(Figure.LONGEST_WAIT, (double) stage.waits().longestMs());
    values.put(Figure.UPLOAD, median(uploads));
    values.put(Figure.QUERY, median(queries));
    values.put(Figure.STATS, median(stats));
    return new Figures(second, values);
  }

  private static double heapMegabytes(App app) throws InterruptedException {
    return app.api()
            .text("/metrics?process=only")
            .lines()
            .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .sum()
        / MIB;
  }

  private static double median(List<Double> times) {
    return times.isEmpty()
        ? 0
        : Timings.of(times.stream().mapToDouble(Double::doubleValue).toArray()).median();
  }
}
