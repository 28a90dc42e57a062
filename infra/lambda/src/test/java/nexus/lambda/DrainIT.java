package nexus.lambda;

import static nexus.lambda.Cloud.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import nexus.lambda.S3Bucket.Put;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code drainQueueBatch} out of function.zip, and how a function starts, or does not. */
@ExtendWith(Cloud.Extension.class)
@EnabledOnOs(OS.LINUX)
final class DrainIT {

  private static final String DRAIN = "drainQueueBatch";

  private final Cloud cloud;

  DrainIT(Cloud cloud) {
    this.cloud = cloud;
  }

  private JsonNode drain(String event) throws InterruptedException {
    InvocationResult result = cloud.invoke(DRAIN, event);
    assertThat(result.failed()).as(result.toString()).isFalse();
    return result.json();
  }

  @Test
  void theScheduleDrainsWhatWaitsAndLogsTheQueuesMetrics() throws InterruptedException {
    String csv = Capture.of("scheduled", 10, 1);
    Put put = cloud.bucket().put("cluster=scheduled/a.csv", csv);
    cloud.invoke("ingestCsvChunk", Events.notification(put));
    assertThat(Contents.messages(cloud.etcd(), "scheduled")).isPositive();

    JsonNode drained = drain(Events.scheduled());

    assertThat(drained.path("samples").asLong()).isGreaterThanOrEqualTo(Capture.rows(csv));
    assertThat(drained.path("remaining").asLong()).isZero();
    assertThat(Contents.points(cloud.etcd(), "scheduled")).isEqualTo(Capture.points(csv));
    assertThat(cloud.function(DRAIN).log())
        .contains("\"Namespace\":\"NexusTelemetry\"", "QueueMessages", "QueueOldestAge");
  }

  @Test
  void aRequestNamesItsClusterAndHowManyMessages() throws InterruptedException {
    Put put = cloud.bucket().put("cluster=limited/a.csv", Capture.of("limited", 10, 1));
    cloud.invoke("ingestCsvChunk", Events.notification(put));

    JsonNode first = drain("{\"cluster\":\"limited\",\"maxMessages\":1}");
    JsonNode rest = drain("{\"cluster\":\"limited\"}");

    assertThat(first.path("messages").asLong()).isPositive();
    assertThat(first.path("messages").asLong() + rest.path("messages").asLong()).isEqualTo(2);
    assertThat(rest.path("remaining").asLong()).isZero();
  }

  @Test
  void anEtcdThatIsAwayIsAnErrorAndNoHang() throws InterruptedException {
    cloud.etcd().stop();
    try {
      InvocationResult result = cloud.invoke(DRAIN, Events.scheduled());

      assertThat(result.failed()).as(result.toString()).isTrue();
      assertThat(result.errorMessage()).contains(cloud.etcd().endpoint(), "UNAVAILABLE");
    } finally {
      cloud.etcd().start();
    }
    InvocationResult back = cloud.invokeOnceEtcdIsBack(DRAIN, Events.scheduled());
    assertThat(back.failed()).as(back.toString()).isFalse();
  }

  @Test
  void anEventThatIsNoRequestIsAnError() throws InterruptedException {
    InvocationResult result = cloud.invoke(DRAIN, "{\"maxMessages\":0}");

    assertThat(result.failed()).as(result.toString()).isTrue();
    assertThat(result.errorMessage()).contains("maxMessages");
  }

  @Test
  void aSettingThatCannotBeUsedIsToldAndEndsTheStart() throws InterruptedException {
    try (FunctionProcess function = cloud.launch(DRAIN).variable("POLL_TIMEOUT", "soon").start()) {
      InvocationResult result = function.invoke(Events.scheduled(), TIMEOUT);

      assertThat(result.failed()).as(result.toString()).isTrue();
      assertThat(function.log()).contains("POLL_TIMEOUT=soon cannot be used");
    }
  }

  @Test
  void behindASnapshotTheFunctionReachesTheEtcdThatIsThereThen() throws InterruptedException {
    try (FunctionProcess function = cloud.launch(DRAIN).snapStart().start()) {
      function.awaitSnapshot(TIMEOUT);
      cloud.etcd().stop();
      cloud.etcd().start();
      function.restore();

      InvocationResult result = function.invoke(Events.scheduled(), TIMEOUT);

      assertThat(result.failed()).as(result.toString()).isFalse();
    }
  }
}
