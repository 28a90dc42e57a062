package nexus.telemetry.kv.jetcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.EventExecutorGroup;
import io.vertx.core.impl.VertxInternal;
import java.lang.reflect.Field;
import java.util.List;
import java.util.concurrent.TimeUnit;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client of whose threads one has ended that waits for the network. */
class EtcdDeafIT {

  private EtcdServer etcd;
  private EtcdKv kv;

  @BeforeEach
  void launch() {
    etcd = EtcdServer.launch();
    kv = new EtcdKv(etcd.config());
    KvFutures.await(kv.txn(Txn.always(List.of(Op.put("/a", new byte[] {1})))));
    KvFutures.await(kv.status());
  }

  @AfterEach
  void close() {
    kv.close();
    etcd.close();
  }

  private static Object field(Object of, String name) {
    try {
      Field field = of.getClass().getDeclaredField(name);
      field.setAccessible(true);
      return field.get(of);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(name, e);
    }
  }

  private static void end(EventExecutorGroup loops) throws InterruptedException {
    loops.shutdownGracefully(0, 0, TimeUnit.SECONDS).await(20, TimeUnit.SECONDS);
    assertThat(loops.isTerminated()).isTrue();
  }

  private EventExecutorGroup clientLoops() {
    Object opened = field(field(kv, "connection"), "opened");
    Object manager = field(((EtcdConnection.Opened) opened).client(), "connectionManager");
    return ((VertxInternal) field(manager, "vertx")).getEventLoopGroup();
  }

  @Test
  void aClientWithoutItsEventLoopSaysThatItIsBrokenAndTheNextCallTakesAnother() throws Exception {
    assertThat(kv.isBroken()).isFalse();

    end(clientLoops());

    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!kv.isBroken() && System.nanoTime() < limit) {
      Thread.onSpinWait(); // its thread ends a moment later than it says
    }
    assertThat(kv.isBroken()).isTrue();
    assertThat(KvFutures.await(kv.range(Range.key("/a"))).entries()).hasSize(1);
  }

  @Test
  void theQuestionOfTheMembersWithoutItsEventLoopIsToldToo() throws Exception {
    end((EventExecutorGroup) field(field(kv, "members"), "eventLoop"));

    assertThat(kv.isBroken()).isTrue();
  }

  @Test
  void aClientThatWasClosedIsNotBroken() throws Exception {
    EventExecutorGroup loops = clientLoops();
    kv.close();
    end(loops);

    assertThat(kv.isBroken()).isFalse();
  }
}
