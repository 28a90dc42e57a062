package nexus.functions;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import nexus.functions.testing.Await;
import nexus.functions.testing.EtcdResource;
import org.junit.jupiter.api.Test;

/** A process that replays the sample to itself. */
@QuarkusTest
@QuarkusTestResource(
    value = EtcdResource.class,
    restrictToAnnotatedClass = true,
    initArgs = {
      @ResourceArg(name = "CSV_FILE", value = "sample"),
      @ResourceArg(name = "STREAM_INTERVAL", value = "50ms"),
      @ResourceArg(name = "LOOP_MODE", value = "true"),
      @ResourceArg(name = "DRAIN_ENABLED", value = "true"),
      @ResourceArg(name = "CLUSTER_ID", value = "replayed"),
    })
final class ReplayIT {

  private static JsonPath stats() {
    return given().when().get("/clusterStats").then().statusCode(200).extract().jsonPath();
  }

  @Test
  void theSampleIsStreamedAsIfItWasTakenNowAgainAndAgain() {
    Await.until("more than the file has", () -> stats().getLong("ingest.rows") > 2_600);
    Await.until("stored", () -> stats().getInt("gpus") == 12);

    JsonPath stats = stats();
    assertThat(stats.getString("cluster")).isEqualTo("replayed");
    assertThat(stats.getInt("staleGpus")).isZero();
    assertThat(stats.getLong("ingest.rejected")).isZero();
  }
}
