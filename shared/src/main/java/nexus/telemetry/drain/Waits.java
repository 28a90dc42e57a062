package nexus.telemetry.drain;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import nexus.telemetry.keys.Keyspace.MessageKey;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.model.Partition;
import nexus.telemetry.queue.QueueSnapshot.QueuedMessage;
import org.jboss.logging.Logger;

/**
 * Which messages wait for a newer release, as the drains of this process found out: the message, or
 * something that it would change, is of a version that is not known here.
 *
 * <pre>
 * a message of a newer version                   it and the later ones of its GPU, or its host, wait
 * newer facts or blocks of a GPU                 its messages wait
 * newer newest values of a host                  those of all its GPUs wait
 * newer counters of a partition                  all of it waits
 * </pre>
 *
 * <p>What waits is looked at again {@value #AGAIN_MS} ms later, not at every drain: nothing but
 * another release changes it.
 */
final class Waits {

  private static final Logger LOG = Logger.getLogger(Waits.class);
  private static final long AGAIN_MS = 30_000;
  private static final long LOG_EVERY_MS = 60_000;

  private final InstantSource clock;
  private final Map<Partition, Map<Object, Wait>> byPartition = new ConcurrentHashMap<>();
  private long loggedAtMs;

  Waits(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * A message's place in the order in which those of its GPU are applied.
   *
   * @param publishedAt revision of its publication
   * @param key its key
   */
  record Place(long publishedAt, String key) {

    /** Before every message. */
    static final Place FIRST = new Place(0, "");

    static Place of(QueuedMessage message) {
      return new Place(message.publishedAt(), message.key());
    }

    boolean isAtOrBefore(Place other) {
      return publishedAt == other.publishedAt
          ? key.compareTo(other.key) <= 0
          : publishedAt < other.publishedAt;
    }
  }

  /**
   * What waits of one GPU, or of a whole partition.
   *
   * @param from the first message that waits
   * @param why what is of a newer version
   * @param againMs when it is looked at again, epoch milliseconds
   */
  private record Wait(Place from, NewerFormatException why, long againMs) {}

  /** A host, some message of which is of several of its GPUs. */
  private record Host(String name) {}

  private static Object subject(MessageKey key) {
    return key.gpu().<Object>map(gpu -> gpu).orElseGet(() -> new Host(key.host()));
  }

  /** What waits in a partition, for one pass over it. */
  OfPartition of(Partition partition) {
    long nowMs = clock.millis();
    Map<Object, Wait> all = byPartition.getOrDefault(partition, new ConcurrentHashMap<>());
    all.values().removeIf(wait -> wait.againMs() <= nowMs);
    return new OfPartition(partition, new HashMap<>(all));
  }

  /** Says in the log that messages wait, once in a while. */
  synchronized void log(long messages, List<Partition> partitions) {
    long nowMs = clock.millis();
    if (messages > 0 && Math.abs(nowMs - loggedAtMs) >= LOG_EVERY_MS) {
      loggedAtMs = nowMs;
      String why =
          partitions.stream()
              .flatMap(one -> byPartition.getOrDefault(one, Map.of()).values().stream())
              .map(wait -> wait.why().getMessage())
              .findFirst()
              .orElse("something stored is of a newer version");
      LOG.warnf("%d messages wait unharmed for a newer release: %s", messages, why);
    }
  }

  /**
   * What waits in one partition. A pass over it uses the same one to its end: were a wait to end in
   * between, a later message of a GPU could be stored before an earlier one.
   */
  final class OfPartition {

    private final Partition partition;
    private final Map<Object, Wait> waiting;

    private OfPartition(Partition partition, Map<Object, Wait> waiting) {
      this.partition = partition;
      this.waiting = waiting;
    }

    /** Whether a message waits. */
    boolean holds(QueuedMessage message) {
      return holds(partition, message)
          || holds(subject(message), message)
          || message.says().filter(key -> holds(new Host(key.host()), message)).isPresent();
    }

    /** Whether something of a host waits, of whichever of its GPUs. */
    boolean holdsSomeOf(String host) {
      return waiting.keySet().stream()
          .anyMatch(
              subject ->
                  subject.equals(new Host(host))
                      || (subject instanceof GpuId gpu && gpu.host().equals(host)));
    }

    private boolean holds(Object subject, QueuedMessage message) {
      Wait wait = waiting.get(subject);
      return wait != null && wait.from().isAtOrBefore(Place.of(message));
    }

    /** Those of {@code messages} that wait. */
    List<QueuedMessage> among(List<QueuedMessage> messages) {
      return waiting.isEmpty() ? List.of() : messages.stream().filter(this::holds).toList();
    }

    /** From this message on all of its GPU wait. */
    void from(QueuedMessage message, NewerFormatException why) {
      add(subject(message), Place.of(message), why);
    }

    /** All of the partition wait. */
    void all(NewerFormatException why) {
      add(partition, Place.FIRST, why);
    }

    private void add(Object subject, Place from, NewerFormatException why) {
      Wait wait = new Wait(from, why, clock.millis() + AGAIN_MS);
      waiting.put(subject, wait);
      byPartition.computeIfAbsent(partition, one -> new ConcurrentHashMap<>()).put(subject, wait);
    }

    /** The GPU or the host; of a message whose key names none, the message itself. */
    private static Object subject(QueuedMessage message) {
      return message.says().map(Waits::subject).orElse(message.tail());
    }
  }
}
