package nexus.functions.wiring;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.value.registry.ValueRegistry;
import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerStart;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import nexus.functions.wiring.OwnPort.Found;

/**
 * Ends a process that lives on and hears nothing: an error of the virtual machine in a thread that
 * waits for the network ends that thread for good, and nobody begins it anew. Such threads are
 * looked at every second, and the own port is tried every {@value #TRY_EVERY} s.
 *
 * <p>Not on Lambda, which times out and replaces what does not answer.
 */
@Singleton
final class NetworkWatch {

  private static final long LOOK_MS = 1_000;
  private static final int TRY_EVERY = 10;
  private static final int PATIENCE_MS = 10_000;

  /** Tries in a row to which nobody listened. */
  private static final int MOST_CLOSED = 3;

  /** Tries in a row without an answer: two minutes at least, which is more than being busy. */
  private static final int MOST_SILENT = 12;

  private static final int RESERVE = 1 << 20;

  private final Consumer<String> endProcess;
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile OwnPort port;

  /** Memory that nobody else can take, left to the end. */
  @SuppressWarnings("UnusedVariable") // held, and never read
  private volatile Object reserve = new byte[RESERVE];

  private int closed;
  private int silent;

  @Inject
  NetworkWatch() {
    this(ProcessEnd::of);
  }

  /**
   * @param endProcess ends the process for a reason
   */
  NetworkWatch(Consumer<String> endProcess) {
    this.endProcess = endProcess;
  }

  void started(@Observes StartupEvent event, Vertx vertx, Clients clients) {
    if (!Lambda.isHere()) {
      begin(EventLoops.of(vertx), clients::isBroken);
    }
  }

  /** Told once connections are taken; a free port that was asked for is known by then. */
  void listening(@ObservesAsync HttpServerStart event, ValueRegistry values)
      throws UnknownHostException {
    int bound = values.getOrDefault(HttpServer.HTTP_PORT, 0);
    if (bound > 0) {
      listening(new OwnPort(InetAddress.getByName(event.options().getHost()), bound, PATIENCE_MS));
    }
  }

  void listening(OwnPort own) {
    port = own;
  }

  /** Begins to watch, in a thread of its own. */
  void begin(EventLoops loops, BooleanSupplier clientIsBroken) {
    Thread thread = new Thread(() -> watch(loops, clientIsBroken), "network-watch");
    thread.setDaemon(true);
    thread.start();
  }

  void stop(@Observes ShutdownEvent event) {
    over.countDown();
  }

  private void watch(EventLoops loops, BooleanSupplier clientIsBroken) {
    int looks = 0;
    while (true) {
      try {
        if (over.await(LOOK_MS, TimeUnit.MILLISECONDS)) {
          return;
        }
        looks++;
        if (loops.anyEnded()) {
          end("a thread that serves connections has ended, of a lack of memory most likely");
        } else if (clientIsBroken.getAsBoolean()) {
          end("a thread that hears etcd has ended, of a lack of memory most likely");
        } else if (looks % TRY_EVERY == 0) {
          tryPort();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException | Error e) {
        looks = 0; // There was no memory to look. A look is taken again.
      }
    }
  }

  private void tryPort() {
    OwnPort own = port;
    if (own == null) {
      return;
    }
    Found found = own.look();
    closed = found == Found.CLOSED ? closed + 1 : 0;
    silent = found == Found.SILENT ? silent + 1 : 0;
    if (closed >= MOST_CLOSED) {
      end("nobody listens on its port any more");
    } else if (silent >= MOST_SILENT) {
      end("its port has answered nothing for minutes");
    }
  }

  /** With the memory that was kept for it. */
  private void end(String reason) {
    reserve = null;
    over.countDown();
    endProcess.accept(reason);
  }
}
