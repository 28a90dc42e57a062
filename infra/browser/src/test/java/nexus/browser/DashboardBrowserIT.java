package nexus.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a person sees and does on the dashboard. */
@Timeout(120)
final class DashboardBrowserIT {

  private static final String HEADER =
      "timestamp,metric_name,gpu_id,device,uuid,modelName,Hostname,container,pod,namespace,value,"
          + "labels_raw\n";
  private static final String UTIL = "DCGM_FI_DEV_GPU_UTIL";

  private static Dashboard dashboard;

  @BeforeAll
  static void start() throws Exception {
    dashboard = Dashboard.start();
  }

  @AfterAll
  static void stop() {
    if (dashboard != null) {
      dashboard.close();
    }
  }

  private static Page open(String cluster) {
    dashboard.complaints.clear();
    Page page = dashboard.page(new Browser.NewContextOptions());
    page.navigate(dashboard.url() + "/" + cluster);
    return page;
  }

  private static String row(String host, int gpu, String value, String model) {
    return String.join(
            ",",
            "2026-01-01T00:00:0" + gpu + "Z",
            UTIL,
            Integer.toString(gpu),
            "nvidia" + gpu,
            "GPU-" + host + "-" + gpu,
            model,
            host,
            "",
            "",
            "",
            value,
            "")
        + "\n";
  }

