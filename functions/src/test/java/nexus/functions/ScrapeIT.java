package nexus.functions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nexus.functions.testing.Application;
import nexus.functions.testing.Asker;
import nexus.functions.testing.Await;
import nexus.telemetry.kv.jetcd.EtcdServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exporters that the delivered application scrapes by itself. */
final class ScrapeIT {

  private static final String METRIC = "DCGM_FI_DEV_GPU_UTIL";

  @TempDir static Path folder;
  private static EtcdServer etcd;

  @BeforeAll
  static void startEtcd() {
    etcd = EtcdServer.launch();
  }

  @AfterAll
  static void stopEtcd() {
    etcd.close();
  }

  /** An exporter that can go away and come back; it counts up at every scrape. */
  private static final class Exporter implements AutoCloseable {

    private final int port;
    private final String labels;
    private final ConcurrentLinkedQueue<Integer> served = new ConcurrentLinkedQueue<>();
    private HttpServer server;
    private int next = 1;

    Exporter(String labels) throws IOException {
      this.labels = labels;
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = socket.getLocalPort();
      }
      come();
    }

    void come() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      server.createContext(
          "/metrics",
          exchange -> {
            int value = next++;
            byte[] body =
                "# TYPE %1$s gauge\n%1$s{%2$s} %3$d\ngo_goroutines 7\n"
                    .formatted(METRIC, labels, value)
                    .getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
            served.add(value);
          });
      server.start();
    }

    void go() {
      server.stop(0);
    }

    String address() {
      return "http://127.0.0.1:" + port + "/metrics";
    }

    @Override
    public void close() {
      go();
    }
  }

  private static Application application(Path log, String targets) {
    return Application.start(
            log,
            Map.of(
                "ETCD_ENDPOINTS",
                etcd.endpoint(),
                "CLUSTER_ID",
                "usual",
                "SCRAPE_TARGETS",
                targets,
                "SCRAPE_INTERVAL",
                "1s"))
        .awaitListening();
  }

  private static Asker.Reply ask(Application application, String path) {
    try {
      return application.ask("GET", path);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** The values that are stored of a GPU, in the order of their times. */
  private static List<Integer> stored(Application application, String cluster, String gpu) {
    JsonPath answer =
        ask(
                application,
                "/queryGpu?cluster="
                    + cluster
                    + "&gpu="
                    + gpu
                    + "&metric="
                    + METRIC
                    + "&from=now-1h")
            .json();
    List<List<Number>> points = answer.getList("series[0].points");
    return points == null
        ? List.of()
        : points.stream().map(point -> point.get(1).intValue()).toList();
  }

  private static Optional<Double> told(Application application, String name, Exporter exporter) {
    String text = new String(ask(application, "/metrics?process=only").body(), UTF_8);
    Matcher line =
        Pattern.compile(Pattern.quote(name + "{target=\"" + exporter.address() + "\"} ") + "(\\S+)")
            .matcher(text);
    return line.find() ? Optional.of(Double.valueOf(line.group(1))) : Optional.empty();
  }

  private static void awaitUp(Application application, Exporter exporter, double up) {
    Await.until(
        "up " + up, () -> told(application, "nexus_scrape_up", exporter).equals(Optional.of(up)));
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  @Test
  void anExporterThatGoesAndComesBackIsScrapedAndCostsTheOtherNothing() throws Exception {
    Path log = folder.resolve("two.log");
    try (Exporter first = new Exporter("gpu=\"0\",Hostname=\"n1\"");
        Exporter other = new Exporter("gpu=\"3\",cluster=\"told\"");
        Application application = application(log, first.address() + "," + other.address())) {
      awaitUp(application, first, 1);
      awaitUp(application, other, 1);
      assertThat(told(application, "nexus_scrape_duration_seconds", first)).isPresent();
      Await.until(
          "samples are told",
          () -> told(application, "nexus_scrape_samples", first).equals(Optional.of(1.0)));
      first.go();
      awaitUp(application, first, 0);
      int servedBefore = first.served.size();
      int othersBefore = other.served.size();
      Await.until("the other is scraped", () -> other.served.size() >= othersBefore + 3);
      assertThat(told(application, "nexus_scrape_up", other)).contains(1.0);
      assertThat(told(application, "nexus_scrape_samples", first)).isEmpty();
      first.come();
      awaitUp(application, first, 1);
      Await.until("scraped again", () -> first.served.size() >= servedBefore + 2);
      first.go();
      other.go();
      awaitUp(application, first, 0);
      awaitUp(application, other, 0);

      Await.until(
          "all that was served is stored once",
          () -> stored(application, "usual", "n1/0").equals(new ArrayList<>(first.served)));
      Await.until(
          "of the other as well",
          () -> stored(application, "told", "127.0.0.1/3").equals(new ArrayList<>(other.served)));
      assertThat(count(application.log(), first.address() + " cannot be scraped")).isEqualTo(2);
      assertThat(count(application.log(), first.address() + " is scraped again")).isEqualTo(1);
      assertThat(count(application.log(), other.address() + " cannot be scraped")).isEqualTo(1);
      Await.until(
          "its source",
          () -> {
            String one = "sources.find { it.source == '127.0.0.1:" + first.port + "' }.";
            JsonPath sources = ask(application, "/api/v1/sources?cluster=usual").json();
            return "scrape".equals(sources.getString(one + "kind"))
                && sources.getInt(one + "samples") == first.served.size()
                && sources.getInt(one + "rejected") == 0;
          });
    }
  }

  @Test
  void aFileOfTargetsIsFollowed() throws Exception {
    Path file = folder.resolve("targets.json");
    Path log = folder.resolve("file.log");
    try (Exporter first = new Exporter("gpu=\"0\",cluster=\"none\"");
        Exporter second = new Exporter("gpu=\"0\",Hostname=\"n2\"")) {
      write(file, group(first, "of-file"));
      try (Application application = application(log, file.toString())) {
        awaitUp(application, first, 1);
        Await.until("stored", () -> !stored(application, "of-file", "127.0.0.1/0").isEmpty());
        write(file, group(second, "of-file"));
        awaitUp(application, second, 1);
        assertThat(told(application, "nexus_scrape_up", first)).isEmpty();
        Await.until("stored", () -> !stored(application, "of-file", "n2/0").isEmpty());
        write(file, "[{");
        Await.until(
            "the bad file is told",
            () ->
                new String(ask(application, "/metrics?process=only").body(), UTF_8)
                    .contains("nexus_scrape_targets_read 0.0"));
        int before = second.served.size();
        Await.until("still scraped", () -> second.served.size() > before + 1);
      }
    }
  }

  @Test
  void whereNothingIsSetNothingIsScraped() throws Exception {
    Path log = folder.resolve("unset.log");
    try (Application application =
        Application.start(log, Map.of("ETCD_ENDPOINTS", etcd.endpoint())).awaitListening()) {
      assertThat(new String(ask(application, "/metrics?process=only").body(), UTF_8))
          .contains("nexus_build_info")
          .doesNotContain("nexus_scrape");
      assertThat(application.log()).doesNotContain("scraping");
    }
  }

  private static String group(Exporter exporter, String cluster) {
    return "[{\"targets\":[\"127.0.0.1:%d\"],\"labels\":{\"cluster\":\"%s\"}}]"
        .formatted(exporter.port, cluster);
  }

  private static void write(Path file, String text) throws IOException {
    Path made = Files.writeString(folder.resolve("made.json"), text);
    Files.move(made, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
