package nexus.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import nexus.functions.testing.Application;
import nexus.functions.testing.Asker;
import nexus.functions.testing.Await;
import nexus.functions.testing.Csv;
import nexus.functions.testing.RawConnection;
import nexus.telemetry.kv.jetcd.EtcdServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that send and read as slowly as they like hold up no others. */
final class SlowClientsIT {

  private static final String EXPORT =
      "/api/v1/gpus/slow:0/telemetry?start_time=0&end_time=now&format=csv";

  /** Requests of a connection, so that no buffer on the way takes all that is answered. */
  private static final int REQUESTS = 40;

  @TempDir private static Path folder;

  private static EtcdServer etcd;
  private static Application application;

  @BeforeAll
  static void launch() throws Exception {
    etcd = EtcdServer.launch();
    application =
        Application.start(
                folder.resolve("log"),
                Map.of("ETCD_ENDPOINTS", etcd.endpoint(), "DRAIN_ENABLED", "false"))
            .awaitListening();
    double[] values = DoubleStream.iterate(0, value -> value + 1).limit(20_000).toArray();
    Asker.Reply sent = upload(Csv.series("slow", "M", values));
    assertThat(sent.status()).isEqualTo(200);
    application.post("/drainQueueBatch", "application/json", "{}");
    assertThat(application.ask("GET", EXPORT).status()).isEqualTo(200);
  }

  @AfterAll
  static void close() {
    application.close();
    etcd.close();
  }

  private static Asker.Reply upload(String csv) throws Exception {
    return application.post("/api/v1/csv/upload", "text/csv", csv);
  }

  private static int status(String path) {
    try {
      return application.ask("GET", path).status();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void uploadsThatDoNotGoOnKeepNoOtherOut() throws Exception {
    List<RawConnection> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        slow.add(
            new RawConnection(application.port())
                .send(
                    "POST /api/v1/csv/upload HTTP/1.1\r\nHost: localhost\r\n"
                        + "Content-Type: text/csv\r\nContent-Length: 100000\r\n\r\ntimestamp,"));
      }
      for (int turn = 0; turn < 5; turn++) {
        Asker.Reply sent = upload(Csv.series("fast", "M", turn));
        assertThat(sent.status()).isEqualTo(200);
        for (RawConnection connection : slow) {
          connection.send("x");
        }
      }
    } finally {
      for (RawConnection connection : slow) {
        connection.close();
      }
    }
  }

  @Test
  void answersThatNobodyReadsKeepNoOtherOut() throws Exception {
    String request = "GET " + EXPORT + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    List<RawConnection> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 60; i++) {
        slow.add(RawConnection.narrow(application.port()).send(request.repeat(REQUESTS)));
      }
      Await.until("no further long answer is begun", () -> status(EXPORT) == 503);
      Asker.Reply refused = application.ask("GET", EXPORT);
      if (refused.status() == 503) {
        assertThat(refused.headers()).containsKey("Retry-After");
        assertThat(refused.json().getString("error.code")).isEqualTo("too_busy");
      }
      assertThat(status("/health")).isEqualTo(200);
      assertThat(status("/ready")).isEqualTo(200);
      assertThat(status("/clusterStats")).isEqualTo(200);
      assertThat(status("/queryGpu?gpu=slow/0")).isEqualTo(200);
      assertThat(upload(Csv.series("fast", "M", 7)).status()).isEqualTo(200);
    } finally {
      for (RawConnection connection : slow) {
        connection.close();
      }
    }
    Await.until("long answers are begun again", () -> status(EXPORT) == 200);
  }

  @Test
  void aRequestWhoseHeadDoesNotEndIsClosed() throws Exception {
    long begun = System.nanoTime();
    try (RawConnection half = new RawConnection(application.port())) {
      half.send("GET /api/v1/gp").readToEnd();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(25));
  }

  @Test
  void aLongAnswerIsWholeForWhoReadsIt() throws Exception {
    Asker.Reply all = application.ask("GET", "/queryGpu?gpu=slow/0&from=0&to=now&limit=20000");

    assertThat(all.status()).isEqualTo(200);
    assertThat(all.json().getList("series[0].points")).hasSize(20_000);
  }
}
