package nexus.functions.damage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static nexus.functions.damage.FullStore.CLUSTER;
import static nexus.functions.damage.FullStore.POINTS;
import static nexus.functions.damage.FullStore.UTIL;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import nexus.functions.http.Endpoint;
import nexus.functions.http.EndpointTable;
import nexus.functions.testing.Asker;
import nexus.functions.testing.Csv;
import nexus.functions.testing.EtcdResource;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.keys.Partitions;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.model.Sha256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One value after the other of a store that has all there are is damaged in every way, and
 * everything is asked: nothing fails, nothing else is lost, and what can be built anew is.
 */
@QuarkusTest
@QuarkusTestResource(
    value = EtcdResource.class,
    restrictToAnnotatedClass = true,
    initArgs = @ResourceArg(name = "RETENTION", value = "3650d"))
@Timeout(300)
final class DamagedStoreIT {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** What the paths' parameters are here. */
  private static final Map<String, String> PATH =
      Map.of("cluster", CLUSTER, "host", "a", "gpu", "0", "id", "a:0", "file", "app.js");

  /** Kinds that stay as they are where nothing comes to take their place: they are told of. */
  private static final Set<String> STAY =
      Set.of(
          "block",
          "newest-block",
          "incidents",
          "letter",
          "letter-bytes",
          "block-letter",
          "block-letter-bytes",
          "plan",
          "failure",
          "formats",
          "listed-upload",
          "expired",
          "expiring",
          "expiring-waits");

  private static final Set<String> BLOCKS = Set.of("block", "newest-block");

  /** Kinds whose bytes are kept under a letter. */
  private static final Set<String> SET_ASIDE =
      Set.of(
          "message",
          "block",
          "newest-block",
          "metadata",
          "latest",
          "incidents",
          "uuid",
          "drain-counter",
          "ingest-counter");

  /** Seconds since 1970, where samples are. */
  private static final long STORED_AT = 1_767_225_600;

  @Inject Kv kv;
  @Inject Keyspace keys;
  @Inject EndpointTable endpoints;

  private static FullStore store;

