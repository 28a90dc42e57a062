package nexus.telemetry.drain;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import nexus.telemetry.drain.DrainLimits.Budget;
import nexus.telemetry.drain.DrainResult.Outcome;
import nexus.telemetry.drain.DrainResult.PartitionResult;
import nexus.telemetry.drain.Group.PendingMessage;
import nexus.telemetry.drain.PartitionKnowledge.Drained;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.model.Partition;
import nexus.telemetry.queue.Claims.Claim;
import nexus.telemetry.queue.QueueSnapshot.QueuedMessage;
import nexus.telemetry.store.DrainCounters;
import nexus.telemetry.store.StoreView.GpuSpan;
import org.jboss.logging.Logger;

/**
 * Drains one partition under one claim.
 *
 * <p>Messages of one GPU are applied in the order of their publication, whatever the order of their
 * keys. So of two values for one time the later published stays. For that the partition is listed
 * whole (keys alone) before the first message is stored. And a message that fails blocks the later
 * ones of its GPU until it is stored or set aside. Of {@link CrowdedHosts} all others come last.
 */
final class PartitionDrain {

  private static final Logger LOG = Logger.getLogger(PartitionDrain.class);

  /** Block spans whose samples are held in memory together. */
  private static final int MAX_SPANS = 256;

  private static final int MAX_RESTARTS = 5;

  private final DrainContext context;
  private final Partition partition;
  private final Budget budget;
  private final CommitLog log;
  private final Failures failures;
  private final PartitionReader reader;
  private final GroupStore store;
  private final BatchSize size;
  private final CrowdedHosts crowded = new CrowdedHosts();
  private List<QueuedMessage> waiting = List.of();

  /**
   * @param claim the claim
   * @param known what is known of the partition
   */
  PartitionDrain(
      DrainContext context,
      Partition partition,
      Claim claim,
      PartitionKnowledge known,
      Budget budget) {
    this.context = context;
    this.partition = partition;
    this.budget = budget;
    this.log = new CommitLog(context, partition, claim);
    this.failures = new Failures(context, partition, claim, crowded);
    this.reader = new PartitionReader(context, partition, log, failures, known);
    String queue = context.keys().queue(partition.cluster(), partition.number());
    this.store = new GroupStore(log, failures, crowded, queue);
    this.size = new BatchSize(context.memory().batchBytes(), DrainMemory.LARGEST_MESSAGE);
  }

  /** Drains until the partition is empty, the budget is spent or the claim is lost. */
  PartitionResult run() {
    Outcome outcome = Outcome.RETRY_LATER;
    try {
      for (int restart = 0; outcome == Outcome.RETRY_LATER && restart < MAX_RESTARTS; restart++) {
        outcome = listAndDrain();
        if (failures.any()) {
          break;
        }
      }
    } catch (CommitLog.ClaimLostException e) {
      LOG.warnf("claim on %s is lost: %s", partition, e.getMessage());
      outcome = Outcome.CLAIM_LOST;
    } catch (NewerFormatException e) {
      failures.allNeedNewer(e);
      waiting = reader.listMessages();
      outcome = Outcome.NEWER_FORMAT;
    }
    return result(outcome);
  }

  /** Messages that wait for a newer release, as far as it came. */
  List<QueuedMessage> waiting() {
    return waiting;
  }

  /** What was done so far, also when an exception ended it. */
  PartitionResult result(Outcome outcome) {
    return new PartitionResult(
        partition.cluster(),
        partition.number(),
        log.messages(),
        log.samples(),
        failures.deadLettered(),
        outcome);
  }

  /** What was stored so far. */
  DrainCounters stored() {
    return log.stored();
  }

  /** How the next drain under the same claim may go on, once this one drained the partition. */
  Optional<Drained> drained() {
    return failures.none() ? Optional.of(log.drained()) : Optional.empty();
  }

  private Outcome listAndDrain() {
    List<QueuedMessage> ordered;
    try {
      ordered = reader.list();
    } catch (CommitLog.ConflictException e) {
      LOG.debugf("%s changed under its drain: listing again", partition);
      return Outcome.RETRY_LATER;
    }
    Outcome outcome = drain(ordered);
    waiting = failures.waiting(ordered);
    if (outcome == Outcome.DRAINED && !failures.foundNewer()) {
      log.view().bound(context.memory().viewBytes());
      context.views().keep(partition, log.view());
    }
    return outcome == Outcome.DRAINED && !waiting.isEmpty() ? Outcome.NEWER_FORMAT : outcome;
  }

