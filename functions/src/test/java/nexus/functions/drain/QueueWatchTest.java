package nexus.functions.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import nexus.functions.meters.Deliveries;
import nexus.functions.meters.DrainVitals;
import nexus.functions.meters.Meters;
import nexus.functions.meters.ScrapeVitals;
import nexus.telemetry.drain.DrainFeed;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Status;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.TxnResult;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.work.Supervisor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class QueueWatchTest {

  private static final Keyspace KEYS = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);

  private final MortalWatches kv = new MortalWatches();
  private final Semaphore changes = new Semaphore(0);
  private final Supervisor supervisor = new Supervisor(reason -> {}, 1);
  private final QueueWatch watch =
      new QueueWatch(
          kv,
          KEYS,
          new DrainFeed(KEYS, partition -> true),
          new Deliveries(new Meters("1", new DrainVitals(), new ScrapeVitals(), supervisor)),
          changes::release,
          supervisor);

  @AfterEach
  void close() {
    watch.close();
    kv.close();
  }

  private void put(String key) {
    byte[] value = "m".getBytes(StandardCharsets.UTF_8);
    KvFutures.await(kv.txn(Txn.always(List.of(Op.put(key, value)))));
  }

  @Test
  void itCallsBackAtTheStartAndAtEveryChangeOfTheQueue() throws InterruptedException {
    watch.start();
    kv.ends.take();
    changes.acquire();
    put(KEYS.queue("c") + "00/a");
    changes.acquire();

    put(Keyspace.cluster("c") + "expired");
    put(KEYS.queue("c") + "00/b");
    changes.acquire();
    assertThat(changes.availablePermits()).isZero();
  }

  @Test
  void aWatchThatEndsIsBegunAnewAndNothingInBetweenIsMissed() throws InterruptedException {
    watch.start();
    Consumer<KvException> end = kv.ends.take();
    changes.acquire();

    end.accept(new KvException(KvException.Kind.COMPACTED, "compacted", null));
    kv.ends.take();
    changes.acquire();
    put(KEYS.queue("c") + "00/a");
    changes.acquire();
  }

  @Test
  void anEtcdThatIsAwayAtTheStartIsWaitedFor() throws InterruptedException {
    kv.away = true;
    watch.start();
    kv.refused.acquire(2);
    assertThat(changes.availablePermits()).isZero();
    kv.away = false;

    changes.acquire();
    kv.ends.take();
  }

  @Test
  void anErrorWhileItBeginsIsFollowedByAnotherBeginning() throws InterruptedException {
    kv.error = true;
    watch.start();
    kv.refused.acquire(2);
    kv.error = false;

    changes.acquire();
    kv.ends.take();
    put(KEYS.queue("c") + "00/a");
    changes.acquire();
  }

  @Test
  void closedItBeginsNothingAnew() throws InterruptedException {
    watch.start();
    Consumer<KvException> end = kv.ends.take();
    watch.close();
    end.accept(new KvException(KvException.Kind.UNAVAILABLE, "away", null));

    assertThat(kv.ends.poll(600, TimeUnit.MILLISECONDS)).isNull();
  }

  /** Whose watches a test can end, and which can be away. */
  private static final class MortalWatches implements Kv {
    private final Kv kv = new InMemoryKv(InstantSource.system());
    private final BlockingQueue<Consumer<KvException>> ends = new LinkedBlockingQueue<>();
    private final Semaphore refused = new Semaphore(0);
    private volatile boolean away;
    private volatile boolean error;

    @Override
    public CompletableFuture<Page> range(Range range) {
      if (error) {
        refused.release();
        throw new OutOfMemoryError("a test's");
      }
      if (away) {
        refused.release();
        return CompletableFuture.failedFuture(
            new KvException(KvException.Kind.UNAVAILABLE, "away", null));
      }
      return kv.range(range);
    }

    @Override
    public Watch watch(
        String from,
        String toExclusive,
        long revision,
        Consumer<Long> onChange,
        Consumer<KvException> onEnd) {
      Watch watch = kv.watch(from, toExclusive, revision, onChange, onEnd);
      ends.add(onEnd);
      return watch;
    }

    @Override
    public CompletableFuture<TxnResult> txn(Txn txn) {
      return kv.txn(txn);
    }

    @Override
    public CompletableFuture<Long> grantLease(long ttlSeconds) {
      return kv.grantLease(ttlSeconds);
    }

    @Override
    public CompletableFuture<Void> revokeLease(long leaseId) {
      return kv.revokeLease(leaseId);
    }

    @Override
    public CompletableFuture<Status> status() {
      return kv.status();
    }

    @Override
    public void close() {
      kv.close();
    }
  }
}
