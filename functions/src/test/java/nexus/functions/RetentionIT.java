package nexus.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import nexus.functions.testing.Application;
import nexus.functions.testing.Await;
import nexus.telemetry.kv.jetcd.EtcdServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A month's capture, one value an hour, sent to the delivered application. */
final class RetentionIT {

  private static final int HOURS = 720;
  private static final int A_WEEK = 7 * 24;

  @TempDir static Path folder;
  private static EtcdServer etcd;
  private static Instant now;

  @BeforeAll
  static void start() throws Exception {
    etcd = EtcdServer.launch();
    now = Instant.now().truncatedTo(ChronoUnit.HOURS);
  }

  @AfterAll
  static void stop() {
    etcd.close();
  }

  private static Application application(String cluster, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("ETCD_ENDPOINTS", etcd.endpoint());
    settings.put("CLUSTER_ID", cluster);
    return Application.start(folder.resolve(cluster + ".log"), settings).awaitListening();
  }

  private static String capture(int more) {
    StringBuilder csv = new StringBuilder("timestamp,gpu_id,hostname,gpu_utilization\n");
    for (int hour = HOURS; hour > -more; hour--) {
      Instant time = now.minus(Duration.ofHours(hour));
      csv.append(time).append(",0,node28,").append(hour % 100).append('\n');
    }
    return csv.toString();
  }

  private static JsonPath upload(Application to, String csv) throws Exception {
    return to.post("/api/v1/csv/upload", "text/csv", csv).json();
  }

  private static String metrics(Application of) {
    try {
      return new String(of.ask("GET", "/metrics").body(), StandardCharsets.UTF_8);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitStored(Application in, int samples) {
    Await.until(
        samples + " stored", () -> metrics(in).contains("result=\"added\"} " + samples + ".0"));
  }

  private static int points(Application in) throws Exception {
    String all = "/queryGpu?gpu=node28/0&from=2000-01-01T00:00:00Z&limit=100000";
    return in.ask("GET", all).json().getList("series[0].points").size();
  }

  @Test
  void withTheDefaultSettingsAllOfItIsKept() throws Exception {
    try (Application application = application("kept", Map.of())) {
      JsonPath answer = upload(application, capture(0));
      assertThat(answer.getInt("accepted")).isEqualTo(HOURS);
      assertThat(answer.getInt("expired")).isZero();
      awaitStored(application, HOURS);
      upload(application, capture(1));
      awaitStored(application, HOURS + 1);

      assertThat(points(application)).isEqualTo(HOURS + 1);
    }
  }

  @Test
  void withARetentionWhatIsOlderIsExpiredAndTheRestStored() throws Exception {
    try (Application application = application("week", Map.of("RETENTION", "7d"))) {
      JsonPath answer = upload(application, capture(0));

      assertThat(answer.getInt("values")).isEqualTo(HOURS);
      assertThat(answer.getInt("expired")).isBetween(HOURS - A_WEEK, HOURS - A_WEEK + 1);
      assertThat(answer.getInt("accepted") + answer.getInt("expired")).isEqualTo(HOURS);
      int accepted = answer.getInt("accepted");
      awaitStored(application, accepted);
      assertThat(points(application)).isEqualTo(accepted);
      JsonPath stats = application.ask("GET", "/clusterStats").json();
      assertThat(stats.getInt("ingest.expired")).isEqualTo(answer.getInt("expired"));
      assertThat(stats.getInt("ingest.values")).isEqualTo(HOURS);
      assertThat(metrics(application))
          .contains("result=\"expired\"} " + answer.getInt("expired") + ".0");
    }
  }

  /** Under a longer retention the very content that expired is taken. */
  @Test
  void whatExpiredIsAcceptedWhenItIsSentAgainToOneThatKeepsIt() throws Exception {
    int accepted;
    try (Application short7 = application("longer", Map.of("RETENTION", "7d"))) {
      accepted = upload(short7, capture(0)).getInt("accepted");
      awaitStored(short7, accepted);
    }
    try (Application keeps = application("longer", Map.of())) {
      JsonPath again = upload(keeps, capture(0));
      assertThat(again.getBoolean("alreadyIngested")).isFalse();
      assertThat(again.getInt("accepted")).isEqualTo(HOURS);
      awaitStored(keeps, HOURS);
      assertThat(points(keeps)).isEqualTo(HOURS);
      assertThat(upload(keeps, capture(0)).getBoolean("alreadyIngested")).isTrue();
    }
  }
}
