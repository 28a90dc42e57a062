package nexus.functions;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import nexus.functions.testing.EtcdResource;
import nexus.telemetry.model.Timestamps;
import org.junit.jupiter.api.Test;

/** Hours of GPUs over HTTP, of an uploaded capture. */
@QuarkusTest
@QuarkusTestResource(value = EtcdResource.class, restrictToAnnotatedClass = true)
final class UsageIT {

  private static final long T0 = Timestamps.parse("2026-01-01T00:00:00Z");

  private static String time(long minute) {
    return Timestamps.format(T0 + minute * 60_000L);
  }

  /** Two GPUs, a sample a minute for two hours; one works for a pod, one holds memory. */
  private static String capture() {
    StringBuilder rows =
        new StringBuilder("timestamp,metric_name,gpu_id,Hostname,UUID,namespace,pod,value\n");
    for (int minute = 0; minute < 120; minute++) {
      for (int gpu = 0; gpu < 2; gpu++) {
        row(rows, minute, gpu, "DCGM_FI_DEV_GPU_UTIL", gpu == 0 ? 95 : 0);
        row(rows, minute, gpu, "DCGM_FI_DEV_FB_USED", 40_000);
        row(rows, minute, gpu, "DCGM_FI_DEV_FB_FREE", 40_000);
        row(rows, minute, gpu, "DCGM_FI_DEV_POWER_USAGE", gpu == 0 ? 600 : 60);
      }
    }
    return rows.toString();
  }

  private static void row(StringBuilder to, int minute, int gpu, String metric, double value) {
    to.append(
        "%s,%s,%d,n0,GPU-%d,%s,%s,%s\n"
            .formatted(
                time(minute),
                metric,
                gpu,
                gpu,
                gpu == 0 ? "ml" : "",
                gpu == 0 ? "\"a,b\"" : "",
                value));
  }

  private static void upload() {
    given()
        .queryParam("cluster", "used")
        .contentType("text/csv")
        .body(capture())
        .post("/api/v1/csv/upload")
        .then()
        .statusCode(200);
    given()
        .contentType("application/json")
        .body("{\"cluster\":\"used\"}")
        .post("/drainQueueBatch")
        .then()
        .statusCode(200);
  }

  private static Response ask(String query) {
    return given()
        .urlEncodingEnabled(false)
        .get("/api/v1/usage?cluster=used&from=" + time(0) + "&to=" + time(120) + query);
  }

  @Test
  void hoursAreToldAsJsonAndAsCsvPageByPage() {
    upload();
    JsonPath byNamespace = ask("&by=namespace").jsonPath();
    assertThat(byNamespace.getList("data.namespace")).containsExactly("", "ml");
    assertThat(byNamespace.getFloat("data[0].hours.wasted")).isEqualTo(2);
    assertThat(byNamespace.getFloat("data[1].hours.working")).isEqualTo(2);
    assertThat(byNamespace.getFloat("data[1].energyKwh")).isEqualTo(1.2f);
    assertThat(byNamespace.getString("data[1].energyFrom")).isEqualTo("power");
    assertThat(byNamespace.getFloat("data[1].utilization")).isEqualTo(95);
    assertThat(byNamespace.getString("data[1].tensorActivity")).isNull();

    JsonPath hourly = ask("&by=gpu&step=1h&limit=3").jsonPath();
    assertThat(hourly.getInt("total")).isEqualTo(4);
    assertThat(hourly.getList("data.from")).containsExactly(time(0), time(0), time(60));
    assertThat(
            ask("&by=gpu&step=1h&limit=3&cursor=" + hourly.getString("cursor"))
                .jsonPath()
                .getList("data.gpu"))
        .containsExactly("1");

    Response csv = ask("&by=pod&format=csv");
    assertThat(csv.contentType()).startsWith("text/csv");
    assertThat(csv.asString().lines())
        .contains(time(0) + "," + time(120) + ",,,,ml,\"a,b\",1,2,0,0,0,0,0,0,2,1.2,power,95,");
  }

  @Test
  void pagesOfATimeThatMovesWithNowEnd() {
    upload();
    long days = Duration.between(Instant.parse(time(0)), Instant.now()).toDays() + 1;
    for (String step : new String[] {"", "&step=1d"}) {
      String query = "/api/v1/usage?cluster=used&by=gpu&limit=1&from=now-" + days + "d" + step;
      JsonPath first = given().get(query).jsonPath();
      JsonPath second = given().get(query + "&cursor=" + first.getString("cursor")).jsonPath();

      assertThat(first.getList("data.gpu")).as(step).containsExactly("0");
      assertThat(second.getList("data.gpu")).as(step).containsExactly("1");
      assertThat(second.getString("cursor")).as(step).isNull();
    }
  }

  @Test
  void whatCannotBeAskedIsRefusedByName() {
    for (String[] wrong :
        new String[][] {
          {"by=uuid", "by"}, {"step=1s", "step"}, {"step=x", "step"}, {"format=ndjson", "format"}
        }) {
      Response refused = given().get("/api/v1/usage?" + wrong[0]);
      assertThat(refused.statusCode()).as(wrong[0]).isEqualTo(400);
      assertThat(refused.jsonPath().getString("error.field")).isEqualTo(wrong[1]);
    }
  }
}
