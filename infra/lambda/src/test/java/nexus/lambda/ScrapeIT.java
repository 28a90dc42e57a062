package nexus.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static nexus.lambda.Cloud.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code scrapeTargets} out of function.zip, whose exporters are this process. */
@ExtendWith(Cloud.Extension.class)
@EnabledOnOs(OS.LINUX)
final class ScrapeIT {

  private static final String SCRAPE = "scrapeTargets";
  private static final String METRIC = "DCGM_FI_DEV_GPU_UTIL";

  private final Cloud cloud;
  private final AtomicInteger scrapes = new AtomicInteger();
  private HttpServer exporter;

  ScrapeIT(Cloud cloud) {
    this.cloud = cloud;
  }

  @BeforeEach
  void start() throws IOException {
    exporter = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    exporter.createContext(
        "/metrics",
        exchange -> {
          int number = scrapes.incrementAndGet();
          String text = METRIC + "{gpu=\"0\",Hostname=\"n1\"} " + number + "\ngo_goroutines 7\n";
          byte[] body = text.getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    exporter.start();
  }

  @AfterEach
  void stop() {
    exporter.stop(0);
  }

  private String address(String path) {
    return "http://127.0.0.1:" + exporter.getAddress().getPort() + path;
  }

  private FunctionProcess launch(String cluster, String targets) {
    return cloud
        .launch(SCRAPE)
        .variable("CLUSTER_ID", cluster)
        .variable("SCRAPE_TARGETS", targets)
        .variable("SCRAPE_INTERVAL", "1m")
        .start();
  }

  private static JsonNode answer(InvocationResult result) {
    assertThat(result.failed()).as(result.toString()).isFalse();
    return result.json();
  }

  @Test
  void theScheduleScrapesEachTargetAndTellsWhichIsUp() throws InterruptedException {
    String up = address("/metrics");
    String down = address("/gone");
    try (FunctionProcess function = launch("scraped", up + "," + down)) {
      for (int number = 1; number <= 2; number++) {
        JsonNode told = answer(function.invoke(Events.scrape(), TIMEOUT));

        assertThat(told.path("targets").asInt()).isEqualTo(2);
        assertThat(told.path("down").asInt()).isEqualTo(1);
        assertThat(told.path("lost").asInt()).isZero();
        assertThat(told.path("skipped").asInt()).isZero();
        for (JsonNode target : told.path("scraped")) {
          boolean isUp = target.path("target").asText().equals(up);
          assertThat(target.path("up").asBoolean()).isEqualTo(isUp);
          assertThat(target.path("samples").asInt(-1)).isEqualTo(isUp ? 1 : -1);
        }
      }
      assertThat(function.log())
          .contains("\"ScrapeTargetsDown\":1", "\"ScrapesLost\":0", down + " cannot be scraped")
          .containsOnlyOnce("cannot be scraped");
    }
    assertThat(scrapes).hasValue(2);
    cloud.invoke("drainQueueBatch", "{\"cluster\":\"scraped\"}");
    assertThat(Contents.points(cloud.etcd(), "scraped").get("n1/0 " + METRIC).values())
        .containsExactly(1.0, 2.0);
  }

  @Test
  void behindASnapshotItScrapesToo() throws InterruptedException {
    try (FunctionProcess function =
        cloud
            .launch(SCRAPE)
            .variable("CLUSTER_ID", "restored")
            .variable("SCRAPE_TARGETS", address("/metrics"))
            .variable("SCRAPE_INTERVAL", "1m")
            .snapStart()
            .start()) {
      function.awaitSnapshot(TIMEOUT);
      assertThat(scrapes).as("before it is invoked").hasValue(0);
      function.restore();

      JsonNode told = answer(function.invoke(Events.scrape(), TIMEOUT));

      assertThat(told.path("down").asInt()).isZero();
      assertThat(scrapes).hasValue(1);
    }
  }

  @Test
  void withoutTargetsItFails() throws InterruptedException {
    try (FunctionProcess function = launch("nothing", "")) {
      InvocationResult result = function.invoke(Events.scrape(), TIMEOUT);

      assertThat(result.failed()).as(result.toString()).isTrue();
      assertThat(result.errorMessage()).contains("SCRAPE_TARGETS");
    }
  }
}
