package nexus.telemetry.drain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import nexus.telemetry.drain.DrainResult.Outcome;
import nexus.telemetry.drain.DrainResult.PartitionResult;
import nexus.telemetry.etcd.Entry;
import nexus.telemetry.etcd.Keyspace;
import nexus.telemetry.etcd.Keyspace.MessageKey;
import nexus.telemetry.etcd.KvException;
import nexus.telemetry.model.CorruptValueException;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.queue.BadMessageException;
import nexus.telemetry.queue.Claims.Claim;
import nexus.telemetry.queue.FailedMessages;
import nexus.telemetry.queue.Message;
import nexus.telemetry.queue.MessageCodec;
import nexus.telemetry.queue.QueueListing;
import nexus.telemetry.queue.QueuedMessage;
import nexus.telemetry.store.DrainCounters;
import nexus.telemetry.store.StoreCommit;
import org.jboss.logging.Logger;

/**
 * Drains one partition under one claim.
 *
 * <p>Messages of one GPU are applied in the order of their publication, whatever the order of their
 * keys: so of two values for one time the later published stays. That is why the partition is
 * listed whole (keys alone) before the first message is stored, and why a message that fails blocks
 * the later ones of its GPU until it is stored or set aside.
 */
final class PartitionDrain {

  private static final Logger LOG = Logger.getLogger(PartitionDrain.class);

  /** Messages that are read and committed together. */
  private static final int BATCH = 2 * QueueListing.MESSAGES_A_READ;

  private static final int MAX_RESTARTS = 5;

  private final DrainContext context;
  private final String cluster;
  private final String partition;
  private final Claim claim;
  private final Budget budget;
  private final CommitLog log;
  private final Map<String, FailedMessages.Attempts> attempts = new HashMap<>();
  private final Set<GpuId> blocked = new HashSet<>();
  private long deadLettered;

  PartitionDrain(
      DrainContext context, String cluster, String partition, Claim claim, Budget budget) {
    this.context = context;
    this.cluster = cluster;
    this.partition = partition;
    this.claim = claim;
    this.budget = budget;
    this.log = new CommitLog(context, cluster, partition, claim);
  }

  /** Messages of one GPU that are stored together, in publish order. */
  private record Group(GpuId gpu, List<PendingMessage> messages) {

    List<GpuSamples> samples() {
      return messages.stream().map(PendingMessage::samples).toList();
    }
  }

  /** Drains until the partition is empty, the budget is spent or the claim is lost. */
  PartitionResult run() {
    Outcome outcome = Outcome.RETRY_LATER;
    try {
      for (int restart = 0; outcome == Outcome.RETRY_LATER && restart < MAX_RESTARTS; restart++) {
        outcome = listAndDrain();
        if (!blocked.isEmpty()) {
          break;
        }
      }
    } catch (CommitLog.ClaimLostException e) {
      LOG.warnf("claim on %s/%s is lost: %s", cluster, partition, e.getMessage());
      outcome = Outcome.CLAIM_LOST;
    }
    return result(outcome);
  }

  /** What was done so far, also when an exception ended it. */
  PartitionResult result(Outcome outcome) {
    return new PartitionResult(
        cluster, partition, log.messages(), log.samples(), deadLettered, outcome);
  }

  /** What was stored so far. */
  DrainCounters stored() {
    return log.stored();
  }

  long newestMs() {
    return log.newestMs();
  }

  private Outcome listAndDrain() {
    log.load();
    attempts.clear();
    attempts.putAll(context.failed().attempts(cluster, partition));
    List<QueuedMessage> ordered = inPublishOrderByGpu(context.listing().list(cluster, partition));
    int next = 0;
    while (next < ordered.size()) {
      int taken = budget.take(Math.min(BATCH, ordered.size() - next));
      if (taken == 0) {
        return Outcome.STOPPED_EARLY;
      }
      List<QueuedMessage> batch = ordered.subList(next, next + taken);
      next += taken;
      try {
        drain(batch);
      } catch (CommitLog.ConflictException e) {
        LOG.debugf("%s/%s changed under its drain: listing again", cluster, partition);
        budget.giveBack(taken);
        return Outcome.RETRY_LATER;
      }
    }
    return blocked.isEmpty() ? Outcome.DRAINED : Outcome.RETRY_LATER;
  }

  /** The GPUs in the order of their first key; of each the messages in publish order. */
  private static List<QueuedMessage> inPublishOrderByGpu(List<QueuedMessage> listed) {
    Map<Object, List<QueuedMessage>> byGpu = new LinkedHashMap<>();
    for (QueuedMessage message : listed) {
      Object gpu =
          Keyspace.parseTail(message.tail()).<Object>map(MessageKey::gpu).orElse(message.tail());
      byGpu.computeIfAbsent(gpu, key -> new ArrayList<>()).add(message);
    }
    List<QueuedMessage> ordered = new ArrayList<>(listed.size());
    for (List<QueuedMessage> ofOne : byGpu.values()) {
      ofOne.sort(
          Comparator.comparingLong(QueuedMessage::modRevision).thenComparing(QueuedMessage::key));
      ordered.addAll(ofOne);
    }
    return ordered;
  }

  private void drain(List<QueuedMessage> batch) {
    Collection<Group> groups = read(batch);
    log.forgetBlocks();
    context
        .loader(cluster)
        .load(log.view(), groups.stream().flatMap(group -> group.samples().stream()).toList());
    store(List.copyOf(groups));
  }

