package nexus.functions.events;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import nexus.functions.testing.Await;
import nexus.functions.testing.Csv;
import nexus.functions.testing.EtcdResource;
import nexus.telemetry.kv.jetcd.EtcdServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Events over HTTP, of a real etcd and a drain that runs by itself. */
@QuarkusTest
@QuarkusTestResource(
    value = EtcdResource.class,
    restrictToAnnotatedClass = true,
    initArgs = @ResourceArg(name = "DRAIN_ENABLED", value = "true"))
@Timeout(60)
final class EventsIT {

  private static final String UTIL = "DCGM_FI_DEV_GPU_UTIL";

  @Inject ClusterFeeds feeds;

  EtcdServer etcd;

  private final List<Ear> open = new ArrayList<>();

  @AfterEach
  void leave() throws IOException {
    for (Ear ear : open) {
      ear.close();
    }
    Await.until("nothing is watched any more", () -> feeds.watched() == 0);
  }

  private Ear listen(String cluster) throws IOException {
    Ear ear = new Ear(cluster);
    open.add(ear);
    return ear;
  }

  private static void upload(String cluster, String csv) {
    given()
        .queryParam("cluster", cluster)
        .contentType("text/csv")
        .body(csv)
        .when()
        .post("/api/v1/csv/upload")
        .then()
        .statusCode(200);
  }

  /** Reads an answer's lines as they come. */
  private static final class Ear implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader lines;

    Ear(String cluster) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port);
      String request =
          "GET /api/v1/events?cluster=" + cluster + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.UTF_8));
      lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The next line that begins so; null when the answer ends before. */
    String await(String begin) throws IOException {
      String line = lines.readLine();
      while (line != null && !line.startsWith(begin)) {
        line = lines.readLine();
      }
      return line;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void anUploadIsToldOfWithoutAsking() throws IOException {
    upload("told", Csv.series("told-a", UTIL, 1, 2, 3));
    Ear ear = listen("told");
    assertThat(ear.await("HTTP/1.1")).contains("200");
    assertThat(ear.await("Content-Type")).contains("text/event-stream");
    assertThat(ear.await("data: ")).contains("\"cluster\":\"told\"");

    upload("told", Csv.series("told-b", UTIL, 50));

    assertThat(ear.await("data: {\"revision\"")).contains("\"told-b\"");
    String stats = ear.await("data: {\"cluster\"");
    assertThat(stats).contains("\"hosts\":2");
  }

  @Test
  void twoListenersOfAClusterShareAWatch() throws IOException {
    upload("shared", Csv.series("shared-a", UTIL, 1));
    Ear one = listen("shared");
    Ear other = listen("shared");
    one.await("data: ");
    other.await("data: ");

    assertThat(feeds.watched()).isEqualTo(1);
    upload("shared", Csv.series("shared-b", UTIL, 1));
    assertThat(one.await("data: {\"revision\"")).contains("shared-b");
    assertThat(other.await("data: {\"revision\"")).contains("shared-b");
  }

  @Test
  void whatIsWrongIsToldAsAnError() {
    given()
        .when()
        .get("/api/v1/events?cluster=nobody")
        .then()
        .statusCode(404)
        .contentType("application/json")
        .body("error.field", equalTo("cluster"));
    given().when().get("/api/v1/events?cluster=a%2Fb").then().statusCode(400);
    given()
        .when()
        .get("/api/v1/events?since=1")
        .then()
        .statusCode(400)
        .body("error.field", equalTo("since"));
    given().when().post("/api/v1/events").then().statusCode(405);
  }

  @Test
  void oneListenerTooManyIsToldToComeAgain() throws IOException {
    upload("crowd", Csv.series("crowd-a", UTIL, 1));
    for (int i = 0; i < ClusterFeeds.MAX_LISTENERS; i++) {
      assertThat(listen("crowd").await("data: ")).isNotNull();
    }

    given()
        .when()
        .get("/api/v1/events?cluster=crowd")
        .then()
        .statusCode(503)
        .header("Retry-After", "1")
        .body("error.code", equalTo("too_many_listeners"));
    open.remove(0).close();
    Await.until(
        "there is room again",
        () -> {
          try {
            Ear late = listen("crowd");
            return late.await("HTTP/1.1").contains("200");
          } catch (IOException e) {
            return false;
          }
        });
  }

  @Test
  void afterEtcdWasAwayListenersAreToldAgain() throws IOException {
    upload("away", Csv.series("away-a", UTIL, 1));
    Ear ear = listen("away");
    ear.await("data: ");
    etcd.stop();
    etcd.start();
    Await.until("etcd is there again", () -> given().when().get("/ready").getStatusCode() == 200);
    upload("away", Csv.series("away-b", UTIL, 1));

    // What was stored before may be told once more, and again after the listing anew.
    String told = ear.await("data: {\"revision\"");
    while (told != null && !told.contains("away-b")) {
      told = ear.await("data: {\"revision\"");
    }
    assertThat(told).isNotNull();
  }
}
