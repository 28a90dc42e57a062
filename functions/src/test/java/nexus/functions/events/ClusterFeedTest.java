package nexus.functions.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import nexus.functions.testing.Await;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.work.Supervisor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class ClusterFeedTest {

  private static final Keyspace KEYS = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);

  private final Kv kv = new InMemoryKv(InstantSource.system());
  private volatile boolean failing;
  private final ClusterFeed feed =
      new ClusterFeed(kv, KEYS, "c", this::summary, new Supervisor(reason -> {}, 1));

  @AfterEach
  void close() {
    feed.close();
    kv.close();
  }

  private String summary() {
    if (failing) {
      throw new KvException(KvException.Kind.UNAVAILABLE, "away", null);
    }
    return "{}";
  }

  private void put(String key) {
    byte[] value = "v".getBytes(StandardCharsets.UTF_8);
    KvFutures.await(kv.txn(Txn.always(List.of(Op.put(key, value)))));
  }

  private static final class Ear implements ClusterFeed.Listener {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    @Override
    public void send(String events) {
      heard.add(events);
    }

    @Override
    public void end() {
      ended.countDown();
    }
  }

  @Test
  void aListenerIsToldHowItIsAndWhichHostsChangedLater() throws InterruptedException {
    put(KEYS.latest("c", "before"));
    Ear ear = new Ear();
    feed.join(ear);
    assertThat(ear.heard.take()).isEqualTo("id: 2\nevent: stats\ndata: {}\n\n");

    put(KEYS.latest("c", "h1"));
    assertThat(ear.heard.take())
        .isEqualTo(
            """
            id: 3
            event: hosts
            data: {"revision":3,"hosts":["h1"]}

            id: 3
            event: stats
            data: {}

            """);
  }

  @Test
  void countersAndDeadLettersAreChangesAndOtherClustersAreNot() throws InterruptedException {
    Ear ear = new Ear();
    feed.join(ear);
    ear.heard.take();

    put(KEYS.latest("other", "h1"));
    put(KEYS.ingestCounter("c", 1));
    assertThat(ear.heard.take()).startsWith("id: 3\nevent: stats");
    put(KEYS.drainCounter("c", "01"));
    assertThat(ear.heard.take()).startsWith("id: 4\nevent: stats");
    put(KEYS.deadLetter("c", "01", "x"));
    assertThat(ear.heard.take()).startsWith("id: 5\nevent: stats");
    assertThat(ear.heard).isEmpty();
  }

  @Test
  void manyChangesAreToldOnceASecondAndNoHostIsLeftOut() throws InterruptedException {
    Ear ear = new Ear();
    feed.join(ear);
    ear.heard.take();
    long begun = System.nanoTime();
    for (int i = 0; i < 500; i++) {
      put(KEYS.latest("c", "h" + i));
    }
    StringBuilder all = new StringBuilder();
    int told = 0;
    while (!all.toString().contains("\"revision\":501,")) {
      all.append(ear.heard.take());
      told++;
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begun);

    assertThat(told).isLessThanOrEqualTo(2 + (int) (took.toMillis() / ClusterFeed.PAUSE_MS));
    for (int i = 0; i < 500; i++) {
      assertThat(all).contains("\"h" + i + "\"");
    }
  }

  @Test
  void whoJoinsLaterIsToldAtOnceAndTheOthersAreNot() throws InterruptedException {
    Ear first = new Ear();
    feed.join(first);
    first.heard.take();
    Ear second = new Ear();
    feed.join(second);

    assertThat(second.heard.take()).contains("event: stats");
    assertThat(first.heard).isEmpty();
  }

  @Test
  void whatChangedWhileTheFiguresCouldNotBeReadIsToldAfterwards() throws InterruptedException {
    Ear ear = new Ear();
    feed.join(ear);
    ear.heard.take();
    failing = true;
    put(KEYS.ingestCounter("c", 1));
    assertThat(ear.heard.poll(1_500, TimeUnit.MILLISECONDS)).isNull();
    failing = false;

    assertThat(ear.heard.take()).contains("event: stats");
  }

  @Test
  void closedItEndsEveryListenerAndTellsNothingMore() throws InterruptedException {
    Ear ear = new Ear();
    feed.join(ear);
    ear.heard.take();
    feed.close();
    feed.awaitClosed();

    assertThat(ear.ended.await(60, TimeUnit.SECONDS)).isTrue();
    put(KEYS.latest("c", "h1"));
    assertThat(ear.heard).isEmpty();
    Await.until(
        "its thread ends",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("events-c")));
  }
}
