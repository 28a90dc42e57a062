package nexus.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.SortedMap;
import nexus.lambda.HttpApi.Reply;
import nexus.lambda.S3Bucket.Put;
import nexus.telemetry.model.GpuId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code queryGpu} and {@code clusterStats} out of function.zip, as an HTTP API invokes them. */
@ExtendWith(Cloud.Extension.class)
@EnabledOnOs(OS.LINUX)
final class HttpIT {

  private final Cloud cloud;
  private final HttpApi http;

  HttpIT(Cloud cloud) {
    this.cloud = cloud;
    this.http = new HttpApi(cloud);
  }

  /** Uploads, and drains. */
  private JsonNode store(String cluster, byte[] csvGzip) throws InterruptedException {
    Put put = cloud.bucket().put("cluster=" + cluster + "/a.csv.gz", csvGzip);
    InvocationResult result = cloud.invoke("ingestCsvChunk", Events.notification(put));
    assertThat(result.failed()).as(result.toString()).isFalse();
    drain();
    return result.json().path("objects").path(0);
  }

  private void drain() throws InterruptedException {
    InvocationResult drained = cloud.invoke("drainQueueBatch", Events.scheduled());
    assertThat(drained.failed()).as(drained.toString()).isFalse();
  }

  @Test
  void aGpuIsAskedForByAliasAndUuidWithSeveralMetrics() throws InterruptedException {
    store("several", Capture.gzip(Capture.of("several", 5, 1)));

    Reply newest = http.get("/queryGpu?cluster=several&gpu=several/0");
    Reply two =
        http.get(
            "/queryGpu?cluster=several&gpu=GPU-several-1"
                + "&metric=DCGM_FI_DEV_GPU_UTIL&metric=DCGM_FI_DEV_GPU_TEMP");

    assertThat(newest.status()).isEqualTo(200);
    assertThat(newest.headers().path("Content-Type").asText()).isEqualTo("application/json");
    assertThat(newest.json().path("series")).hasSize(3);
    assertThat(two.json().path("series").findValuesAsText("metric"))
        .containsExactly("DCGM_FI_DEV_GPU_TEMP", "DCGM_FI_DEV_GPU_UTIL");
    assertThat(two.json().path("host").asText()).isEqualTo("several");
  }

  @Test
  void statisticsAreOfTheClusterAskedFor() throws InterruptedException {
    store("figures", Capture.gzip(Capture.of("figures", 5, 1)));

    Reply stats = http.get("/clusterStats?cluster=figures&top=1");

    assertThat(stats.status()).isEqualTo(200);
    assertThat(stats.body()).contains("\"figures\"");
  }

  @Test
  void whatCannotBeAnsweredHasItsStatusAndSaysWhy() throws InterruptedException {
    Reply noGpu = http.get("/queryGpu");
    Reply unknownParameter = http.get("/queryGpu?gpu=a/0&gpus=b/0");
    Reply badTime = http.get("/queryGpu?gpu=a/0&from=yesterday");
    Reply badStats = http.get("/clusterStats?top=many");
    Reply unknownGpu = http.get("/queryGpu?gpu=nobody/0");
    Reply unknownUpload = http.get("/api/v1/ingests/nothing");
    Reply unknownPath = http.get("/elsewhere");
    Reply posted = http.ask("POST", "/queryGpu?gpu=a/0");

    for (Reply reply : new Reply[] {noGpu, unknownParameter, badTime, badStats}) {
      assertThat(reply.status()).as(reply.body()).isEqualTo(400);
      assertThat(reply.json().path("error").path("code").asText()).isEqualTo("invalid_input");
      assertThat(reply.json().path("error").path("field").asText()).isNotEmpty();
    }
    assertThat(unknownGpu.status()).isEqualTo(404);
    assertThat(unknownUpload.status()).isEqualTo(404);
    assertThat(unknownPath.status()).isEqualTo(404);
    assertThat(posted.status()).isEqualTo(405);
  }

  @Test
  void anAnswerIsCompressedForWhoAcceptsIt() throws InterruptedException {
    store("zipped", Capture.gzip(Capture.of("zipped", 100, 1)));
    String path =
        "/queryGpu?cluster=zipped&gpu=zipped/0&from=2025-12-31T00:00:00Z&to=2026-01-02T00:00:00Z";

    Reply plain = http.get(path);
    Reply zipped = http.get(path, "accept-encoding", "br, gzip");

    assertThat(zipped.headers().path("Content-Encoding").asText()).isEqualTo("gzip");
    assertThat(plain.headers().has("Content-Encoding")).isFalse();
    assertThat(zipped.body()).isEqualTo(plain.body());
    assertThat(zipped.bytes()).isLessThan(plain.bytes() / 2);
  }