  private static void post(String cluster, String csv) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(dashboard.url() + "/api/v1/csv/upload?cluster=" + cluster))
            .header("Content-Type", "text/csv")
            .POST(HttpRequest.BodyPublishers.ofString(csv))
            .build();
    assertThat(
            HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(200);
  }

  private static JsonNode get(String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(dashboard.url() + path)).build();
    return new ObjectMapper()
        .readTree(
            HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  private static void tiles(Page page, int count) {
    assertThat(page.locator("#heat")).hasAttribute("data-tiles", Integer.toString(count));
  }

  /** The figures are there before the list of GPUs is: until then nothing is said of them. */
  @Test
  void nothingIsSaidOfGpusThatAreStillAskedFor() throws Exception {
    post("pending", HEADER + row("one", 0, "7", "H100"));
    dashboard.complaints.clear();
    Page page = dashboard.page(new Browser.NewContextOptions());
    List<Route> held = new ArrayList<>();
    page.route("**/api/v1/gpus?*", held::add);
    page.navigate(dashboard.url() + "/#cluster=pending");

    assertThat(page.locator("[data-verdict=gpus]")).hasAttribute("aria-busy", "true");
    assertThat(page.locator("[data-verdict=hottest]")).hasAttribute("aria-busy", "true");
    assertThat(page.locator("#loading")).hasText("Asking for the GPUs …");
    assertThat(page.locator("#verdicts")).not().containsText("0 GPUs");
    assertThat(page.locator("#verdicts")).not().containsText("No GPU");
    assertThat(page.locator("#columns")).isHidden();

    page.unroute("**/api/v1/gpus?*");
    held.forEach(Route::resume);
    assertThat(page.locator("[data-verdict=gpus]")).containsText("1 GPU");
    assertThat(page.locator("[data-verdict=hottest]")).containsText("No GPU has sent one");
    assertThat(page.locator("#loading")).isHidden();
  }

  @Test
  void theSampleIsUploadedSeenAndItsSeriesIsWhatTheApiSays() throws Exception {
    Page page = open("");
    assertThat(page.locator("#empty-title")).isVisible();
    page.locator("#files").setInputFiles(Dashboard.root().resolve("infra/local/sample.csv"));
    assertThat(page.locator("#upload-list")).containsText("2,520 accepted");
    tiles(page, 12);
    assertThat(page.locator("[data-verdict=pipeline]")).containsText("All stored");
    assertThat(page.locator("#link")).hasText("Connected");

    page.locator("[role=grid]").focus();
    page.keyboard().press("ArrowRight");
    assertThat(page.locator("#cell")).containsText("dgx-a01 · GPU 1");
    page.keyboard().press("Enter");
    assertThat(page.locator("#panel-title")).hasText("dgx-a01 · GPU 1");
    page.locator("[data-range=all]").click();
    assertThat(page.locator("[data-range=all]")).hasAttribute("aria-pressed", "true");
    JsonNode points =
        get("/api/v1/gpus/dgx-a01:1/telemetry?metric="
                + UTIL
                + "&start_time=2025-06-30T00:00:00Z&end_time=2025-07-02T00:00:00Z")
            .get("data");
    page.waitForFunction(
        "n => document.querySelector('[data-metric=" + UTIL + "] .plot')?.plot.data[0].length >= n",
        points.size());
    List<?> plotted =
        (List<?>)
            page.evaluate(
                "() => { const d = document.querySelector('figure[data-metric="
                    + UTIL
                    + "] .plot').plot.data;"
                    + " return d[0].map((t, i) => [t * 1000, d[1][i]])"
                    + ".filter(p => p[1] != null).map(p => p.join()) }");
    List<?> told =
        points.findParents("timestamp").stream()
            .map(
                one ->
                    Instant.parse(one.get("timestamp").asText()).toEpochMilli()
                        + ","
                        + one.get("value").asText())
            .toList();
    assertThat(plotted).hasSizeGreaterThan(5).hasToString(told.toString());
    page.keyboard().press("Escape");
    assertThat(page.locator("#panel")).isHidden();

    page.locator("#filter").fill("a02");
    tiles(page, 4);
    assertThat(dashboard.complaints).isEmpty();
  }

  /** No green of a feed that has stopped: neither of the connection nor of the empty queue. */
  @Test
  void samplesThatNoLongerComeAreSaid() throws Exception {
    Instant now = Instant.now();
    send("feed", "script", scraped("a", now.minusSeconds(1_200)) + scraped("b", now));
    Page page = open("#cluster=feed");
    Locator pipeline = page.locator("[data-verdict=pipeline]");
    Locator gpus = page.locator("[data-verdict=gpus]");

    page.clock().setFixedTime(now.toEpochMilli() + 5_000);
    assertThat(page.locator("#link")).hasText("Live");
    assertThat(pipeline).hasClass("verdict good");
    assertThat(pipeline).containsText("Up to date");
    assertThat(gpus).containsText("1 stale");
    assertThat(gpus).hasClass("verdict bad");

    page.clock().setFixedTime(now.toEpochMilli() + 180_000);
    assertThat(page.locator("#link")).hasText("No new samples");
    assertThat(pipeline).hasClass("verdict warn");
    assertThat(pipeline).containsText("No new samples");
    assertThat(pipeline).containsText("The newest sample is of ");

    page.clock().setFixedTime(now.toEpochMilli() + 330_000);
    assertThat(pipeline).hasClass("verdict bad");
    assertThat(page.locator("#link")).hasClass(Pattern.compile("\\bbad\\b"));
    assertThat(dashboard.complaints).isEmpty();
  }

  private static String scraped(String host, Instant time) {
    return UTIL
        + "{gpu=\"0\",Hostname=\""
        + host
        + "\",UUID=\"GPU-feed-"
        + host
        + "\"} 50 "
        + time.toEpochMilli()
        + "\n";
  }

  @Test
  void whatAnotherClientSendsIsSeenWithoutReload() throws Exception {
    post("live", HEADER + row("one", 0, "5", "H100"));
    Page page = open("#cluster=live");
    tiles(page, 1);
    assertThat(page.locator("#link")).hasText("Connected");
    post("live", HEADER + row("two", 0, "6", "H100"));
    tiles(page, 2);
    assertThat(dashboard.complaints).isEmpty();
  }

  private static void send(String cluster, String source, String text) throws Exception {
    String path = "/api/v1/import/prometheus?cluster=" + cluster + "&source=" + source;
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(dashboard.url() + path))
            .header("Content-Type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString(text))
            .build();
    assertThat(
            HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void aSenderIsOneLineHoweverManyRequestsItMakes() throws Exception {
    String sample = UTIL + "{gpu=\"0\",Hostname=\"n1\"} 5\n";
    for (int i = 0; i < 3; i++) {
      send("senders", "prometheus-a", sample + UTIL + " 7\n");
    }
    Page page = open("#cluster=senders");
    assertThat(page.locator(".source")).hasCount(1);
    assertThat(page.locator(".source"))
        .hasText(
            Pattern.compile(
                "prometheus-a, live: 3 samples a minute, last (just now|\\d+ s ago), 3 rejected"));
    assertThat(page.locator("#ingests .none")).isHidden();
    assertThat(page.locator("#sources button")).hasCount(0);
    assertThat(violations(page)).isEmpty();

    for (int i = 0; i < 7; i++) {
      send("senders", "node-" + i, sample);
    }
    assertThat(page.locator("#sources")).containsText("8 sources, 8 live: 10 samples a minute");
    assertThat(page.locator(".source")).hasCount(6);
    assertThat(page.locator(".source").first()).containsText("prometheus-a");
    page.locator("#sources button").click();
    assertThat(page.locator(".source")).hasCount(8);
    assertThat(page.locator("#sources button")).isFocused();
    assertThat(dashboard.complaints).isEmpty();
  }

  @Test
  void aSenderThatWentSilentSaysForHowLong() throws Exception {
    post("silent", HEADER + row("one", 0, "5", "H100"));
    Page page = dashboard.page(new Browser.NewContextOptions());
    page.route(
        "**/api/v1/sources*",
        route ->
            route.fulfill(
                new Route.FulfillOptions()
                    .setContentType("application/json")
                    .setBody(
                        """
                        {"cluster":"silent","sources":[{"source":"<b>a</b>","kind":"scrape",
                        "live":false,"samplesPerMinute":0,"requests":2,"samples":4,"rejected":0,
                        "ignored":0,"silentSeconds":300}]}
                        """)));
    page.navigate(dashboard.url() + "/#cluster=silent");
    assertThat(page.locator(".source"))
        .hasText(Pattern.compile("<b>a</b>, silent for 5 min( \\d s)?"));
  }

  @Test
  void withoutEventsItAsksEveryFewSeconds() throws Exception {
    post("polled", HEADER + row("one", 0, "5", "H100"));
    Page page = dashboard.page(new Browser.NewContextOptions());
    page.route(
        "**/api/v1/events*",
        route -> route.fulfill(new com.microsoft.playwright.Route.FulfillOptions().setStatus(404)));
    page.navigate(dashboard.url() + "/#cluster=polled");
    tiles(page, 1);
    assertThat(page.locator("#link")).hasText("Every 5 s");
    post("polled", HEADER + row("two", 0, "6", "H100"));
    assertThat(page.locator("#heat"))
        .hasAttribute(
            "data-tiles",
            "2",
            new com.microsoft.playwright.assertions.LocatorAssertions.HasAttributeOptions()
                .setTimeout(15_000));
  }

  @Test
  void badRowsAreShownWithLineAndReason() {
    Page page = open("#cluster=rejects");
    page.navigate(dashboard.url() + "/");
    String csv = HEADER + row("r", 0, "5", "H100") + row("r", 1, "hot", "H100");
    page.locator("#files")
        .setInputFiles(
            new FilePayload("bad.csv", "text/csv", csv.getBytes(StandardCharsets.UTF_8)));
    assertThat(page.locator("#upload-list")).containsText("1 rejected");
    assertThat(page.locator("#upload-list td").first()).hasText("3");
    assertThat(page.locator("#upload-list")).containsText("hot");
  }

  private static final String SMI =
      """
      timestamp, index, name, uuid, utilization.gpu [%], power.draw [W]
      2026/11/28 20:00:00.123, 0, NVIDIA A100, GPU-a, 10 %, 60.12 W
      2026/11/28 20:00:00.123, 1, NVIDIA A100, GPU-b, 11 %, 61.12 W
      """;

  private static FilePayload file(String name, String text) {
    return new FilePayload(name, "", text.getBytes(StandardCharsets.UTF_8));
  }

  /** The page of a cluster with one GPU, in a browser of that zone. */
  private static Page inBerlin(String cluster) throws Exception {
    post(cluster, HEADER + row("first", 0, "5", "H100"));
    dashboard.complaints.clear();
    Page page = dashboard.page(new Browser.NewContextOptions().setTimezoneId("Europe/Berlin"));
    page.navigate(dashboard.url() + "/#cluster=" + cluster);
    tiles(page, 1);
    return page;
  }

  private static List<String> violations(Page page) {
    return new AxeBuilder(page)
        .setLegacyMode(true).analyze().getViolations().stream()
            .filter(one -> List.of("serious", "critical").contains(one.getImpact()))
            .map(one -> one.getId() + " " + one.getNodes().get(0).getHtml())
            .toList();
  }

  @Test
  void whatAFileDoesNotSayIsAskedForAndTheSameFileIsSentAgain() throws Exception {
    Page page = inBerlin("asked");
    page.locator("#files").setInputFiles(file("smi.txt", SMI));

    assertThat(page.locator(".upload.bad [role=status]")).containsText("host");
    assertThat(page.locator(".upload")).containsText("Looks like CSV of nvidia-smi --query-gpu");
    assertThat(page.locator(".upload tbody tr").nth(4)).containsText("DCGM_FI_DEV_GPU_UTIL");
    assertThat(page.locator(".upload input[name=tz]")).hasValue("Europe/Berlin");
    assertThat(violations(page)).isEmpty();

    page.locator(".upload input[name=host]").fill("node01");
    page.locator(".upload input[name=host]").press("Enter");

    assertThat(page.locator(".upload.good [role=status]")).containsText("4 accepted");
    assertThat(page.locator(".upload form")).hasCount(0);
    tiles(page, 3);
    assertThat(dashboard.complaints).allMatch(one -> one.contains("400"));
  }

  @Test
  void dryRunStoresNothingUntilItIsUploaded() throws Exception {
    Page page = inBerlin("dry");
    page.locator("#dry-run").check();
    page.locator("#files")
        .setInputFiles(
            file("smi.txt", SMI.replace(".123", "Z").replace("28 20", "28T20").replace("/", "-")));
    page.locator(".upload input[name=host]").fill("node01");
    page.locator(".upload form button").click();

    assertThat(page.locator(".upload.good [role=status]"))
        .containsText("Would become: 4 accepted, 0 missing, 0 rejected. Nothing is stored.");
    assertThat(page.locator(".upload")).containsText("DCGM_FI_DEV_POWER_USAGE");
    assertThat(violations(page)).isEmpty();
    assertThat(get("/api/v1/ingests?cluster=dry").get("ingests")).hasSize(1);

    page.locator(".upload button:text('Upload it')").click();
    assertThat(page.locator(".upload.good [role=status]")).containsText("4 accepted, 0 missing");
    tiles(page, 3);
  }

  @Test
  void nothingAcceptedIsRedAndMuchRejectedIsAmber() throws Exception {
    Page page = inBerlin("colours");
    page.locator("#files").setInputFiles(file("bad.csv", HEADER + row("r", 0, "hot", "H100")));
    assertThat(page.locator(".upload.bad [role=status]"))
        .containsText("Nothing accepted, 0 missing, 1 rejected");

    page.locator("#files")
        .setInputFiles(
            file("half.csv", HEADER + row("r", 1, "5", "H100") + row("r", 2, "hot", "H100")));
    assertThat(page.locator(".upload.warn [role=status]")).containsText("1 accepted");

    StringBuilder good = new StringBuilder(HEADER);
    for (int i = 0; i < 200; i++) {
      good.append(row("h" + i, 1, "5", "H100"));
    }
    page.locator("#files").setInputFiles(file("good.csv", good + row("r", 3, "hot", "H100")));
    assertThat(page.locator(".upload.good [role=status]")).containsText("200 accepted");
  }

  @Test
  void aHostileModelNameIsText() throws Exception {
    post("hostile", HEADER + row("h", 0, "5", "<img src=x onerror=alert(1)>"));
    Page page = open("#cluster=hostile&gpu=h:0");
    assertThat(page.locator("#panel")).containsText("<img src=x onerror=alert(1)>");
    assertThat(page.locator("img[src=x]")).hasCount(0);
    assertThat(dashboard.complaints).isEmpty();
  }

  @Test
  void metricsHaveNamesUnitsThatFitRatesAndReasons() throws Exception {
    StringBuilder csv = new StringBuilder(HEADER);
    for (int i = 0; i < 3; i++) {
      String time = "2026-01-01T00:00:" + i + "0Z,";
      String facts = ",0,nvidia0,GPU-w,H100,w,,,,";
      csv.append(time + "DCGM_FI_DEV_ECC_DBE_VOL_TOTAL" + facts + "3,\n");
      csv.append(time + "DCGM_FI_DEV_CLOCKS_EVENT_REASONS" + facts + "36,\n");
      csv.append(time + "DCGM_FI_DEV_FB_USED_BYTES" + facts + "42949672960,\n");
      csv.append(time + "DCGM_FI_DEV_GPU_ENERGY_JOULES_TOTAL" + facts + (5000 * i) + ",\n");
    }
    post("words", csv.toString());
    Page page = open("#cluster=words&gpu=w:0");

    String chip = "button[data-metric=%s]";
    assertThat(page.locator(chip.formatted("DCGM_FI_DEV_ECC_DBE_VOL_TOTAL")))
        .hasText("ECC double-bit errors (volatile)3");
    assertThat(page.locator(chip.formatted("DCGM_FI_DEV_CLOCK_THROTTLE_REASONS")))
        .hasText("Reasons for lowered clocksSW power cap, SW thermal");
    assertThat(page.locator(chip.formatted("DCGM_FI_DEV_FB_USED"))).hasText("Memory used40 GiB");
    String energy = "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION";
    assertThat(page.locator(chip.formatted(energy))).hasText("Energy used10 kJ");
    if (page.locator("figure[data-metric=" + energy + "]").count() == 0) {
      page.locator(chip.formatted(energy)).click();
    }
    assertThat(page.locator("figure[data-metric=" + energy + "] figcaption"))
        .containsText("Energy used, rate500 W to 500 W, last 500 W");
    assertThat(dashboard.complaints).isEmpty();
  }

  @Test
  void nothingSeriousIsWrongForScreenReadersInEitherTheme() throws Exception {
    post("axe", HEADER + row("a", 0, "5", "H100") + row("a", 1, "0", "H100"));
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      Page page = dashboard.page(new Browser.NewContextOptions().setColorScheme(scheme));
      page.navigate(dashboard.url() + "/#cluster=axe");
      tiles(page, 2);
      assertThat(page.locator("html"))
          .hasAttribute("data-theme", scheme == ColorScheme.DARK ? "dark" : "light");
      assertThat(violations(page)).isEmpty();
    }
  }

  @Test
  void theServerAwayKeepsWhatWasSaid() throws Exception {
    try (Dashboard own = Dashboard.start()) {
      Page page = own.page(new Browser.NewContextOptions());
      page.navigate(own.url().toString());
      assertThat(page.locator("#empty-title")).isVisible();
      own.stopServer();
      assertThat(page.locator("#notice")).containsText("No answer since");
      assertThat(page.locator("#link")).hasText("No answer");
      assertThat(Map.of("kept", page.locator("#empty-title").isVisible())).containsValue(true);
    }
  }
}
