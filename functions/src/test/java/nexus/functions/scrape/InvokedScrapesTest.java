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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import nexus.functions.meters.ScrapeVitals;
import nexus.functions.wiring.TestSettings;
import nexus.telemetry.ingest.IngestOptions;
import nexus.telemetry.ingest.LiveIngest;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.memory.FaultyKv;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.queue.MessageQueue.PublishOptions;
import nexus.telemetry.testing.SettableClock;
import nexus.telemetry.work.Supervisor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InvokedScrapesTest {

  private static final Instant BEGAN = Instant.parse("2026-01-02T00:00:00Z");

  @TempDir private Path folder;

  private final SettableClock clock = new SettableClock(BEGAN);
  private final FaultyKv kv = new FaultyKv(new InMemoryKv(clock));
  private final ScrapeVitals vitals = new ScrapeVitals();
  private final List<Scraper> scrapers = new ArrayList<>();
  private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          asked.add(path);
          byte[] body = "DCGM_FI_DEV_GPU_UTIL{gpu=\"0\"} 5\n".getBytes(UTF_8);
          exchange.sendResponseHeaders(path.startsWith("/down") ? 500 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    scrapers.forEach(Scraper::close);
    server.stop(0);
  }

  private String address(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private InvokedScrapes scrapes(String interval, InvokedScrapes.Pause pause, String... paths) {
    String targets = List.of(paths).stream().map(this::address).collect(Collectors.joining(","));
    var settings = TestSettings.scraping(targets, interval);
    Scraper scraper =
        new Scraper(
            new LiveIngest(
                kv,
                new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX),
                new IngestOptions(new PublishOptions(16, 3, 0, 3_600_000), 1, 0, folder),
                clock),
            "usual",
            settings,
            clock,
            vitals,
            new Supervisor(reason -> {}, 1));
    scrapers.add(scraper);
    // A pause ends when what was begun before it has, as time goes by at once here.
    return new InvokedScrapes(
        settings,
        scraper,
        clock,
        vitals,
        ms -> {
          scraper.awaitIdle(10_000);
          clock.advance(Duration.ofMillis(ms));
          pause.forMs(ms);
        });
  }

  private long lastMs(int seconds) {
    return clock.millis() + seconds * 1_000L;
  }

  @Test
  void eachTargetIsScrapedOnceAnIntervalForAMinuteAndItsUpIsTold() throws InterruptedException {
    ScrapeAnswer answer = scrapes("15s", ms -> {}, "/a", "/b", "/down").run(lastMs(80));

    assertThat(asked).filteredOn("/a"::equals).hasSize(4);
    assertThat(asked).filteredOn("/down"::equals).hasSize(4);
    assertThat(answer.targets()).isEqualTo(3);
    assertThat(answer.down()).isEqualTo(1);
    assertThat(answer.skipped()).isZero();
    assertThat(answer.lost()).isZero();
    assertThat(answer.scraped())
        .extracting(one -> one.target() + " " + one.up() + " " + one.samples())
        .containsExactlyInAnyOrder(
            address("/a") + " true 1", address("/b") + " true 1", address("/down") + " false null");
    assertThat(clock.millis() - BEGAN.toEpochMilli()).isBetween(45_000L, 55_000L);
  }

  @Test
  void withAnIntervalOfAMinuteAllAreBegunWithinTenSeconds() throws InterruptedException {
    List<Long> pauses = new ArrayList<>();
    String[] paths =
        IntStream.range(0, 40).mapToObj(number -> "/t" + number).toArray(String[]::new);
    ScrapeAnswer answer = scrapes("1m", pauses::add, paths).run(lastMs(80));

    assertThat(answer.scraped()).hasSize(40).allMatch(ScrapeAnswer.Scraped::up);
    assertThat(asked).hasSize(40);
    assertThat(pauses).as("spread").hasSizeGreaterThan(30);
    assertThat(clock.millis() - BEGAN.toEpochMilli()).isBetween(5_000L, 10_000L);
  }

  @Test
  void whatTheInvocationHasNoTimeForIsLeftOutAndCounted() throws InterruptedException {
    ScrapeAnswer answer = scrapes("15s", ms -> {}, "/a").run(lastMs(38));

    assertThat(asked).hasSizeBetween(1, 2);
    assertThat(answer.skipped()).isEqualTo(4 - asked.size());
    assertThat(clock.millis()).isLessThanOrEqualTo(BEGAN.toEpochMilli() + 28_000);
  }

  @Test
  void whatEtcdDoesNotTakeUntilTheEndIsLostAndTheNextInvocationTakesWhatIsNew()
      throws InterruptedException {
    kv.onStep(
        step -> {
          if (step.isTxn(FaultyKv.When.BEFORE)) {
            clock.advance(Duration.ofSeconds(9));
            throw new KvException(KvException.Kind.UNAVAILABLE, "away", null);
          }
        });
    InvokedScrapes scrapes = scrapes("1m", ms -> {}, "/a");
    ScrapeAnswer lost = scrapes.run(lastMs(30));
    kv.heal();
    ScrapeAnswer taken = scrapes.run(lastMs(80));

    assertThat(lost.lost()).isEqualTo(1);
    assertThat(lost.scraped()).allMatch(one -> one.up() && one.samples() == null);
    assertThat(taken.lost()).isZero();
    assertThat(taken.scraped()).allMatch(one -> one.samples() == 1);
  }
}
