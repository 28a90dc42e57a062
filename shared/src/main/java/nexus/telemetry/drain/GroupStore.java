package nexus.telemetry.drain;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import nexus.telemetry.drain.CommitLog.DrainCommit;
import nexus.telemetry.drain.Group.PendingMessage;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.keys.Keyspace.MessageKey;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.queue.MessageCodec.Message;
import nexus.telemetry.queue.QueueSnapshot.QueuedMessage;
import nexus.telemetry.store.StoreCommit;
import org.jboss.logging.Logger;

/** Packs groups of messages into commits: many small groups into one, one large group into many. */
final class GroupStore {

  private static final Logger LOG = Logger.getLogger(GroupStore.class);

  /** Messages of a host that are tried in one commit. */
  private static final int MOST_MESSAGES_OF_HOST = 24;

  private final CommitLog log;
  private final Failures failures;
  private final CrowdedHosts crowded;
  private final String queue;

  /**
   * @param queue prefix of the partition's messages
   */
  GroupStore(CommitLog log, Failures failures, CrowdedHosts crowded, String queue) {
    this.log = log;
    this.failures = failures;
    this.crowded = crowded;
    this.queue = queue;
  }

  /** Stores groups in as few commits as they fit into. */
  void store(List<Group> groups) {
    DrainCommit commit = log.begin();
    List<Group> together = new ArrayList<>();
    for (Group group : groups) {
      if (crowded.putsOff(group)) {
        continue;
      }
      if (tryAdd(commit, group)) {
        together.add(group);
        continue;
      }
      if (!together.isEmpty() && !failures.blocks(group.gpu())) {
        commit(commit, together);
        together = new ArrayList<>();
        commit = log.begin();
        if (tryAdd(commit, group)) {
          together.add(group);
          continue;
        }
      }
      if (!failures.blocks(group.gpu())) {
        storeAlone(group);
        commit = log.begin();
      }
    }
    if (!together.isEmpty()) {
      commit(commit, together);
    }
  }

  /**
   * Stores messages of hosts, each with all of its GPUs' samples in one commit. Where that cannot
   * be, whatever the reason, messages of each GPU take their place: those can be stored in parts,
   * fail one by one, or wait.
   *
   * @return whether messages were taken apart, so that the queue is to be listed anew
   */
  boolean storeHosts(List<Group.OfHost> hosts) {
    Hosts all = new Hosts();
    for (Group.OfHost host : hosts) {
      if (failures.blocksSomeOf(host.host()) || !all.store(host)) {
        all.takeApart(host);
      }
    }
    all.commit();
    return all.apart;
  }

  /** Messages of hosts on their way into commits. */
  private final class Hosts {

    private DrainCommit commit = log.begin();
    private final Set<PendingMessage> done = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Group.OfHost> together = new ArrayList<>();
    private boolean apart;

    /** Stores one host's messages; false where it stored only those before one that it cannot. */
    private boolean store(Group.OfHost host) {
      int size = host.messages().size();
      if (size <= MOST_MESSAGES_OF_HOST && (add(host) || addToNext(host))) {
        return true;
      }
      return size > 1
          && store(new Group.OfHost(host.host(), host.messages().subList(0, size / 2)))
          && store(new Group.OfHost(host.host(), host.messages().subList(size / 2, size)));
    }

    private boolean addToNext(Group.OfHost host) {
      boolean others = !together.isEmpty();
      commit();
      return others && add(host);
    }

    private boolean add(Group.OfHost host) {
      if (together.stream().anyMatch(one -> one.host().equals(host.host()))
          || !tryAdd(commit, host)) {
        return false;
      }
      together.add(host);
      return true;
    }

    private void commit() {
      if (together.isEmpty()) {
        return;
      }
      List<Group.OfHost> all = List.copyOf(together);
      DrainCommit whole = commit;
      together.clear();
      commit = log.begin();
      try {
        log.commit(whole);
        all.forEach(host -> done.addAll(host.messages()));
      } catch (KvException e) {
        if (e.kind() != KvException.Kind.TOO_LARGE) {
          throw e;
        }
        all.forEach(this::takeApart);
      }
    }

    /**
     * Takes apart what is not stored; what is there of one GPU alone waits for the next listing.
     */
    private void takeApart(Group.OfHost host) {
      commit();
      apart = true;
      for (PendingMessage message : host.messages()) {
        if (message.isOfHost() && done.add(message)) {
          DrainCommit instead = log.begin();
          instead.takeApart(message, parts(message), log.publishedKey());
          if (failures.hasAttempts(message)) {
            instead.forgetAttempts(failures.attemptsKey(message));
          }
          log.commit(instead);
        }
      }
    }
  }

  private Map<String, byte[]> parts(PendingMessage message) {
    long publishedAt = Keyspace.publishedAt(message.tail()).orElse(message.entry().modRevision());
    MessageKey whole = Keyspace.parseTail(message.tail()).orElseThrow();
    Map<String, byte[]> parts = new TreeMap<>();
    for (GpuSamples gpu : message.gpus()) {
      MessageKey part = whole.of(gpu.gpu(), gpu.firstMs()).rest(gpu.firstMs(), publishedAt);
      parts.put(queue + Keyspace.tail(part), log.encode(new Message(message.publishedMs(), gpu)));
    }
    return parts;
  }

