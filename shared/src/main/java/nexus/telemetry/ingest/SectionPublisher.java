package nexus.telemetry.ingest;

import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import nexus.telemetry.ingest.SectionCutter.Section;
import nexus.telemetry.queue.MessageQueue;
import nexus.telemetry.queue.UnpublishedMessage;

/**
 * Publishes the sections of a chunk one after the other, beside the thread that reads them.
 *
 * <p>What publishes never waits for memory. What it sends is less than the samples it was made of,
 * and is counted as no more; so it gives back what the thread that reads may be waiting for.
 */
final class SectionPublisher {

  private final IngestParts parts;
  private final MessageQueue.Chunk chunk;
  private final long nowMs;
  private final UploadMemory memory;
  private Future<Integer> running;
  private int sections;
  private long messages;

  /**
   * @param memory gets back what sections hold
   */
  SectionPublisher(IngestParts parts, MessageQueue.Chunk chunk, long nowMs, UploadMemory memory) {
    this.parts = parts;
    this.chunk = chunk;
    this.nowMs = nowMs;
    this.memory = memory;
  }

  /**
   * Waits for the section before, and begins with this one; waits for it, too, where others wait
   * for the memory that it has.
   */
  void next(Section section) {
    await();
    int number = sections++;
    AtomicReference<Section> once = new AtomicReference<>(section);
    running = parts.workers().submit(() -> publish(number, once));
    if (memory.isOver()) {
      await();
    }
  }

  /**
   * Takes more memory for the section that is read, or gives back what is negative. Where there is
   * little left, the section that is published gives back its own first: so a chunk needs no more
   * at once than one section does.
   *
   * @throws nexus.telemetry.work.OutOfRoomException when there is none for a while
   */
  void change(long bytes) {
    if (bytes > 0 && memory.isTight()) {
      await();
    }
    memory.change(bytes);
  }

  /** Waits until all sections so far are published. */
  void await() {
    Future<Integer> awaited = running;
    running = null;
    if (awaited != null) {
      messages += parts.workers().await(awaited);
    }
  }

  /** Messages of the sections that were waited for. */
  long messages() {
    return messages;
  }

  /** Publishes a section, whose samples are let go as soon as they are written. */
  private int publish(int place, AtomicReference<Section> section) {
    long held = section.get().heldBytes();
    try {
      parts.pressure().check(chunk.cluster());
      List<UnpublishedMessage> messages =
          parts.queue().draft(section.getAndSet(null).parsed().gpus(), nowMs);
      long sending = Math.min(held, bytesOf(messages));
      memory.change(sending - held);
      held = sending;
      parts.queue().publish(chunk, place, messages);
      return messages.size();
    } finally {
      memory.change(-held);
    }
  }

  /** Bytes that messages take on their way to etcd: they, and those in requests and the network. */
  private static long bytesOf(List<UnpublishedMessage> messages) {
    long bytes = messages.stream().mapToLong(message -> message.json().length).sum();
    return bytes + CsvIngest.COPIES_IN_FLIGHT * Math.min(bytes, MessageQueue.MAX_BYTES_IN_FLIGHT);
  }
}
