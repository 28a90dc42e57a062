package nexus.telemetry.drain;

import java.util.function.Predicate;
import nexus.telemetry.etcd.Keyspace;
import nexus.telemetry.etcd.Kv.Puts;
import nexus.telemetry.queue.QueueFeed;

/**
 * Tells a drainer that goes on running what a watch of the queue saw. One thread tells, another
 * drains.
 */
public final class DrainFeed {

  private final QueueFeed queue;

  /**
   * @param partitions tells by two digits which partitions are drained here
   */
  public DrainFeed(Keyspace keys, Predicate<String> partitions) {
    this.queue = new QueueFeed(keys, partitions);
  }

  /** A watch begins, that tells of every put after a revision. */
  public void begin(long revision) {
    queue.begin(revision);
  }

  /** The watch told of puts. */
  public void put(Puts puts) {
    queue.put(puts);
  }

  /** The watch ended. */
  public void end() {
    queue.end();
  }

  /** Has the next drain list, whatever the watch told. */
  public void distrust() {
    queue.distrust();
  }

  QueueFeed queue() {
    return queue;
  }
}
