package nexus.functions.scrape;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.List;
import nexus.functions.meters.EmbeddedMetrics;
import nexus.functions.meters.EmbeddedMetrics.Measured;
import nexus.functions.meters.ScrapeVitals;
import nexus.functions.wiring.ScrapeSettings;
import nexus.functions.wiring.Settings;
import nexus.telemetry.ingest.LiveIngest;
import nexus.telemetry.work.Supervisor;

/**
 * {@code scrapeTargets} on Lambda: scrapes {@code SCRAPE_TARGETS} for a minute whenever a schedule
 * says so, and is done before the invocation ends.
 */
@Named("scrapeTargets")
@Singleton
public final class ScrapeHandler implements RequestStreamHandler {

  /** Left of the invocation for what etcd still has to answer, milliseconds. */
  private static final int MARGIN_MS = 10_000;

  private final LiveIngest ingest;
  private final Settings settings;
  private final InstantSource clock;
  private final ScrapeVitals vitals;
  private final Supervisor supervisor;
  private final EmbeddedMetrics metrics;
  private final ObjectMapper json;

  /** Made at the first invocation, which is behind a snapshot; kept for the ones after it. */
  private InvokedScrapes scrapes;

  ScrapeHandler(
      LiveIngest ingest,
      Settings settings,
      InstantSource clock,
      ScrapeVitals vitals,
      Supervisor supervisor,
      EmbeddedMetrics metrics,
      ObjectMapper json) {
    this.ingest = ingest;
    this.settings = settings;
    this.clock = clock;
    this.vitals = vitals;
    this.supervisor = supervisor;
    this.metrics = metrics;
    this.json = json;
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    ScrapeAnswer result = scrape(context.getRemainingTimeInMillis());
    context.getLogger().log(line(result, context.getFunctionName()) + "\n");
    json.writeValue(answer, result);
  }

  private synchronized ScrapeAnswer scrape(long remainingMs) throws IOException {
    long lastMs = clock.millis() + remainingMs - Math.min(MARGIN_MS, remainingMs / 3);
    try {
      ScrapeAnswer result = scrapes().run(lastMs);
      ingest.note();
      return result;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while targets are scraped");
    }
  }

  private InvokedScrapes scrapes() {
    if (scrapes == null) {
      ScrapeSettings scrape =
          settings
              .scrape()
              .orElseThrow(() -> new IllegalStateException("SCRAPE_TARGETS names no exporter"));
      scrapes =
          new InvokedScrapes(
              scrape,
              new Scraper(ingest, settings.cluster(), scrape, clock, vitals, supervisor),
              clock,
              vitals,
              Thread::sleep);
    }
    return scrapes;
  }

  private String line(ScrapeAnswer result, String function) {
    return metrics.line(
        function,
        List.of(
            new Measured("ScrapeTargetsDown", "Count", result.down()),
            new Measured("ScrapesSkipped", "Count", result.skipped()),
            new Measured("ScrapesLost", "Count", result.lost())));
  }
}
