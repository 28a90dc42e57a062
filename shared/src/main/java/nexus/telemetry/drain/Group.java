package nexus.telemetry.drain;

import java.util.List;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.queue.QueueSnapshot.QueuedMessage;

/**
 * Messages of one GPU that are stored together.
 *
 * @param gpu whose messages they are
 * @param messages the messages, in publish order
 */
record Group(GpuId gpu, List<PendingMessage> messages) {

  /**
   * A message that was read and waits to be stored.
   *
   * @param entry the message as it is in etcd
   * @param listed the same as the queue's listing shows it
   * @param publishedMs when it was published, epoch milliseconds
   * @param samples what it carries
   */
  record PendingMessage(Entry entry, QueuedMessage listed, long publishedMs, GpuSamples samples) {

    /** Bytes of the message. */
    long bytes() {
      return entry.value().length;
    }

    /** Last part of its key. */
    String tail() {
      return listed.tail();
    }
  }

  /** What the messages carry, in publish order. */
  List<GpuSamples> samples() {
    return messages.stream().map(PendingMessage::samples).toList();
  }
}
