package nexus.telemetry.drain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import nexus.telemetry.keys.Keyspace.MessageKey;
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
   * @param gpus what it carries: samples of one GPU, or of several of a host
   */
  record PendingMessage(
      Entry entry, QueuedMessage listed, long publishedMs, List<GpuSamples> gpus) {

    /** Bytes of the message. */
    long bytes() {
      return entry.value().length;
    }

    /** Last part of its key. */
    String tail() {
      return listed.tail();
    }

    String host() {
      return gpus.get(0).gpu().host();
    }

    /** Whether it carries samples of several GPUs. */
    boolean isOfHost() {
      return listed.says().flatMap(MessageKey::gpu).isEmpty();
    }

    /** What a message of one GPU carries. */
    GpuSamples samples() {
      return gpus.get(0);
    }

    /** Number of its samples. */
    int size() {
      return gpus.stream().mapToInt(GpuSamples::size).sum();
    }
  }

  /**
   * Messages of one host that are stored together, some of them with samples of several of its
   * GPUs.
   *
   * @param host whose messages they are
   * @param messages the messages, in publish order
   */
  record OfHost(String host, List<PendingMessage> messages) {

    /** What the messages carry of each GPU, in publish order. */
    Map<GpuId, List<GpuSamples>> samples() {
      Map<GpuId, List<GpuSamples>> byGpu = new TreeMap<>();
      for (PendingMessage message : messages) {
        for (GpuSamples gpu : message.gpus()) {
          byGpu.computeIfAbsent(gpu.gpu(), first -> new ArrayList<>()).add(gpu);
        }
      }
      return byGpu;
    }
  }

  /** What the messages carry, in publish order. */
  List<GpuSamples> samples() {
    return messages.stream().map(PendingMessage::samples).toList();
  }
}
