package nexus.functions;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import nexus.functions.testing.Await;
import nexus.functions.testing.Csv;
import nexus.functions.testing.EtcdResource;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.jetcd.EtcdAdmin;
import nexus.telemetry.kv.jetcd.EtcdKv;
import nexus.telemetry.kv.jetcd.EtcdServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A process that drains by itself, and its etcd, which comes and goes. */
@QuarkusTest
@QuarkusTestResource(
    value = EtcdResource.class,
    restrictToAnnotatedClass = true,
    initArgs = {
      @ResourceArg(name = "DRAIN_ENABLED", value = "true"),
      @ResourceArg(name = "PROCESSING_INTERVAL", value = "1h"),
      @ResourceArg(name = "POLL_TIMEOUT", value = "2s"),
      @ResourceArg(name = "COLLECTOR_ID", value = "rack-7"),
    })
final class EtcdAwayIT {

  private EtcdServer etcd;
  private boolean away;

  @AfterEach
  void bringBack() {
    if (away) {
      start();
    }
  }

  private void stop() {
    etcd.stop();
    away = true;
  }

  private void start() {
    etcd.start();
    away = false;
  }

  private static int upload(String host) {
    return given()
        .contentType("text/csv")
        .body(Csv.series(host, "M", 1))
        .when()
        .post("/api/v1/csv/upload")
        .statusCode();
  }

  private static boolean stored(String host) {
    return given().queryParam("gpu", host + "/0").when().get("/queryGpu").statusCode() == 200;
  }

  private static boolean healthy() {
    return given().when().get("/health").statusCode() == 200;
  }

  @Test
  void aChangeOfTheQueueIsDrainedAtOnce() {
    assertThat(upload("at-once")).isEqualTo(200);

    Await.until("stored", () -> stored("at-once"));
  }

  @Test
  void whileEtcdIsAwayEveryAnswerSaysSoAndSoon() {
    stop();
    long begin = System.nanoTime();
    given()
        .when()
        .get("/health")
        .then()
        .statusCode(503)
        .body("status", equalTo("DOWN"))
        .body("checks.etcd.reachable", equalTo(false))
        .body("checks.etcd.error", startsWith("etcd "));
    given().when().get("/ready").then().statusCode(503).body("status", equalTo("NOT_READY"));
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));

    unavailable("/queryGpu?gpu=a/0");
    unavailable("/clusterStats");
    unavailable("/metrics");
    given()
        .when()
        .get("/metrics?process=only")
        .then()
        .statusCode(200)
        .body(containsString("nexus_etcd_request_seconds_count{"));
    given()
        .urlEncodingEnabled(false)
        .when()
        .get("/api/v1/query?query=up")
        .then()
        .statusCode(503)
        .header("Retry-After", "1")
        .body("errorType", equalTo("unavailable"));
    given()
        .contentType("text/csv")
        .body(Csv.series("away", "M", 1))
        .when()
        .post("/api/v1/csv/upload")
        .then()
        .statusCode(503)
        .header("Retry-After", "1")
        .body("error.code", equalTo("etcd_unavailable"));
  }

  private static void unavailable(String path) {
    given()
        .urlEncodingEnabled(false)
        .when()
        .get(path)
        .then()
        .statusCode(503)
        .header("Retry-After", "1")
        .body("error.code", equalTo("etcd_unavailable"));
  }

  @Test
  void whatWasRefusedIsStoredWhenItIsSentAgainAndTheWatchIsBackToo() {
    stop();
    assertThat(upload("again")).isEqualTo(503);
    start();
    Await.until("healthy", EtcdAwayIT::healthy);
    Await.until("ingested", () -> upload("again") == 200);

    Await.until("stored", () -> stored("again"));
    assertThat(upload("later")).isEqualTo(200);
    Await.until("stored", () -> stored("later"));
  }

  @Test
  void whileTheDatabaseIsFullUploadsAreRefusedAndStoredWhenTheyAreSentAgain() {
    try (EtcdAdmin admin = new EtcdAdmin(etcd.endpoint())) {
      admin.raiseNoSpace();
      try {
        given()
            .contentType("text/csv")
            .body(Csv.series("full", "M", 1))
            .when()
            .post("/api/v1/csv/upload")
            .then()
            .statusCode(503)
            .header("Retry-After", "60")
            .body("error.code", equalTo("database_full"));
        assertThat(given().when().get("/clusterStats").statusCode()).isEqualTo(200);
      } finally {
        assertThat(admin.disarm()).isEqualTo(1);
      }
    }

    Await.until("ingested", () -> upload("full") == 200);
    Await.until("stored", () -> stored("full"));
  }

  @Test
  void whoDrainsIsNamedInItsClaimsAndMetrics() {
    assertThat(upload("named")).isEqualTo(200);

    Keyspace keys = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);
    Range claims = Range.prefix(keys.claim("local-cluster", ""));
    try (Kv kv = new EtcdKv(etcd.config())) {
      Await.until(
          "claimed",
          () ->
              KvFutures.await(kv.range(claims)).entries().stream()
                  .anyMatch(claim -> new String(claim.value(), UTF_8).equals("rack-7")));
    }
    given()
        .queryParam("process", "only")
        .when()
        .get("/metrics")
        .then()
        .body(containsString("nexus_collector_info{collector=\"rack-7\"} 1"));
  }

  @Test
  void anEtcdThatHangsIsToldWithinTheDeadline() {
    etcd.pause();
    try {
      long begin = System.nanoTime();
      given().when().get("/ready").then().statusCode(503);
      given().when().get("/health").then().statusCode(503);
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    } finally {
      etcd.resume();
    }
    Await.until("healthy", EtcdAwayIT::healthy);
  }
}
