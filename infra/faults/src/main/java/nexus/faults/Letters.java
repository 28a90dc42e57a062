package nexus.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import nexus.local.Api;

/** The cluster's dead letters, as an operator works with them over HTTP. */
final class Letters {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Stage stage;
  private final Api api;
  private final String cluster;

  Letters(Stage stage) {
    this.stage = stage;
    this.api = stage.ingesters().get(0).api();
    this.cluster = "cluster=" + Api.encode(stage.cluster());
  }

  /** Waits until so many are set aside, and no more messages wait. */
  void awaitCount(int letters) throws InterruptedException {
    stage.await(
        "the setting aside of " + letters + " dead letters", PATIENCE, () -> count() == letters);
  }

  void awaitDrain() throws InterruptedException {
    stage.await("the drain", PATIENCE, () -> stage.waiting() == 0);
  }

  private int count() throws InterruptedException {
    return api.get("/clusterStats?" + cluster).path("queue").path("deadLetters").asInt();
  }

  /** Below which all that belongs to them is kept in etcd. */
  String prefix() {
    return "/telemetry/deadletter/" + stage.cluster() + "/";
  }

  /** Two applications put all of them back at once; how many they did. */
  long redriveByTwo() {
    List<CompletableFuture<Long>> both =
        stage.ingesters().stream()
            .limit(2)
            .map(app -> CompletableFuture.supplyAsync(() -> redrive(app)))
            .toList();
    long redriven = both.stream().mapToLong(CompletableFuture::join).sum();
    stage.fault("%d dead letters put back by two at once".formatted(redriven));
    return redriven;
  }

  private long redrive(App app) {
    try {
      var request = new JsonMapper().createObjectNode().put("cluster", stage.cluster());
      return app.api().post("/api/v1/deadletters/redrive", request).path("redriven").asLong();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  /** Removes every one of them; all are to be of this kind. */
  void deleteAll(String kind) throws InterruptedException {
    for (int left = count(); left > 0; left = count()) {
      for (JsonNode letter : api.get("/api/v1/deadletters?" + cluster).path("deadLetters")) {
        stage.check(letter.path("kind").asText().equals(kind), "not a " + kind + ": " + letter);
        delete(letter.path("key").asText());
      }
      if (count() == left) {
        stage.check(false, left + " dead letters cannot be removed");
        return;
      }
    }
  }

  private void delete(String key) throws InterruptedException {
    String path = "/api/v1/deadletters?" + cluster + "&key=" + Api.encode(key);
    Reply reply = Reply.to(stage.ingesters().get(0), "DELETE", path);
    stage.check(reply.status() == 200, "a dead letter was not deleted: " + reply);
  }
}
