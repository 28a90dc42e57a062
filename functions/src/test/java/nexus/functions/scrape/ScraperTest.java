package nexus.functions.scrape;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import nexus.functions.meters.ScrapeVitals;
import nexus.functions.testing.Await;
import nexus.functions.wiring.ScrapeAddress;
import nexus.functions.wiring.TestSettings;
import nexus.telemetry.ingest.IngestOptions;
import nexus.telemetry.ingest.LiveIngest;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.memory.FaultyKv;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.queue.MessageQueue.PublishOptions;
import nexus.telemetry.testing.SettableClock;
import nexus.telemetry.work.Supervisor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScraperTest {

  private static final String SAMPLE = "DCGM_FI_DEV_GPU_UTIL{gpu=\"0\"} 5\n";

  @TempDir private Path folder;

  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-02T00:00:00Z"));
  private final Keyspace keys = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);
  private final FaultyKv kv = new FaultyKv(new InMemoryKv(clock));
  private final ScrapeVitals vitals = new ScrapeVitals();
  private volatile String text = SAMPLE;
  private HttpServer server;
  private String address;
  private ScrapedTarget target;
  private Scraper scraper;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    serve("/metrics", () -> {});
    server.start();
    scraper =
        new Scraper(
            new LiveIngest(
                kv,
                keys,
                new IngestOptions(new PublishOptions(16, 3, 0, 3_600_000), 1, 0, folder),
                clock),
            "usual",
            TestSettings.scraping("http://a:1/", "1s"),
            clock,
            vitals,
            new Supervisor(reason -> {}, 1));
    aim("/metrics");
  }

  @AfterEach
  void stop() {
    scraper.close();
    server.stop(0);
  }

  private void serve(String path, Runnable before) {
    server.createContext(
        path,
        exchange -> {
          before.run();
          byte[] body = text.getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }

  private void aim(String path) {
    address = "http://127.0.0.1:" + server.getAddress().getPort() + path;
    Target aimed = new Target(ScrapeAddress.of(address), Optional.empty());
    target = new ScrapedTarget(aimed, Spread.over(Duration.ofSeconds(1)), vitals, clock.millis());
    vitals.targets(Set.of(address), true);
  }

  private ScrapeVitals.State state() {
    return vitals.state().orElseThrow();
  }

  private Optional<ScrapeVitals.Last> last() {
    return Optional.ofNullable(state().last().get(address));
  }

  private void awaitSamples(long samples) {
    Await.until(
        samples + " samples",
        () -> last().map(how -> how.samples().equals(OptionalLong.of(samples))).orElse(false));
  }

  private long queued() {
    return KvFutures.await(kv.range(Range.prefix(keys.queue("usual")).countOnly())).count();
  }

  @Test
  void whatEtcdDoesNotAnswerIsTriedAgainAndQueuedOnce() {
    AtomicInteger left = new AtomicInteger(3);
    kv.onStep(
        step -> {
          if (step.isTxn(FaultyKv.When.AFTER) && left.getAndDecrement() > 0) {
            throw new KvException(KvException.Kind.TIMEOUT, "no answer", null);
          }
        });
    scraper.scrape(target);
    awaitSamples(1);

    assertThat(left.get()).isNegative();
    assertThat(queued()).isEqualTo(1);
    assertThat(state().lost()).isZero();
  }

  @Test
  void whatEtcdNeverTakesIsLostAndCountedAndTheTargetStaysUp() {
    kv.onStep(
        step -> {
          if (step.isTxn(FaultyKv.When.BEFORE)) {
            clock.advance(Duration.ofMillis(500));
            throw new KvException(KvException.Kind.UNAVAILABLE, "away", null);
          }
        });
    scraper.scrape(target);
    Await.until("lost", () -> state().lost() == 1);
    assertThat(last().orElseThrow().up()).isTrue();
    assertThat(last().orElseThrow().samples()).isEmpty();

    kv.heal();
    Await.until("the next one", () -> scrapedAgain());
    assertThat(queued()).isEqualTo(1);
    assertThat(state().lost()).isEqualTo(1);
  }

  private boolean scrapedAgain() {
    if (last().orElseThrow().samples().isEmpty()) {
      scraper.scrape(target);
    }
    return last().orElseThrow().samples().equals(OptionalLong.of(1));
  }

  @Test
  void aTextOfWhichNothingIsTakenIsNone() {
    text = "<html>\n<body>Not here</body>\n";
    scraper.scrape(target);
    Await.until("down", () -> last().map(how -> !how.up()).orElse(false));
    assertThat(target.isDown()).isTrue();
    assertThat(last().orElseThrow().samples()).isEmpty();
  }

  @Test
  void aTextWithoutSamplesOfGpusIsOne() {
    text = "go_goroutines 7\n";
    scraper.scrape(target);
    awaitSamples(0);
    assertThat(last().orElseThrow().up()).isTrue();
    assertThat(queued()).isZero();
  }

  @Test
  void aTargetIsScrapedOnceAtATime() {
    CountDownLatch answer = new CountDownLatch(1);
    serve(
        "/slow",
        () -> {
          try {
            answer.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    aim("/slow");
    scraper.scrape(target);
    scraper.scrape(target);
    assertThat(state().skipped()).isEqualTo(1);
    answer.countDown();
    Await.until("told", () -> last().isPresent());
  }
}
