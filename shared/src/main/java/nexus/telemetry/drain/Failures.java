package nexus.telemetry.drain;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import nexus.telemetry.drain.Group.PendingMessage;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Page;
import nexus.telemetry.letters.FailedMessages;
import nexus.telemetry.letters.Quarantine.Damaged;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.model.Partition;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.model.UnreadableException.Kind;
import nexus.telemetry.queue.Claims.Claim;
import nexus.telemetry.queue.QueueSnapshot.QueuedMessage;
import org.jboss.logging.Logger;

/**
 * What could not be stored in one partition's drain, and which GPUs wait because of it; apart from
 * those, what waits for a newer release, at which no attempt is counted.
 */
final class Failures {

  private static final Logger LOG = Logger.getLogger(Failures.class);

  private final DrainContext context;
  private final String cluster;
  private final String partition;
  private final Claim claim;
  private final CrowdedHosts crowded;
  private final Map<String, FailedMessages.Attempts> attempts = new HashMap<>();
  private final Map<String, NewerFormatException> newerAttempts = new HashMap<>();
  private final Set<GpuId> blocked = new HashSet<>();
  private final Set<GpuId> newer = new HashSet<>();
  private final Waits.OfPartition waits;
  private boolean foundNewer;
  private long deadLettered;

  Failures(DrainContext context, Partition partition, Claim claim, CrowdedHosts crowded) {
    this.context = context;
    this.cluster = partition.cluster();
    this.partition = partition.number();
    this.claim = claim;
    this.crowded = crowded;
    this.waits = context.waits().of(partition);
  }

  /** Takes the failed attempts of earlier drains as read. */
  void load(Page found) {
    attempts.clear();
    newerAttempts.clear();
    attempts.putAll(context.failed().attempts(cluster, partition, found, newerAttempts::put));
  }

  /** Whether a message waits for a newer release. */
  boolean holds(QueuedMessage message) {
    return waits.holds(message);
  }

  /** Those of {@code messages} that wait for a newer release. */
  List<QueuedMessage> waiting(List<QueuedMessage> messages) {
    return waits.among(messages);
  }

  /** Whether something of a newer version was found, and not only known from before. */
  boolean foundNewer() {
    return foundNewer;
  }

  /** A message is of a newer version: it and its GPU's later ones wait. */
  void isNewer(QueuedMessage message, NewerFormatException why) {
    foundNewer = true;
    waits.from(message, why);
  }

  /** Something that the group would change is of a newer version: it and later ones wait. */
  void needsNewer(Group group, NewerFormatException why) {
    newer.add(group.gpu());
    isNewer(group.messages().get(0).listed(), why);
  }

  /** The partition cannot be drained without something that is of a newer version. */
  void allNeedNewer(NewerFormatException why) {
    foundNewer = true;
    waits.all(why);
  }

  /**
   * Checks that the failed attempts at a message can be counted on.
   *
   * @throws NewerFormatException when they are counted in a newer form
   */
  void checkAttempts(QueuedMessage message) {
    NewerFormatException newerCount = newerAttempts.get(message.tail());
    if (newerCount != null) {
      throw newerCount;
    }
  }

  boolean hasAttempts(PendingMessage message) {
    return attempts.containsKey(message.tail());
  }

  String attemptsKey(PendingMessage message) {
    return context.keys().attempts(cluster, partition, message.tail());
  }

  /** Whether the GPU has a message that failed, or waits, so that its later ones wait. */
  boolean blocks(GpuId gpu) {
    return blocked.contains(gpu) || newer.contains(gpu);
  }

  /** Whether that is so of any of a host's GPUs, or something of the host waits. */
  boolean blocksSomeOf(String host) {
    return waits.holdsSomeOf(host)
        || blocked.stream().anyMatch(gpu -> gpu.host().equals(host))
        || newer.stream().anyMatch(gpu -> gpu.host().equals(host));
  }

  /** Whether no message of the partition has ever failed, as far as is known. */
  boolean none() {
    return attempts.isEmpty() && blocked.isEmpty();
  }

  boolean any() {
    return !blocked.isEmpty();
  }

  /** Messages set aside. */
  long deadLettered() {
    return deadLettered;
  }

  /** Counts an attempt at each message of the group; the GPU's later messages wait meanwhile. */
  void failed(Group group, String reason) {
    blocked.add(group.gpu());
    for (PendingMessage message : group.messages()) {
      crowded.failed(group.gpu().host());
      LOG.warnf("cannot store %s: %s", message.entry().key(), reason);
      long nowMs = context.clock().millis();
      boolean moved =
          context
              .failed()
              .failed(cluster, partition, message.entry(), reason, nowMs, claim.fence());
      deadLettered += moved ? 1 : 0;
    }
  }

  /**
   * Keeps the bytes of a block or another value that cannot be read, so that a new one may take its
   * place.
   *
   * @param unreadable says where it lies
   * @throws CommitLog.ConflictException when it has changed, or the claim ended
   */
  void quarantine(UnreadableException unreadable) {
    Damaged damaged = Damaged.of(unreadable);
    String what = unreadable.kind() == Kind.BLOCK ? "block" : "value";
    LOG.warnf("%s set aside: %s: %s", what, damaged.key(), damaged.reason());
    quarantine(damaged);
  }

  /**
   * Keeps the bytes of another value, as above.
   *
   * @param reason what is wrong with it
   */
  void quarantine(Entry value, String reason) {
    LOG.warnf("value set aside: %s: %s", value.key(), reason);
    quarantine(Damaged.of(value, reason));
  }

  private void quarantine(Damaged damaged) {
    long nowMs = context.clock().millis();
    if (!context.quarantine().keep(cluster, damaged, nowMs, List.of(claim.fence()))) {
      throw new CommitLog.ConflictException();
    }
  }

  /** Sets aside at once an entry that is no message: a repeat cannot mend that. */
  void undecodable(Entry entry, String reason) {
    LOG.warnf("dead letter: %.300s at revision %d: %s", entry.key(), entry.modRevision(), reason);
    long nowMs = context.clock().millis();
    boolean moved =
        context.failed().undecodable(cluster, partition, entry, reason, nowMs, claim.fence());
    deadLettered += moved ? 1 : 0;
  }
}
