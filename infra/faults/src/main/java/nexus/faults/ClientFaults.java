package nexus.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import nexus.local.Api;

/** Clients that send and read too slowly, or too much at once for the memory there is. */
final class ClientFaults {

  private static final Duration PATIENCE = Duration.ofMinutes(8);

  private static final Duration SOON = Duration.ofMinutes(2);

  /** Far more than an answer takes, and far less than anybody waits who is in line. */
  private static final Duration PROMPT = Duration.ofSeconds(10);

  private static final int OK = 200;
  private static final int BUSY = 503;
  private static final int CLIENTS = 16;

  /** Whose export is larger than what buffers on the way take. */
  private static final int FILES = 20;

  private ClientFaults() {}

  /**
   * Many clients at once, each with a file of which every two bytes are a sample; then the same
   * again. Each gets an answer, sends again what was refused, and in the end all is stored, once.
   */
  static void crowdMemory(Stage stage) throws InterruptedException {
    int megabytes = stage.count(10, 3);
    stage.load().upload(stage.capture().next());
    WideFiles files = new WideFiles(megabytes << 20);
    Stored wide = stage.stored(files.cluster());
    App ingester = stage.ingesters().get(0);
    for (int round = 0; round < stage.count(2, 1); round++) {
      List<WideFiles.Client> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(files.begin(ingester, i));
      }
      stage.fault(CLIENTS + " uploads of %d MiB at once".formatted(megabytes));
      for (WideFiles.Client client : clients) {
        client.await(stage);
      }
    }
    stage.await("the drain", PATIENCE, () -> wide.waiting() == 0);
    long added = wide.drained().added();
    stage.check(added == files.samples(CLIENTS), added + " of " + files.samples(CLIENTS));
    for (int i = 0; i < CLIENTS; i++) {
      files.compare(stage, ingester, i);
    }
    for (App app : List.of(ingester, stage.drainers().get(0))) {
      String name = app.process().name();
      stage.check(app.process().isAlive(), name + " has ended");
      stage.check(app.api().answers("/health"), name + " is not healthy");
      stage.check(!app.process().log().contains("OutOfMemoryError"), name + " ran out of memory");
    }
  }

  /**
   * Clients that send a byte now and then, and clients that ask for much and read nothing: all
   * others are answered meanwhile.
   */
  static void slowClients(Stage stage) throws InterruptedException {
    for (int i = 0; i < FILES; i++) {
      stage.load().upload(stage.capture().next());
    }
    stage.await("the drain", PATIENCE, () -> stage.waiting() == 0);
    App app = stage.ingesters().get(0);
    String export = export(stage);
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < stage.count(300, 60); i++) {
        sockets.add(readNothing(app, export));
      }
      stage.fault(sockets.size() + " connections that read nothing");
      stage.await(
          "that no further long answer is begun", SOON, () -> Reply.status(app, export) == BUSY);
      int senders = stage.count(100, 40);
      for (int i = 0; i < senders; i++) {
        sockets.add(sendLittle(stage, app));
      }
      stage.fault(senders + " uploads that do not go on");
      for (int turn = 0; turn < stage.count(50, 10); turn++) {
        askAndUpload(stage, app);
        sockets.subList(sockets.size() - senders, sockets.size()).forEach(ClientFaults::trickle);
      }
    } finally {
      sockets.forEach(ClientFaults::close);
    }
    stage.await("that long answers are begun again", SOON, () -> Reply.status(app, export) == OK);
  }

  private static void askAndUpload(Stage stage, App app) throws InterruptedException {
    answered(stage, app, "/health");
    answered(stage, app, "/ready");
    answered(stage, app, "/clusterStats?cluster=" + Api.encode(stage.cluster()));
    int refused = stage.load().refusals().size();
    stage.load().upload(stage.capture().next());
    stage.check(
        stage.load().refusals().size() == refused,
        "an upload was refused: " + stage.load().refusals());
  }

  private static void answered(Stage stage, App app, String path) throws InterruptedException {
    long begun = System.nanoTime();
    int status = Reply.status(app, path);
    long millis = (System.nanoTime() - begun) / 1_000_000;
    stage.check(status == OK, path + " was answered with " + status);
    stage.check(millis < PROMPT.toMillis(), path + " took " + millis + " ms");
  }

  /** All that is stored of one GPU. */
  private static String export(Stage stage) {
    String gpu = stage.capture().sent().firstKey().reference().replace("/", ":");
    return "/api/v1/gpus/%s/telemetry?cluster=%s&format=csv"
            .formatted(gpu, Api.encode(stage.cluster()))
        + "&start_time=2000-01-01T00:00:00Z&end_time=2100-01-01T00:00:00Z";
  }

  private static Socket readNothing(App app, String export) {
    String request = "GET " + export + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    return send(app, request.repeat(50)); // so that no buffer on the way takes all
  }

  private static Socket sendLittle(Stage stage, App app) {
    return send(
        app,
        "POST /api/v1/csv/upload?cluster="
            + Api.encode(stage.cluster())
            + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\nContent-Length: 1000000"
            + "\r\n\r\ntimestamp,");
  }

  private static Socket send(App app, String request) {
    URI address = app.api().address("/");
    try {
      Socket socket = new Socket();
      socket.setReceiveBufferSize(4 << 10);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort()));
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void trickle(Socket socket) {
    try {
      socket.getOutputStream().write('x');
    } catch (IOException ended) {
      // The application has had enough of it.
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
