package nexus.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * What {@link Generate} writes, scrape by scrape: each of the whole fleet, and a body of its own,
 * with its header where the format has one.
 */
public final class Scrapes {

  private final Plan plan;
  private final Fleet fleet;
  private final Layout layout;
  private Instant start;

  /** Begins with the plan's first scrape. */
  public Scrapes(Plan plan) {
    this.plan = plan;
    this.fleet = plan.fleet();
    List<Metric> metrics = plan.chosenMetrics();
    this.layout = plan.format().layout(metrics, fleet.gpus());
    this.start = plan.start();
  }

  /** The next scrape; there is always one more. */
  public byte[] next() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    RowBuffer rows = new RowBuffer(body).append(layout.header());
    fleet.step();
    layout.scrape(start, fleet.walks(), rows);
    rows.flush();
    start = start.plus(plan.step());
    return body.toByteArray();
  }
}
