package nexus.functions.meters;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.Set;
import nexus.functions.meters.ScrapeVitals.Last;
import org.junit.jupiter.api.Test;

final class ScrapeMetricsTest {

  private final ScrapeVitals vitals = new ScrapeVitals();

  private String text() throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(text, new ScrapeMetrics(vitals).collect());
    return text.toString(StandardCharsets.UTF_8);
  }

  @Test
  void whereNothingIsScrapedNothingIsTold() throws IOException {
    vitals.scraped("http://a/", new Last(true, 1, OptionalLong.of(7)));

    assertThat(text()).isEmpty();
  }

  @Test
  void whatIsNotKnownIsNotTold() throws IOException {
    vitals.targets(Set.of("http://a/", "http://b/", "http://c/"), false);
    vitals.scraped("http://a/", new Last(true, 0.5, OptionalLong.of(7)));
    vitals.scraped("http://b/", new Last(false, 10, OptionalLong.empty()));
    vitals.scraped("http://gone/", new Last(true, 1, OptionalLong.of(7)));
    vitals.skipped();
    vitals.lost();
    vitals.lost();

    assertThat(text().lines().filter(line -> !line.startsWith("#")))
        .containsExactlyInAnyOrder(
            "nexus_scrape_up{target=\"http://a/\"} 1.0",
            "nexus_scrape_up{target=\"http://b/\"} 0.0",
            "nexus_scrape_duration_seconds{target=\"http://a/\"} 0.5",
            "nexus_scrape_duration_seconds{target=\"http://b/\"} 10.0",
            "nexus_scrape_samples{target=\"http://a/\"} 7.0",
            "nexus_scrape_targets_read 0.0",
            "nexus_scrape_skipped_total 1.0",
            "nexus_scrape_lost_total 2.0");
  }

  @Test
  void aTargetThatIsNoneAnyMoreIsForgotten() {
    vitals.targets(Set.of("http://a/"), true);
    vitals.scraped("http://a/", new Last(true, 0.5, OptionalLong.of(7)));
    vitals.targets(Set.of("http://b/"), true);

    assertThat(vitals.state().orElseThrow().last()).isEmpty();
  }
}