  @Test
  void anAnswerOfMoreThanSixMegabytesComesInPagesThatLambdaTakes() throws InterruptedException {
    SortedMap<String, SortedMap<Long, Double>> points =
        LargeGpu.store(cloud.etcd(), "large", new GpuId("large", "0"));
    String path =
        "/queryGpu?cluster=large&gpu=large/0&limit=100000"
            + "&from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z";

    Reply first = http.get(path);
    Reply second = http.get(path + "&cursor=" + first.json().path("cursor").asText());

    assertThat(first.status()).isEqualTo(200);
    assertThat(first.bytes() + second.bytes()).isGreaterThan(RuntimeApi.MAX_RESPONSE_BYTES);
    assertThat(second.json().path("cursor").isTextual()).isFalse();
    assertThat(http.points("large", "large/0").equals(points)).as("pages join").isTrue();
  }

  @Test
  void progressTellsOfChunksPlannedDoneAndFailed() throws InterruptedException {
    String key = "cluster=progress/a.csv";
    Put put = cloud.unversionedBucket().put(key, Capture.of("progress", 260, 1));
    JsonNode planned = cloud.invoke("ingestCsvChunk", Events.notification(put)).json();
    String path =
        "/api/v1/ingests/" + planned.at("/objects/0/upload").asText() + "?cluster=progress";
    var calls = cloud.invocations().take();

    assertThat(progress(path)).isEqualTo("RUNNING 3 0 0");
    cloud.invoke("ingestCsvChunk", calls.get(1).payload());
    assertThat(progress(path)).isEqualTo("RUNNING 3 1 0");
    cloud.unversionedBucket().put(key, "replaced");
    cloud.invoke("ingestCsvChunk", calls.get(0).payload());
    assertThat(progress(path)).isEqualTo("FAILED 3 1 1");
    assertThat(calls.get(0).payload())
        .contains("\"chunk\":" + http.get(path).json().at("/failures/0/chunk") + "}");
    cloud.unversionedBucket().put(key, Capture.of("progress", 260, 1));
    cloud.invoke("ingestCsvChunk", calls.get(0).payload());
    cloud.invoke("ingestCsvChunk", calls.get(2).payload());

    assertThat(progress(path)).isEqualTo("DONE 3 3 0");
    JsonNode done = http.get(path).json();
    assertThat(done.path("accepted").asInt()).isEqualTo(260 * 6);
    assertThat(done.path("firstTime").asText()).startsWith("2026-01-01T00:00:00");
    assertThat(done.path("lastTime").asText()).startsWith("2026-01-01T00:04:19");
    assertThat(done.at("/source/key").asText()).isEqualTo(key);
    JsonNode listed = http.get("/api/v1/ingests?cluster=progress").json();
    assertThat(listed.path("ingests")).hasSize(1);
    assertThat(listed.at("/ingests/0/status").asText()).isEqualTo("DONE");
    drain();
  }

  private String progress(String path) throws InterruptedException {
    Reply reply = http.get(path);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    JsonNode json = reply.json();
    JsonNode chunks = json.path("chunks");
    return json.path("status").asText()
        + " "
        + chunks.path("planned").asInt()
        + " "
        + chunks.path("done").asInt()
        + " "
        + chunks.path("failed").asInt();
  }

  @Test
  void whileEtcdIsAwayTheAnswerIs503() throws InterruptedException {
    cloud.etcd().stop();
    try {
      for (String path : new String[] {"/queryGpu?gpu=a/0", "/clusterStats"}) {
        Reply reply = http.get(path);
        assertThat(reply.status()).as(() -> reply.body() + http.log(path)).isEqualTo(503);
        assertThat(reply.headers().path("Retry-After").asText()).isEqualTo("1");
        assertThat(reply.json().at("/error/code").asText()).isEqualTo("etcd_unavailable");
      }
    } finally {
      cloud.etcd().start();
    }
    long end = System.nanoTime() + Cloud.TIMEOUT.toNanos();
    Reply back = http.get("/queryGpu?gpu=a/0");
    while (back.status() == 503 && System.nanoTime() < end) {
      back = http.get("/queryGpu?gpu=a/0");
    }
    assertThat(back.status()).as(back.body()).isEqualTo(404);
  }
}
