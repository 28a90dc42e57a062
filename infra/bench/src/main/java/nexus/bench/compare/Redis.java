package nexus.bench.compare;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import nexus.local.Ports;

/**
 * Redis as a queue alone: every row becomes one message of a stream, and nothing takes it out or
 * stores it. Requests are encoded beforehand, and sent on several connections without waiting for
 * replies.
 */
final class Redis implements Peer {

  private static final int TIMEOUT_MS = 120_000;

  /** As many as Redis's own benchmark uses: what they send at a time shares one write to disk. */
  private static final int CONNECTIONS = 50;

  private final Optional<Path> program;
  private final String fsync;
  private Path folder;
  private Server server;
  private InetSocketAddress address;
  private String stream;

  /**
   * @param program the executable, where there is one
   * @param fsync when the log is forced to disk: {@code everysec}, the documented default, or
   *     {@code always}
   */
  Redis(Optional<Path> program, String fsync) {
    this.program = program;
    this.fsync = fsync;
  }

  @Override
  public String name() {
    return "redis-" + fsync;
  }

  @Override
  public Optional<String> missing() {
    return program.isPresent()
        ? Optional.empty()
        : Optional.of("Debian package redis-server could not be got");
  }

  @Override
  public void start(Path own) throws IOException, InterruptedException {
    folder = own;
    address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free());
    List<String> command =
        List.of(
            program.orElseThrow().toString(),
            "--bind",
            address.getAddress().getHostAddress(),
            "--port",
            Integer.toString(address.getPort()),
            "--dir",
            folder.toString(),
            "--save",
            "",
            "--appendonly",
            "yes",
            "--appendfsync",
            fsync,
            "--auto-aof-rewrite-percentage",
            "0");
    Map<String, String> libraries = Server.libraries(program.orElseThrow());
    server = Server.start(name(), command, libraries, own.resolve("log"), this::answers);
  }

  private boolean answers() {
    try {
      return ask("PING").equals("PONG");
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  public String version() throws IOException, InterruptedException {
    return version(
        Commands.run(
            List.of(program.orElseThrow().toString(), "--version"),
            Server.libraries(program.orElseThrow())));
  }

  /** The version in {@code Redis server v=7.0.15 sha=…}. */
  static String version(String printed) {
    return printed.replaceFirst("(?s)^.*?v=([0-9.]+).*$", "$1");
  }

  /** Deletes the stream of the load before, so that memory holds one, and encodes the requests. */
  @Override
  public void prepare(int run, Path file) throws IOException {
    if (stream != null) {
      ask("DEL", stream);
    }
    stream = "run" + run;
    List<OutputStream> outs = new ArrayList<>();
    try {
      for (int connection = 0; connection < CONNECTIONS; connection++) {
        outs.add(new BufferedOutputStream(Files.newOutputStream(requests(connection))));
      }
      RedisProtocol.encodeRows(file, stream, outs);
    } finally {
      for (OutputStream out : outs) {
        out.close();
      }
    }
  }

  private Path requests(int connection) {
    return folder.resolve("requests" + connection);
  }

  @Override
  public void load(Path file) throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(2 * CONNECTIONS);
    try {
      List<Future<?>> connections = new ArrayList<>();
      for (int connection = 0; connection < CONNECTIONS; connection++) {
        Path requests = requests(connection);
        connections.add(threads.submit(() -> converse(requests, threads)));
      }
      for (Future<?> connection : connections) {
        connection.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Sends all requests on a connection of their own while reading the replies to them. */
  private Void converse(Path requests, ExecutorService threads)
      throws IOException, InterruptedException, ExecutionException {
    try (SocketChannel channel = SocketChannel.open(address)) {
      channel.socket().setSoTimeout(TIMEOUT_MS);
      Future<Void> sending = threads.submit(() -> send(requests, channel));
      RedisProtocol.awaitPong(channel.socket().getInputStream());
      return sending.get();
    }
  }

  private static Void send(Path requests, SocketChannel channel) throws IOException {
    try (FileChannel in = FileChannel.open(requests)) {
      long size = in.size();
      for (long sent = 0; sent < size; ) {
        sent += in.transferTo(sent, size - sent, channel);
      }
    }
    return null;
  }

  private String ask(String... words) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(address, TIMEOUT_MS);
      socket.setSoTimeout(TIMEOUT_MS);
      socket.getOutputStream().write(RedisProtocol.command(words));
      return RedisProtocol.simpleReply(socket.getInputStream());
    }
  }

  @Override
  public long rows() throws IOException {
    return Long.parseLong(ask("XLEN", stream));
  }

  @Override
  public String note() {
    return "messages alone, one XADD a row, pipelined on 50 connections from requests encoded beforehand; nothing is stored for queries; appendonly yes, never rewritten, appendfsync "
        + fsync;
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
  }
}