  private boolean tryAdd(DrainCommit commit, Group.OfHost host) {
    while (true) {
      try {
        boolean added = commit.store().addAll(host.samples(), messageOps(host.messages()));
        if (added) {
          host.messages().forEach(message -> acknowledge(commit, message));
        }
        return added;
      } catch (UnreadableException e) {
        if (e.key().isEmpty() || !replaced(e)) {
          return false;
        }
      } catch (RuntimeException e) {
        LOG.debugf("messages of host %s are taken apart: %s", host.host(), reason(e));
        return false;
      }
    }
  }

  private boolean replaced(UnreadableException damaged) {
    failures.quarantine(damaged);
    try {
      log.replace(damaged);
      return true;
    } catch (NewerFormatException e) {
      return false;
    }
  }

  /** Adds a group to a commit; false when it does not fit, or cannot be stored at all. */
  private boolean tryAdd(DrainCommit commit, Group group) {
    while (true) {
      try {
        return tryAddToWhatCanBeRead(commit, group);
      } catch (UnreadableException e) {
        failures.quarantine(e);
        if (!replace(e, group)) {
          return false;
        }
      }
    }
  }

  private boolean replace(UnreadableException damaged, Group group) {
    try {
      log.replace(damaged);
      return true;
    } catch (NewerFormatException e) {
      failures.needsNewer(group, e);
      return false;
    }
  }

  private boolean tryAddToWhatCanBeRead(DrainCommit commit, Group group) {
    try {
      boolean added =
          commit.store().add(group.gpu(), group.samples(), messageOps(group))
              == StoreCommit.Added.ALL;
      if (added) {
        group.messages().forEach(message -> acknowledge(commit, message));
      }
      return added;
    } catch (NewerFormatException e) {
      failures.needsNewer(group, e);
      return false;
    } catch (RuntimeException e) {
      if (e instanceof UnreadableException stands && stands.key().isPresent()) {
        throw e;
      }
      // Nothing was read or written: this is about what stands in the store, or about the samples.
      failed(group, reason(e));
      return false;
    }
  }

  /**
   * Counts an attempt at each message that cannot be stored by itself. The others are not at fault:
   * they wait until those are stored or set aside.
   */
  private void failed(Group group, String reason) {
    if (group.messages().size() == 1) {
      failures.failed(group, reason);
      return;
    }
    List<PendingMessage> atFault =
        group.messages().stream().filter(one -> !canBeStored(group.gpu(), one)).toList();
    failures.failed(new Group(group.gpu(), atFault.isEmpty() ? group.messages() : atFault), reason);
  }

  private boolean canBeStored(GpuId gpu, PendingMessage message) {
    try {
      return log.begin().store().add(gpu, List.of(message.samples()), 1)
          != StoreCommit.Added.NOTHING;
    } catch (NewerFormatException e) {
      return true; // It waits, and is not at fault.
    } catch (RuntimeException e) {
      LOG.debugf("%s: %s", message.entry().key(), reason(e));
      return false;
    }
  }

  private static String reason(RuntimeException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  private int messageOps(Group group) {
    return messageOps(group.messages());
  }

  private int messageOps(List<PendingMessage> messages) {
    return messages.size() + (int) messages.stream().filter(failures::hasAttempts).count();
  }

  private void acknowledge(DrainCommit commit, PendingMessage message) {
    commit.acknowledge(message);
    if (failures.hasAttempts(message)) {
      commit.forgetAttempts(failures.attemptsKey(message));
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
    if (commit
            .store()
            .add(group.gpu(), group.samples(), messageOps(group) + DrainCommit.MORE_TO_SHORTEN)
        != StoreCommit.Added.UP_TO_REST) {
      failures.failed(group, "too large for one commit");
      return;
    }
    GpuSamples rest = message.samples().from(commit.store().restFromMs());
    String tail = restTail(message, rest.firstMs());
    byte[] bytes = log.encode(new Message(message.publishedMs(), rest));
    commit.shorten(message, queue + tail, bytes, rest.size(), log.publishedKey());
    if (failures.hasAttempts(message)) {
      commit.forgetAttempts(failures.attemptsKey(message));
    }
    long revision = commit(commit, List.of(group));
    if (!failures.blocks(group.gpu())) {
      Entry left = new Entry(queue + tail, bytes, revision, revision, 1, message.entry().leaseId());
      PendingMessage next =
          new PendingMessage(
              left, QueuedMessage.of(queue, left), message.publishedMs(), List.of(rest));
      store(List.of(new Group(group.gpu(), List.of(next))));
    }
  }

  private static String restTail(PendingMessage message, long firstMs) {
    long publishedAt = Keyspace.publishedAt(message.tail()).orElse(message.entry().modRevision());
    return Keyspace.tail(
        Keyspace.parseTail(message.tail()).orElseThrow().rest(firstMs, publishedAt));
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
      if (groups.size() == 1 && groups.get(0).messages().size() == 1) {
        failures.failed(groups.get(0), e.getMessage());
      } else if (groups.size() == 1) {
        storeAlone(groups.get(0));
      } else {
        groups.forEach(group -> store(List.of(group)));
      }
      return 0;
    }
  }
}
