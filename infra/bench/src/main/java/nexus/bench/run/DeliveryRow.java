package nexus.bench.run;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import nexus.bench.Connection;
import nexus.bench.Timings;
import nexus.local.LocalFailure;

/**
 * Messages, one after the other, from their acknowledgement by etcd until the watch has handed them
 * to the drain, as the application itself measures it. Each is waited for before the next is sent.
 */
final class DeliveryRow implements Measurement {

  private static final String OWN_FIGURES = "/metrics?process=only";
  private static final String DELIVERY = "nexus_queue_delivery_seconds_";
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  /**
   * What the application measured so far.
   *
   * @param count messages
   * @param seconds all their times together
   */
  private record Deliveries(long count, double seconds) {

    static Deliveries read(Connection connection) {
      String text = new String(connection.get(OWN_FIGURES), StandardCharsets.UTF_8);
      return new Deliveries((long) value(text, "count"), value(text, "sum"));
    }

    private static double value(String text, String what) {
      return Metrics.value(text, DELIVERY + what)
          .orElseThrow(() -> new LocalFailure("/metrics does not tell " + DELIVERY + what));
    }
  }

  @Override
  public String name() {
    return "delivery";
  }

  @Override
  public List<Figure> measure(Bench bench) throws InterruptedException {
    int warmUp = bench.size(500, 5);
    double[] milliseconds = new double[bench.size(1_000, 10)];
    try (Stack stack = bench.start(Map.of());
        Connection connection = stack.connect()) {
      Deliveries before = Deliveries.read(connection);
      for (int i = -warmUp; i < milliseconds.length; i++) {
        Deliveries told = deliver(connection, before, i + warmUp);
        if (i >= 0) {
          milliseconds[i] = (told.seconds() - before.seconds()) * 1e3;
        }
        before = told;
      }
    }
    Timings times = Timings.of(milliseconds);
    String what = "one message: published → handed to the drain by the watch, ";
    return List.of(
        new Figure(what + "p50", times.median(), "ms"),
        new Figure(what + "p99", times.percentile(99), "ms").target(Goal.atMost(10)),
        new Figure(what + "most", times.most(), "ms"));
  }

  private static Deliveries deliver(Connection connection, Deliveries before, int number) {
    String row =
        Instant.now() + ",DCGM_FI_DEV_GPU_UTIL,0,nvidia0,GPU-d,H100,d,,,," + number + ",\n";
    byte[] csv =
        ("timestamp,metric_name,gpu_id,device,uuid,modelName,Hostname,container,pod,namespace,"
                + "value,labels_raw\n"
                + row)
            .getBytes(StandardCharsets.UTF_8);
    connection.post("/api/v1/csv/upload?cluster=delivery", "text/csv", csv);
    long end = System.nanoTime() + PATIENCE_NANOS;
    Deliveries told = Deliveries.read(connection);
    while (told.count() == before.count()) {
      if (System.nanoTime() > end) {
        throw new LocalFailure("message " + number + " was not handed to the drain");
      }
      told = Deliveries.read(connection);
    }
    if (told.count() != before.count() + 1) {
      throw new LocalFailure("one message was handed to the drain several times");
    }
    return told;
  }
}