  private Outcome drain(List<QueuedMessage> ordered) {
    crowded.begin();
    return drain(ordered.iterator())
        .or(() -> drain(crowded.atLast().iterator()))
        .orElseGet(() -> failures.any() ? Outcome.RETRY_LATER : Outcome.DRAINED);
  }

  /** How it ended before all of these were tried; empty where they were. */
  private Optional<Outcome> drain(Iterator<QueuedMessage> rest) {
    for (List<QueuedMessage> next = batch(rest); !next.isEmpty(); next = batch(rest)) {
      int taken = budget.take(next.size());
      List<QueuedMessage> batch = next.subList(0, taken);
      long before = log.messages();
      int putOff = crowded.size();
      try {
        storeBatch(batch);
      } catch (CommitLog.ConflictException e) {
        LOG.debugf("%s changed under its drain: listing again", partition);
        budget.giveBack(taken - (int) (log.messages() - before));
        return Optional.of(Outcome.RETRY_LATER);
      }
      budget.giveBack(failures.waiting(batch).size() + crowded.size() - putOff);
      if (taken < next.size()) {
        return Optional.of(Outcome.STOPPED_EARLY);
      }
    }
    return Optional.empty();
  }

  /** The next messages that neither wait for a newer release nor come last. */
  private List<QueuedMessage> batch(Iterator<QueuedMessage> rest) {
    int most = size.next();
    List<QueuedMessage> batch = new ArrayList<>(most);
    while (batch.size() < most && rest.hasNext()) {
      QueuedMessage message = rest.next();
      if (!failures.holds(message) && !crowded.putsOff(message)) {
        batch.add(message);
      }
    }
    return batch;
  }

  /** Reads a batch and stores it piece by piece. Each piece touches a bounded part of the store. */
  private void storeBatch(List<QueuedMessage> batch) {
    log.view().bound(context.memory().viewBytes());
    List<PendingMessage> together = new ArrayList<>();
    int spans = 0;
    List<PendingMessage> messages = reader.read(batch);
    size.read(messages.size(), messages.stream().mapToLong(PendingMessage::bytes).sum());
    for (PendingMessage message : messages) {
      int more = spans(message).size();
      if (spans + more > MAX_SPANS) {
        store(together);
        log.view().bound(context.memory().viewBytes());
        together.clear();
        spans = 0;
      }
      together.add(message);
      spans += more;
    }
    store(together);
  }

  private void store(List<PendingMessage> messages) {
    Set<String> together = new HashSet<>();
    for (PendingMessage message : messages) {
      if (message.isOfHost()) {
        together.add(message.host());
      }
    }
    Map<GpuId, Group> groups = new LinkedHashMap<>();
    Map<String, Group.OfHost> hosts = new LinkedHashMap<>();
    List<GpuSpan> spans = new ArrayList<>();
    for (PendingMessage message : messages) {
      if (failures.holds(message.listed())) {
        continue;
      }
      if (together.contains(message.host())) {
        hosts
            .computeIfAbsent(message.host(), key -> new Group.OfHost(key, new ArrayList<>()))
            .messages()
            .add(message);
        spans.addAll(spans(message));
      } else if (!failures.blocks(message.samples().gpu())) {
        groups
            .computeIfAbsent(message.samples().gpu(), key -> new Group(key, new ArrayList<>()))
            .messages()
            .add(message);
        spans.addAll(spans(message));
      }
    }
    reader.load(spans, messages.stream().flatMap(one -> one.gpus().stream()).toList());
    store.store(List.copyOf(groups.values()));
    if (store.storeHosts(List.copyOf(hosts.values()))) {
      throw new CommitLog.ConflictException(); // Others wait in the queue now than were listed.
    }
  }

  private Set<GpuSpan> spans(PendingMessage message) {
    Set<GpuSpan> spans = new HashSet<>();
    message.gpus().forEach(gpu -> spans.addAll(GpuSpan.of(gpu, context.options().blockSpanMs())));
    return spans;
  }
}