  private static Asker.Reply send(String method, String path, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + RestAssured.port + path))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .timeout(Duration.ofSeconds(30));
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<byte[]> answer =
        HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    Map<String, String> told = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    answer.headers().map().forEach((name, values) -> told.put(name, values.get(0)));
    return new Asker.Reply(answer.statusCode(), told, answer.body());
  }

  private FullStore store() throws Exception {
    if (store == null) {
      FullStore full = new FullStore(kv, keys, DamagedStoreIT::send);
      full.write();
      store = full;
    }
    return store;
  }

  @AfterEach
  void makeWhole() {
    if (store != null) {
      store.restore();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "message",
        "attempts",
        "claim",
        "letter",
        "letter-bytes",
        "block-letter",
        "block-letter-bytes",
        "ledger-entry",
        "plan",
        "failure",
        "listed-upload",
        "formats",
        "metadata",
        "block",
        "newest-block",
        "latest",
        "incidents",
        "uuid",
        "drain-counter",
        "ingest-counter",
        "expired",
        "expiring",
        "expiring-waits",
      })
  void whateverIsDamagedNothingFailsAndNothingElseIsLost(String kind) throws Exception {
    String key = store().kinds().get(kind);
    List<String> problems = new ArrayList<>();
    for (Map.Entry<String, byte[]> garbage : Garbage.instead(store.wholeValue(key)).entrySet()) {
      try {
        damage(kind, key, kind + ", " + garbage.getKey(), garbage.getValue());
      } catch (AssertionError e) {
        problems.add(e.getMessage());
      } finally {
        store.restore();
      }
    }
    assertThat(problems).isEmpty();
  }

  private void damage(String kind, String key, String damage, byte[] garbage) throws Exception {
    store.put(key, garbage);

    askEverything(damage);
    store.drain();
    store.upload(FullStore.stored());
    store.upload(countedAt(key));
    store.drain();
    askEverything(damage + ", afterwards");

    assertNothingElseIsLost(damage, kind);
    assertTold(damage, kind, key);
    if (!STAY.contains(kind)) {
      assertThat(store.value(key)).as(damage).isNotEqualTo(garbage);
    }
  }

  /** Every path that is read, and some of them in other ways. */
  private void askEverything(String damage) throws Exception {
    for (String path : paths()) {
      Asker.Reply reply = send("GET", path, null);
      String told = damage + ": " + path + ": " + new String(reply.body(), UTF_8);
      if (reply.status() == 424) {
        assertThat(reply.json().getString("error.code")).as(told).isEqualTo("store_corrupt");
        assertThat(reply.json().getString("error.message")).as(told).contains("cannot be read");
      } else {
        assertThat(reply.status()).as(told).isEqualTo(200);
      }
    }
    String redrive = "/api/v1/deadletters/redrive";
    String body = "{\"cluster\":\"" + CLUSTER + "\",\"key\":\"none\"}";
    assertThat(send("POST", redrive, body, "Content-Type", "application/json").status())
        .as(damage)
        .isEqualTo(400);
  }

  private List<String> paths() {
    List<String> paths = new ArrayList<>();
    for (Endpoint endpoint : endpoints.all()) {
      if (endpoint.methods().contains("GET") && !endpoint.path().endsWith("/events")) {
        paths.add(path(endpoint));
      }
    }
    String in = "cluster=" + CLUSTER;
    paths.add("/queryGpu?gpu=a/0&" + in);
    paths.add("/queryGpu?gpu=a/0&from=0&to=now&step=1h&" + in);
    paths.add("/queryGpu?gpu=b/0&from=0&to=now&" + in);
    paths.add("/queryGpu?gpu=GPU-a&" + in);
    paths.add("/queryGpu?gpu=GPU-a&from=0&to=now&" + in);
    paths.add("/api/v1/gpus/GPU-a/telemetry?start_time=0&" + in);
    paths.add("/api/v1/gpus/a:0/telemetry?start_time=0&format=csv&" + in);
    paths.add("/api/v1/gpus/a:0/telemetry?format=ndjson&" + in);
    paths.add("/api/v1/telemetry/latest?format=csv&" + in);
    paths.add("/api/v1/ingests/" + store.planned() + "?" + in);
    paths.add("/metrics?names=new&" + in);
    paths.add("/clusterStats?top=3&metric=" + UTIL + "&" + in);
    return paths;
  }

  private String path(Endpoint endpoint) {
    String path = endpoint.path().replace("{upload}", store.upload()).replace("{label}", "gpu");
    for (Map.Entry<String, String> parameter : PATH.entrySet()) {
      path = path.replace("{" + parameter.getKey() + "}", parameter.getValue());
    }
    assertThat(path).doesNotContain("{");
    boolean inQuery =
        endpoint.parameters().stream().anyMatch(names -> names.contains("cluster"))
            && !endpoint.path().contains("{cluster}");
    String query = inQuery ? "?cluster=" + CLUSTER : "";
    String needed =
        switch (endpoint.path()) {
          case "/queryGpu" -> "&gpu=a/0&from=0";
          case "/api/v1/query" -> "&query=" + UTIL + "&time=" + STORED_AT;
          case "/api/v1/format_query" -> "&query=" + UTIL;
          case "/api/v1/query_range" ->
              "&query=" + UTIL + "&start=" + STORED_AT + "&end=" + (STORED_AT + 60) + "&step=15";
          case "/api/v1/series" ->
              "&match%5B%5D=" + UTIL + "&start=" + STORED_AT + "&end=" + (STORED_AT + 60);
          case "/api/v1/labels", "/api/v1/label/{label}/values" ->
              "&start=" + STORED_AT + "&end=" + (STORED_AT + 60);
          default -> "";
        };
    return path + (query.isEmpty() ? needed.replaceFirst("&", "?") : query + needed);
  }

  /** A new upload whose part of the sums is where the damaged key is, if that is one of theirs. */
  private String countedAt(String key) {
    for (int i = 0; ; i++) {
      String csv = Csv.series("d", UTIL, 1) + "\n".repeat(i);
      String upload = Sha256.hex(csv).substring(0, 32);
      String shard = new Partitions(16).of(upload + "-0");
      if (!key.startsWith(keys.ingestCounters(CLUSTER)) || key.endsWith("/" + shard)) {
        return csv;
      }
    }
  }

  private static JsonPath good(String path) throws Exception {
    Asker.Reply reply = send("GET", path + "&cluster=" + CLUSTER, null);
    assertThat(reply.status()).as(new String(reply.body(), UTF_8)).isEqualTo(200);
    return reply.json();
  }

  private static List<?> points(String gpu) throws Exception {
    List<?> points = good("/queryGpu?from=0&to=now&gpu=" + gpu).getList("series[0].points");
    return points == null ? List.of() : points;
  }

  private void assertNothingElseIsLost(String damage, String kind) throws Exception {
    for (String host : List.of("a", "b")) {
      boolean lost = kind.equals("message") && store.hostOfMessage().equals(host);
      boolean damaged = BLOCKS.contains(kind) && host.equals("a");
      assertThat(points(host + "/0").size())
          .as(damage + ", points of " + host)
          .isEqualTo(lost ? POINTS - 2 : damaged ? POINTS - store.pointsOf(kind) : POINTS);
    }
    assertThat(points("d/0")).as(damage).hasSize(1);
    assertThat(points("GPU-d")).as(damage).hasSize(1);
  }

  /** What was set aside has a letter; of blocks the answer says what is missing. */
  private void assertTold(String damage, String kind, String key) throws Exception {
    if (SET_ASIDE.contains(kind)) {
      assertThat(good("/api/v1/deadletters?limit=100").<String>getList("deadLetters.source"))
          .as(damage)
          .contains(key);
    }
    if (BLOCKS.contains(kind)) {
      assertThat(good("/queryGpu?from=0&to=now&gpu=a/0").getList("missing")).as(damage).hasSize(1);
    }
  }

  @Test
  void everyKindOfKeyIsAmongThem() throws Exception {
    assertThat(store().kinds().keySet()).hasSize(23);
  }
}
