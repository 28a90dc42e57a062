package nexus.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import nexus.telemetry.etcd.EtcdServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code drainQueueBatch} out of function.zip, on a real etcd. */
final class DrainIT {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final String SCHEDULED =
      """
      {"version":"0","id":"1","detail-type":"Scheduled Event","source":"aws.scheduler",\
      "account":"123456789012","time":"2026-01-01T00:00:00Z","region":"eu-central-1",\
      "resources":[],"detail":"{}"}""";

  private static EtcdServer etcd;
  private static FunctionFolder zip;
  private static FunctionProcess drain;

  @BeforeAll
  static void start() {
    etcd = EtcdServer.launch();
    zip = FunctionFolder.ofProject();
    drain =
        new Launch(zip, "drainQueueBatch")
            .variable("ETCD_ENDPOINTS", etcd.endpoint())
            .variable("POLL_TIMEOUT", "2s")
            .start();
  }

  @AfterAll
  static void stop() {
    drain.close();
    zip.close();
    etcd.close();
  }

  @Test
  void aScheduledEventDrainsAnEmptyQueue() throws InterruptedException {
    InvocationResult result = drain.invoke(SCHEDULED, TIMEOUT);

    assertThat(result.failed()).as(result.toString()).isFalse();
    assertThat(result.json().path("messages").asLong()).isZero();
    assertThat(result.json().path("remaining").asLong()).isZero();
  }

  @Test
  void anEtcdThatIsAwayIsAnErrorAndNoHang() throws InterruptedException {
    etcd.stop();
    try {
      InvocationResult result = drain.invoke(SCHEDULED, TIMEOUT);

      assertThat(result.failed()).as(result.toString()).isTrue();
      assertThat(result.errorMessage()).contains(etcd.endpoint(), "UNAVAILABLE");
    } finally {
      etcd.start();
    }
    assertThat(drain.invoke(SCHEDULED, TIMEOUT).failed()).isFalse();
  }

  @Test
  void anEventThatIsNoRequestIsAnError() throws InterruptedException {
    InvocationResult result = drain.invoke("{\"maxMessages\":0}", TIMEOUT);

    assertThat(result.failed()).as(result.toString()).isTrue();
    assertThat(result.errorMessage()).contains("maxMessages");
  }

  @Test
  void aSettingThatCannotBeUsedIsToldByTheFirstInvocation() throws InterruptedException {
    Launch launch = new Launch(zip, "drainQueueBatch").variable("POLL_TIMEOUT", "soon");
    try (FunctionProcess function = launch.start()) {
      InvocationResult result = function.invoke(SCHEDULED, TIMEOUT);

      assertThat(result.failed()).as(result.toString()).isTrue();
      assertThat(result.text() + function.log()).contains("POLL_TIMEOUT");
    }
  }
}
