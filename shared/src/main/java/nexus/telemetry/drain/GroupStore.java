package nexus.telemetry.drain;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import nexus.telemetry.etcd.Entry;
import nexus.telemetry.etcd.KvException;
import nexus.telemetry.model.CorruptValueException;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.queue.Message;
import nexus.telemetry.queue.MessageCodec;
import nexus.telemetry.store.StoreCommit;

/** Packs groups of messages into commits: many small groups into one, one large group into many. */
final class GroupStore {

  private final CommitLog log;
  private final Failures failures;
  private final InstantSource clock;

  GroupStore(CommitLog log, Failures failures, InstantSource clock) {
    this.log = log;
    this.failures = failures;
    this.clock = clock;
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
    try {
      boolean added =
          commit.store().add(group.gpu(), group.samples(), messageOps(group))
              == StoreCommit.Added.ALL;
      if (added) {
        group.messages().forEach(message -> acknowledge(commit, message));
      }
      return added;
    } catch (CorruptValueException | IllegalArgumentException e) {
      failures.failed(group, e.getMessage());
      return false;
    }
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
    if (commit.store().add(group.gpu(), group.samples(), messageOps(group))
        != StoreCommit.Added.UP_TO_REST) {
      failures.failed(group, "too large for one commit");
      return;
    }
    GpuSamples rest = message.samples().from(commit.store().restFromMs());
    Message shortened = new Message(clock.millis(), rest);
    commit.shorten(message, shortened);
    long revision = commit(commit, List.of(group));
    if (!failures.blocks(group.gpu())) {
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
        failures.failed(groups.get(0), e.getMessage());
      } else {
        groups.forEach(group -> store(List.of(group)));
      }
      return 0;
    }
  }
}
