package nexus.telemetry.query;

import java.time.InstantSource;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;

/** How long a cluster's queue has been waiting, by itself. */
public final class QueueAge {

  private final Kv kv;
  private final Keyspace keys;
  private final InstantSource clock;

  public QueueAge(Kv kv, Keyspace keys, InstantSource clock) {
    this.kv = kv;
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * Milliseconds since the oldest message that waits was published; 0 when none waits.
   *
   * @throws nexus.telemetry.kv.KvException when etcd fails
   */
  public long oldestMs(String cluster) {
    return new QueueGauge(kv, keys, cluster, 1, 0).oldestAgeMs(clock.millis());
  }
}
