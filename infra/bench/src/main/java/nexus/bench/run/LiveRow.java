package nexus.bench.run;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import nexus.bench.Connection;
import nexus.bench.Latency;
import nexus.bench.Timings;

/** Scrapes of a fleet, one after the other, each until every host shows it. */
final class LiveRow implements Measurement {

  private static final int HOSTS = 31;
  private static final int GPUS_A_HOST = 8;

  @Override
  public String name() {
    return "live";
  }

  @Override
  public List<Figure> measure(Bench bench) throws IOException, InterruptedException {
    try (Stack stack = bench.start(Map.of());
        Connection connection = stack.connect()) {
      Timings times =
          new Latency(connection, "live", HOSTS, GPUS_A_HOST)
              .measure(bench.size(200, 3), bench.size(200, 3))
              .fromRequest();
      String what = "live scrape of 248 GPUs: publish → queryable, ";
      return List.of(
          new Figure(what + "p50", times.median(), "ms")
              .target(Goal.atMost(20))
              .firstBar(Goal.atMost(100)),
          new Figure(what + "p90", times.percentile(90), "ms"),
          new Figure(what + "p99", times.percentile(99), "ms"));
    }
  }
}
