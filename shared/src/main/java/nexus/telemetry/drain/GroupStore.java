package nexus.telemetry.drain;

import java.util.ArrayList;
import java.util.List;
import nexus.telemetry.drain.CommitLog.DrainCommit;
import nexus.telemetry.drain.Group.PendingMessage;
import nexus.telemetry.keys.Keyspace;
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

  private final CommitLog log;
  private final Failures failures;
  private final String queue;

  /**
   * @param queue prefix of the partition's messages
   */
  GroupStore(CommitLog log, Failures failures, String queue) {
    this.log = log;
    this.failures = failures;
    this.queue = queue;
  }

  /** Stores groups in as few commits as they fit into. */
  void store(List<Group> groups) {
    DrainCommit commit = log.begin();
    List<Group> together = new ArrayList<>();
    for (Group group : groups) {
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
    return group.messages().size()
        + (int) group.messages().stream().filter(one -> failures.hasAttempts(one)).count();
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
          new PendingMessage(left, QueuedMessage.of(queue, left), message.publishedMs(), rest);
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
