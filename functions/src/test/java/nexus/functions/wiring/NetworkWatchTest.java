package nexus.functions.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoop;
import io.netty.channel.nio.NioTask;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class NetworkWatchTest {

  private static final long LIMIT_SECONDS = 20;

  /** Runs out of memory as it does where something comes over a connection. */
  private static void runOutOfMemory(EventLoop loop) throws Exception {
    Pipe pipe = Pipe.open();
    pipe.source().configureBlocking(false);
    NioTask<SelectableChannel> task =
        new NioTask<>() {
          @Override
          public void channelReady(SelectableChannel channel, SelectionKey key) {
            throw new OutOfMemoryError("Java heap space");
          }

          @Override
          public void channelUnregistered(SelectableChannel channel, Throwable cause) {}
        };
    ((NioEventLoop) loop).register(pipe.source(), SelectionKey.OP_READ, task);
    pipe.sink().write(ByteBuffer.wrap(new byte[] {1}));
  }

  private static EventLoop acceptor(Vertx vertx) {
    return ((VertxInternal) vertx).getAcceptorEventLoopGroup().next();
  }

  private static EventLoop worker(Vertx vertx) {
    return ((VertxInternal) vertx).getEventLoopGroup().next();
  }

  @Test
  void aThreadOfConnectionsThatRanOutOfMemoryEndsTheProcess() throws Exception {
    for (boolean accepting : new boolean[] {true, false}) {
      Vertx vertx = Vertx.vertx();
      BlockingQueue<String> ends = new ArrayBlockingQueue<>(10);
      NetworkWatch watch = new NetworkWatch(ends::add);
      watch.begin(EventLoops.of(vertx), () -> false);

      runOutOfMemory(accepting ? acceptor(vertx) : worker(vertx));

      assertThat(ends.poll(LIMIT_SECONDS, TimeUnit.SECONDS)).contains("serves connections");
      var unused = vertx.close();
    }
  }

  @Test
  void aBrokenClientOfEtcdEndsTheProcessAndAStoppedWatchEndsNothing() throws Exception {
    Vertx vertx = Vertx.vertx();
    BlockingQueue<String> ends = new ArrayBlockingQueue<>(10);
    BlockingQueue<String> none = new ArrayBlockingQueue<>(10);
    AtomicBoolean broken = new AtomicBoolean();
    NetworkWatch stopped = new NetworkWatch(none::add);
    stopped.begin(EventLoops.of(vertx), broken::get);
    stopped.stop(null);
    new NetworkWatch(ends::add).begin(EventLoops.of(vertx), broken::get);

    broken.set(true);

    assertThat(ends.poll(LIMIT_SECONDS, TimeUnit.SECONDS)).contains("hears etcd");
    assertThat(none).isEmpty();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** A process of its own: what is asserted is its end. */
  @Test
  void theEndHasStatus70AndItsReasonInTheLastLine() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Deafened.class.getName())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isEqualTo(ProcessEnd.CANNOT_GO_ON);
    assertThat(said.lines().reduce((first, second) -> second).orElseThrow())
        .startsWith("the process ends, to be started again: a thread that serves connections");
  }

  /** Would live on, as its own threads do, without its acceptor. */
  static final class Deafened {

    public static void main(String[] args) throws Exception {
      Vertx vertx = Vertx.vertx();
      new NetworkWatch(ProcessEnd::of).begin(EventLoops.of(vertx), () -> false);
      runOutOfMemory(acceptor(vertx));
      TimeUnit.SECONDS.sleep(LIMIT_SECONDS);
    }
  }
}
