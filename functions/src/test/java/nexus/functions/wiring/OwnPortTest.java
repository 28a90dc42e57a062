package nexus.functions.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

final class OwnPortTest {

  private static OwnPort.Found look(int port, int patienceMs) throws Exception {
    return new OwnPort(InetAddress.getByName("0.0.0.0"), port, patienceMs).look();
  }

  @Test
  void aServerAnswersWhatIsNoRequest() throws Exception {
    Vertx vertx = Vertx.vertx();
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(request -> request.response().end())
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();

    assertThat(look(server.actualPort(), 10_000)).isEqualTo(OwnPort.Found.ANSWERS);
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void oneThatTakesNoConnectionsAnyMoreIsSilent() throws Exception {
    try (ServerSocket deaf = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      assertThat(look(deaf.getLocalPort(), 100)).isEqualTo(OwnPort.Found.SILENT);
    }
  }

  @Test
  void nobodyListensWhereItIsClosed() throws Exception {
    int port;
    try (ServerSocket gone = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }
    assertThat(look(port, 10_000)).isEqualTo(OwnPort.Found.CLOSED);
  }
}
