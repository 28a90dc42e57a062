package nexus.functions.meters;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Compare;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.work.Supervisor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is measured of a message's way to the drain. */
final class DeliveriesTest {

  private static final Keyspace KEYS = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);
  private static final long MS = 1_000_000;

  private final Meters meters =
      new Meters("1", new DrainVitals(), new ScrapeVitals(), new Supervisor(reason -> {}));
  private final AtomicLong clock = new AtomicLong();
  private final Deliveries deliveries = new Deliveries(meters, clock::get);

  @BeforeEach
  void begin() {
    meters.begin("rack-7");
  }

  private HistogramDataPointSnapshot delivered() {
    return ((HistogramSnapshot)
            meters.read().stream()
                .filter(
                    one ->
                        one.getMetadata()
                            .getPrometheusName()
                            .equals("nexus_queue_delivery_seconds"))
                .findFirst()
                .orElseThrow())
        .getDataPoints()
        .get(0);
  }

  @Test
  void theTimeFromTheAcknowledgementToTheWatchIsKept() {
    deliveries.begin(10);
    deliveries.published(11);
    clock.addAndGet(4 * MS);
    deliveries.published(12);
    clock.addAndGet(2 * MS);
    deliveries.handed(12);

    assertThat(delivered().getCount()).isEqualTo(2);
    assertThat(delivered().getSum()).isEqualTo(0.008);
  }

  @Test
  void aWatchThatIsFasterThanTheAcknowledgementTakesNoTime() {
    deliveries.begin(10);
    deliveries.handed(11);
    clock.addAndGet(5 * MS);
    deliveries.published(11);

    assertThat(delivered().getCount()).isEqualTo(1);
    assertThat(delivered().getSum()).isZero();
  }

  @Test
  void whatIsPublishedWhileTheWatchIsAwayTakesUntilItIsListed() {
    deliveries.begin(10);
    deliveries.published(11);
    clock.addAndGet(1_000 * MS);
    deliveries.begin(15);

    assertThat(delivered().getSum()).isEqualTo(1);
  }

  @Test
  void aStoreThatWasSetBackIsFollowedFromWhereItIs() {
    deliveries.begin(100);
    deliveries.begin(10);
    deliveries.published(11);
    clock.addAndGet(3 * MS);
    deliveries.handed(11);

    assertThat(delivered().getSum()).isEqualTo(0.003);
  }

  @Test
  void withoutAWatchNothingIsWaitedFor() {
    deliveries.published(5);
    deliveries.begin(10);

    assertThat(delivered().getCount()).isZero();
  }

  @Test
  void aPublicationThatWasRefusedIsNoneAndOthersThanMessagesAreNone() {
    Kv kv = new MeasuredKv(new InMemoryKv(InstantSource.system()), KEYS, meters, deliveries);
    deliveries.begin(0);
    byte[] value = "m".getBytes(StandardCharsets.UTF_8);
    String key = KEYS.queue("c") + "00/a";

    KvFutures.await(kv.txn(Txn.always(List.of(Op.put(key, value)))));
    KvFutures.await(kv.txn(Txn.when(List.of(Compare.absent(key)), List.of(Op.put(key, value)))));
    KvFutures.await(kv.txn(Txn.always(List.of(Op.put(Keyspace.cluster("c") + "x", value)))));
    deliveries.handed(100);

    assertThat(delivered().getCount()).isEqualTo(1);
  }
}
