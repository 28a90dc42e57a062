package nexus.browser;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import nexus.local.LocalStack;
import nexus.local.Settings;

/** The application on a throw-away etcd, and a Chromium that looks at it. */
final class Dashboard implements AutoCloseable {

  private static final List<String> FLAGS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  /** What the browser complained of, and addresses outside the server that it asked for. */
  final List<String> complaints = new CopyOnWriteArrayList<>();

  /**
   * Where Chromium has its temporary files: one that ends while it writes may leave some. The first
   * Playwright of a process decides for all.
   */
  private static final Path TEMPORARY = temporary();

  private final LocalStack stack;
  private final Playwright playwright;
  private final Browser browser;

  private Dashboard(LocalStack stack) {
    this.stack = stack;
    this.playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("TMPDIR", TEMPORARY.toString())));
    this.browser =
        playwright
            .chromium()
            .launch(new BrowserType.LaunchOptions().setExecutablePath(chromium()).setArgs(FLAGS));
  }

  static Dashboard start() throws IOException, InterruptedException {
    // The page asks for some figures every five seconds, and answers are late where much else runs.
    PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
    System.setProperty(Settings.JAR, jar().toString());
    System.setProperty(Settings.ETCD, etcd());
    LocalStack stack = new LocalStack(Settings.throwAway(Map.of("JAVA_OPTS", "-XX:+UseSerialGC")));
    stack.start();
    return new Dashboard(stack);
  }

  static Path root() {
    return Path.of("../..").toAbsolutePath().normalize();
  }

  private static Path jar() throws IOException {
    try (Stream<Path> built = Files.list(root().resolve("functions/target"))) {
      return built.filter(file -> file.toString().endsWith("-runner.jar")).findAny().orElseThrow();
    }
  }

  private static String etcd() throws IOException, InterruptedException {
    Process finder =
        new ProcessBuilder(root().resolve("infra/local/etcd-bin").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String path = new String(finder.getInputStream().readAllBytes(), UTF_8).strip();
    if (finder.waitFor() != 0) {
      throw new IOException("infra/local/etcd-bin found no etcd");
    }
    return path;
  }

  private static Path chromium() {
    return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no Chromium: install Debian's chromium"));
  }

  URI url() {
    return stack.url();
  }

  /** A page of a browser that knows nothing yet. */
  Page page(Browser.NewContextOptions options) {
    BrowserContext context = browser.newContext(options);
    Page page = context.newPage();
    page.onConsoleMessage(
        message -> {
          if (!message.type().matches("log|info|debug")) {
            complaints.add(message.type() + ": " + message.text());
          }
        });
    page.onPageError(complaints::add);
    page.onRequest(
        request -> {
          if (!request.url().startsWith(stack.url().toString())) {
            complaints.add("asked for " + request.url());
          }
        });
    return page;
  }

  void stopServer() {
    stack.close();
  }

  @Override
  public void close() {
    playwright.close();
    stack.close();
  }

  /** A folder that goes with the process. */
  private static Path temporary() {
    try {
      Path folder = Files.createTempDirectory("nexus-chromium");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder), "delete " + folder));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Processes of a Chromium that is ending may still make files: tried until they are gone. */
  private static void delete(Path folder) {
    for (int left = 100; left > 0 && Files.exists(folder); left--) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      } catch (IOException | UncheckedIOException e) {
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      }
    }
  }
}
