package nexus.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Draws fleets of the sizes there are, and takes the pictures of README and {@code
 * docs/dashboard.md}: into the folder that the property {@code pictures} names, else among what is
 * built.
 */
@Timeout(180)
final class PicturesIT {

  private static final Path FOLDER =
      Path.of(System.getProperty("pictures", "target/pictures")).toAbsolutePath();

  private static Dashboard dashboard;

  @BeforeAll
  static void start() throws Exception {
    dashboard = Dashboard.start();
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    post("prod", Fleet.csv(31, 8, 60, now));
    post("large", Fleet.csv(1_250, 8, 1, now));
    while (!get("/clusterStats?cluster=large").contains("\"queue\":{\"messages\":0,")) {
      Thread.onSpinWait();
    }
  }

  @AfterAll
  static void stop() {
    if (dashboard != null) {
      dashboard.close();
    }
  }

  private static void post(String cluster, String csv) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(dashboard.url() + "/api/v1/csv/upload?cluster=" + cluster))
            .header("Content-Type", "text/csv")
            .POST(HttpRequest.BodyPublishers.ofString(csv))
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static String get(String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(dashboard.url() + path)).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private static Page open(String hash, int width, int height, ColorScheme scheme) {
    Page page =
        dashboard.page(
            new Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setTimezoneId("UTC")
                .setColorScheme(scheme));
    page.navigate(dashboard.url() + "/#" + hash);
    return page;
  }

  private static void tiles(Page page, int count) {
    assertThat(page.locator("#heat")).hasAttribute("data-tiles", Integer.toString(count));
  }

  private static void shoot(Page page, String name) {
    assertThat(page.locator("#link")).hasText(Pattern.compile("Live|Connected"));
    page.screenshot(new Page.ScreenshotOptions().setPath(FOLDER.resolve(name + ".png")));
    page.context().close();
  }

  @Test
  void aFleetOf31Hosts() {
    Page page = open("cluster=prod", 1400, 900, ColorScheme.LIGHT);
    tiles(page, 248);
    assertThat(page.locator("#verdicts")).containsText("248 GPUs");
    assertThat(page.locator("#ingests")).containsText("accepted");
    shoot(page, "fleet");
    Page dark = open("cluster=prod", 1400, 900, ColorScheme.DARK);
    tiles(dark, 248);
    shoot(dark, "fleet-dark");
  }

  @Test
  void aGpuAndItsSeries() {
    Page page = open("cluster=prod&gpu=gpu-node-0003:2", 1400, 900, ColorScheme.DARK);
    tiles(page, 248);
    assertThat(page.locator("figure[data-metric] .plot canvas").first()).isVisible();
    shoot(page, "gpu");
  }

  @Test
  void aFleetOf1250Hosts() {
    long begun = System.nanoTime();
    Page page = open("cluster=large", 1400, 900, ColorScheme.LIGHT);
    tiles(page, 10_000);
    System.out.printf(
        "10,000 GPUs are drawn %d ms after the page is asked for%n",
        (System.nanoTime() - begun) / 1_000_000);
    assertThat(page.locator("#verdicts")).containsText("10,000 GPUs");
    shoot(page, "large");
  }

  @Test
  void whoSendsLive() throws Exception {
    post("sent", Fleet.csv(8, 8, 5, Instant.now()));
    for (String source : List.of("prometheus-a", "otel-collector", "gpu-node-0001:9400")) {
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create(
                      dashboard.url() + "/api/v1/import/prometheus?cluster=sent&source=" + source))
              .header("Content-Type", "text/plain")
              .POST(HttpRequest.BodyPublishers.ofString(Fleet.scrape("gpu-node-0001", 8)))
              .build();
      HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
    }
    Page page = open("cluster=sent", 1400, 900, ColorScheme.LIGHT);
    assertThat(page.locator(".source")).hasCount(3);
    shoot(page, "sources");
    Page phone = open("cluster=sent", 390, 1600, ColorScheme.DARK);
    assertThat(phone.locator(".source")).hasCount(3);
    shoot(phone, "sources-phone");
  }

  @Test
  void aPhone() {
    Page page = open("cluster=prod", 390, 844, ColorScheme.LIGHT);
    tiles(page, 248);
    assertThat(page.evaluate("() => document.documentElement.scrollWidth"))
        .as("nothing is wider than the screen")
        .isEqualTo(390);
    shoot(page, "phone");
  }

  @Test
  void nothingYet() {
    Page page = open("", 1400, 900, ColorScheme.LIGHT);
    assertThat(page.locator("#empty-title")).isVisible();
    shoot(page, "empty");
  }
}