  private Collection<Group> read(List<QueuedMessage> batch) {
    Map<GpuId, Group> groups = new LinkedHashMap<>();
    for (int from = 0; from < batch.size(); from += QueueListing.MESSAGES_A_READ) {
      int to = Math.min(batch.size(), from + QueueListing.MESSAGES_A_READ);
      for (Entry entry : context.listing().read(batch.subList(from, to))) {
        decode(entry)
            .filter(message -> !blocked.contains(message.samples().gpu()))
            .ifPresent(
                message ->
                    groups
                        .computeIfAbsent(
                            message.samples().gpu(), gpu -> new Group(gpu, new ArrayList<>()))
                        .messages()
                        .add(message));
      }
    }
    return groups.values();
  }

  /** The message in an entry; one that is none is set aside at once, since a repeat cannot help. */
  private Optional<PendingMessage> decode(Entry entry) {
    String tail = entry.key().substring(context.keys().queue(cluster, partition).length());
    try {
      GpuId gpu =
          Keyspace.parseTail(tail)
              .map(MessageKey::gpu)
              .orElseThrow(() -> new BadMessageException("the key names no time, host and GPU"));
      GpuSamples samples = MessageCodec.decode(entry.value()).samples();
      if (!samples.gpu().equals(gpu)) {
        throw new BadMessageException(
            "the key says GPU " + gpu.alias() + ", the message " + samples.gpu().alias());
      }
      return Optional.of(new PendingMessage(entry, tail, samples));
    } catch (BadMessageException e) {
      LOG.warnf(
          "dead letter: %s at revision %d: %s", entry.key(), entry.modRevision(), e.getMessage());
      boolean moved =
          context
              .failed()
              .undecodable(
                  cluster,
                  partition,
                  entry,
                  e.getMessage(),
                  context.clock().millis(),
                  claim.fence());
      deadLettered += moved ? 1 : 0;
      return Optional.empty();
    }
  }

  /** Stores groups in as few commits as they fit into. */
  private void store(List<Group> groups) {
    DrainCommit commit = log.begin();
    List<Group> together = new ArrayList<>();
    for (Group group : groups) {
      if (tryAdd(commit, group)) {
        together.add(group);
        continue;
      }
      if (!together.isEmpty() && !blocked.contains(group.gpu())) {
        commit(commit, together);
        together = new ArrayList<>();
        commit = log.begin();
        if (tryAdd(commit, group)) {
          together.add(group);
          continue;
        }
      }
      if (!blocked.contains(group.gpu())) {
        storeAlone(group);
        commit = log.begin();
      }
    }
    if (!together.isEmpty()) {
      commit(commit, together);
    }
  }

  /** Adds a group to a commit; false when it does not fit, or cannot be stored at all. */
  private boolean tryAdd(DrainCommit commit, Group group) {
    try {
      boolean added =
          commit.store().add(group.gpu(), group.samples(), messageOps(group))
              == StoreCommit.Added.ALL;
      if (added) {
        group.messages().forEach(message -> acknowledge(commit, message));
      }
      return added;
    } catch (CorruptValueException | IllegalArgumentException e) {
      failed(group, e.getMessage());
      return false;
    }
  }

  private int messageOps(Group group) {
    return group.messages().size()
        + (int) group.messages().stream().filter(one -> attempts.containsKey(one.tail())).count();
  }

  private void acknowledge(DrainCommit commit, PendingMessage message) {
    commit.acknowledge(message);
    if (attempts.containsKey(message.tail())) {
      commit.forgetAttempts(context.keys().attempts(cluster, partition, message.tail()));
    }
  }

  /** Stores a group that is too large for one commit: its messages one by one, each in parts. */
  private void storeAlone(Group group) {
    int size = group.messages().size();
    if (size > 1) {
      store(List.of(new Group(group.gpu(), group.messages().subList(0, size / 2))));
      store(List.of(new Group(group.gpu(), group.messages().subList(size / 2, size))));
      return;
    }
    PendingMessage message = group.messages().get(0);
    DrainCommit commit = log.begin();
    if (commit.store().add(group.gpu(), group.samples(), messageOps(group))
        != StoreCommit.Added.UP_TO_REST) {
      failed(group, "too large for one commit");
      return;
    }
    GpuSamples rest = message.samples().from(commit.store().restFromMs());
    Message shortened = new Message(context.clock().millis(), rest);
    commit.shorten(message, shortened);
    long revision = commit(commit, List.of(group));
    if (!blocked.contains(group.gpu())) {
      store(List.of(new Group(group.gpu(), List.of(left(message, shortened, revision)))));
    }
  }

  private static PendingMessage left(PendingMessage message, Message shortened, long revision) {
    Entry entry = message.entry();
    Entry left =
        new Entry(
            entry.key(),
            MessageCodec.encode(shortened),
            entry.createRevision(),
            revision,
            entry.leaseId());
    return new PendingMessage(left, message.tail(), shortened.samples());
  }

  /**
   * Commits; where etcd finds it too large after all, each group by itself.
   *
   * @return the revision it was applied at; 0 when it was not applied as a whole
   */
  private long commit(DrainCommit commit, List<Group> groups) {
    try {
      return log.commit(commit);
    } catch (KvException e) {
      if (e.kind() != KvException.Kind.TOO_LARGE) {
        throw e;
      }
      if (groups.size() == 1) {
        failed(groups.get(0), e.getMessage());
      } else {
        groups.forEach(group -> store(List.of(group)));
      }
      return 0;
    }
  }

  /** Counts an attempt at each message of the group; the GPU's later messages wait meanwhile. */
  private void failed(Group group, String reason) {
    blocked.add(group.gpu());
    for (PendingMessage message : group.messages()) {
      LOG.warnf("cannot store %s: %s", message.entry().key(), reason);
      boolean moved =
          context
              .failed()
              .failed(
                  cluster,
                  partition,
                  message.entry(),
                  reason,
                  context.clock().millis(),
                  claim.fence());
      deadLettered += moved ? 1 : 0;
    }
  }
}
