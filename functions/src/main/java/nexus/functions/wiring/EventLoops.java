package nexus.functions.wiring;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.util.ArrayList;
import java.util.List;

/**
 * The threads in which a Vert.x waits for the network. One that an error of the virtual machine
 * ended, a lack of memory for example, is never begun anew: what is bound to it is never answered.
 */
final class EventLoops {

  private final EventExecutor[] loops;

  private EventLoops(List<EventExecutor> loops) {
    this.loops = loops.toArray(EventExecutor[]::new);
  }

  /** All of them, those that take connections among them. */
  static EventLoops of(Vertx vertx) {
    VertxInternal inner = (VertxInternal) vertx;
    List<EventExecutor> loops = new ArrayList<>();
    for (EventExecutorGroup group :
        List.of(inner.getAcceptorEventLoopGroup(), inner.getEventLoopGroup())) {
      group.forEach(loops::add);
    }
    return new EventLoops(loops);
  }

  /** Whether one has ended, or is about to. Takes no memory. */
  boolean anyEnded() {
    for (EventExecutor loop : loops) {
      if (loop.isShuttingDown()) {
        return true;
      }
    }
    return false;
  }
}
