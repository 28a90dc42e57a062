package nexus.bench.compare;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import nexus.bench.Connection;
import nexus.bench.Plan;
import nexus.bench.run.ProcessFigures;
import nexus.bench.run.ScrapeReceiver;
import nexus.local.LocalFailure;

/**
 * VictoriaMetrics, as it takes in Prometheus's text. A scrape is stored when it can be asked for,
 * after a flush; on disk it then need not be: there is no log of what memory holds.
 */
final class VictoriaMetricsReceiver implements ScrapeReceiver {

  private static final String IMPORT = "/api/v1/import/prometheus";

  private final VictoriaMetrics server;
  private final Connection http;
  private final Plan plan;

  /**
   * @param server one that is started
   * @param plan what will be sent
   */
  VictoriaMetricsReceiver(VictoriaMetrics server, Plan plan) {
    this.server = server;
    this.http = server.http();
    this.plan = plan;
  }

  @Override
  public void take(byte[] body) {
    http.post(IMPORT, "text/plain", body);
    http.get("/internal/force_flush");
  }

  /** Its answers tell nothing. */
  @Override
  public void check() {}

  @Override
  public double processorSeconds() {
    return ProcessFigures.processorSeconds(server.pid());
  }

  @Override
  public double logBytes() {
    return Double.NaN;
  }

  @Override
  public void checkAll(long values) throws IOException {
    Duration length = plan.step().multipliedBy(plan.scrapes()).plusMinutes(1);
    String question =
        "sum(count_over_time({__name__=~\"DCGM_.*\"}[%ds]))".formatted(length.toSeconds());
    String end = plan.start().plus(length).minusSeconds(1).toString();
    long stored =
        VictoriaMetrics.count(
            http.get(Question.of("/api/v1/query", Map.of("query", question, "time", end))));
    if (stored != values) {
      throw new LocalFailure("%d values are stored, and not %d".formatted(stored, values));
    }
  }

  /** The server goes on until its owner closes it. */
  @Override
  public void close() {}
}
