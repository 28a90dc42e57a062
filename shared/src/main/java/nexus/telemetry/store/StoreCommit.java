package nexus.telemetry.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import nexus.telemetry.block.StoredBlock;
import nexus.telemetry.formats.FormatVersions;
import nexus.telemetry.incidents.IncidentPolicy;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Compare;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.Op;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.StoredFormat;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.store.StoreView.Versioned;
import nexus.telemetry.store.StoreWriter.Change;

/**
 * The store's share of one commit: the changes of a group of GPUs of one partition, and the newest
 * values of their hosts.
 */
public final class StoreCommit {

  /** Bytes left for what else a commit carries: claim, counters, keys of messages. */
  private static final int HEADROOM_BYTES = 64 << 10;

  /** Operations left for what else a commit carries. */
  private static final int HEADROOM_OPS = 4;

  /** Most bytes of a host's newest values: a block and the rest of a commit fit beside them. */
  static final int MAX_LATEST_BYTES = Kv.MAX_BYTES - HEADROOM_BYTES - StoredBlock.MAX_BYTES;

  /** Bytes of a host's open blocks from which on they only become fewer. */
  private static final int MAX_OPEN_BYTES = 64 << 10;

  private final Keyspace keys;
  private final String cluster;
  private final long spanMs;
  private final StoreView view;
  private final FormatVersions formats;
  private final IncidentPolicy incidents;
  private final LateUsage late;

  private final List<Change> changes = new ArrayList<>();
  private final Map<String, SizedLatest> latest = new TreeMap<>();
  private final Map<String, UuidPointer> pointers = new HashMap<>();
  private DrainCounters counters = DrainCounters.ZERO;
  private int ops;
  private int conditions;
  private int bytes;

  /** A host has more series than its newest values can be kept of. */
  static final class TooManySeriesException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TooManySeriesException(String message) {
      super(message);
    }
  }

  /**
   * An empty commit on what {@code view} holds.
   *
   * @param formats the versions to write
   * @param incidents what is an incident
   * @param nowMs now, epoch milliseconds
   */
  public StoreCommit(
      Keyspace keys,
      String cluster,
      long spanMs,
      StoreView view,
      FormatVersions formats,
      IncidentPolicy incidents,
      long nowMs) {
    this.keys = keys;
    this.cluster = cluster;
    this.spanMs = spanMs;
    this.view = view;
    this.formats = formats;
    this.incidents = incidents;
    this.late = new LateUsage(nowMs);
  }

  /** How an attempt to add to the commit ended. */
  public enum Added {
    /** The change is part of the commit. */
    ALL,
    /** The commit is as before: with the change, or with all of its updates, it is too large. */
    NOTHING,
    /**
     * The commit holds nothing but the only update's samples before {@link
     * StoreCommit#restFromMs()}.
     */
    UP_TO_REST
  }

  /**
   * Adds a GPU's samples, with the operations that acknowledge their messages.
   *
   * @param gpu the GPU, not yet part of this commit
   * @param updates its samples in publish order; their spans and UUIDs are loaded in the view
   * @param messageOps operations and conditions the caller will add for them
   * @throws TooManySeriesException when the host's newest values have no room in any commit; this
   *     one is as before
   * @throws UnreadableException naming the key, when a block, facts or newest values that stand in
   *     the store cannot be read
   * @throws nexus.telemetry.model.NewerFormatException naming the key, when one of them, or the
   *     place of the GPU's UUID, is of a newer version
   */
  public Added add(GpuId gpu, List<GpuSamples> updates, int messageOps) {
    int roomOps = Kv.MAX_OPERATIONS - HEADROOM_OPS - messageOps - Math.max(ops, conditions);
    int roomBytes = Kv.MAX_BYTES - HEADROOM_BYTES - bytes;
    if (roomOps < 5 || roomBytes <= 0) {
      return Added.NOTHING;
    }
    StoreWriter writer =
        new StoreWriter(
            keys,
            cluster,
            spanMs,
            view,
            formats,
            new IncidentWriter(incidents, view, spanMs),
            pointers,
            gpu,
            roomOps - 3,
            roomBytes);
    Change change = writer.change(updates, mayGrow(gpu.host()));
    boolean fits =
        change.restFromMs().isEmpty()
            && change.bytes() <= roomBytes
            && Math.max(change.puts().size(), change.conditions().size()) < roomOps - 1;
    if (!fits && (!changes.isEmpty() || updates.size() > 1)) {
      return Added.NOTHING;
    }
    include(change, messageOps);
    return change.restFromMs().isEmpty() ? Added.ALL : Added.UP_TO_REST;
  }

  /**
   * Adds the samples of several GPUs of a host, with the operations that acknowledge their
   * messages: all of them, or nothing.
   *
   * @param updates the samples of each in publish order, as above
   * @param messageOps operations and conditions the caller will add for them
   * @return whether they are part of the commit; where they are not, it is as before
   * @throws TooManySeriesException as above, and so are the others
   */
  public boolean addAll(Map<GpuId, List<GpuSamples>> updates, int messageOps) {
    Before before = new Before(updates.keySet().iterator().next().host());
    boolean done = false;
    try {
      done = addEach(updates, messageOps);
    } finally {
      if (!done) {
        before.restore();
      }
    }
    return done;
  }

  private boolean addEach(Map<GpuId, List<GpuSamples>> updates, int messageOps) {
    int more = messageOps;
    for (Map.Entry<GpuId, List<GpuSamples>> gpu : updates.entrySet()) {
      if (add(gpu.getKey(), gpu.getValue(), more) != Added.ALL) {
        return false;
      }
      more = 0;
    }
    return true;
  }

  /** What the commit was before samples of a host were added. */
  private final class Before {
    private final String host;
    private final int changesBefore = changes.size();
    private final SizedLatest latestBefore;
    private final Map<String, UuidPointer> pointersBefore = new HashMap<>(pointers);
    private final OptionalLong lateBefore;
    private final DrainCounters countersBefore = counters;
    private final int opsBefore = ops;
    private final int conditionsBefore = conditions;
    private final int bytesBefore = bytes;

    Before(String host) {
      this.host = host;
      this.latestBefore = latest.get(host);
      this.lateBefore = late.from(host);
    }

    void restore() {
      changes.subList(changesBefore, changes.size()).clear();
      if (latestBefore == null) {
        latest.remove(host);
      } else {
        latest.put(host, latestBefore);
      }
      late.restore(host, lateBefore);
      pointers.clear();
      pointers.putAll(pointersBefore);
      counters = countersBefore;
      ops = opsBefore;
      conditions = conditionsBefore;
      bytes = bytesBefore;
    }
  }

  /** Whether a host's newest values have room for more samples that are in no block. */
  private boolean mayGrow(String host) {
    return formats.of(StoredFormat.LATEST) >= HostLatestCodec.WITH_OPEN
        && latest(host).openBytes() < MAX_OPEN_BYTES;
  }

  private SizedLatest latest(String host) {
    SizedLatest changed = latest.get(host);
    return changed == null ? SizedLatest.of(view.latest(host).value()) : changed;
  }

  private void include(Change change, int messageOps) {
    String host = change.gpu().host();
    boolean newHost = !latest.containsKey(host);
    SizedLatest stands = latest(host);
    SizedLatest merged = stands.with(change);
    checkSize(merged);
    changes.add(change);
    late.add(view.latest(host).value(), change);
    pointers.putAll(change.pointers());
    bytes += change.bytes() + mostBytes(merged) - (newHost ? 0 : mostBytes(stands));
    latest.put(host, merged);
    ops += change.puts().size() + messageOps + (newHost ? 2 : 0);
    conditions += change.conditions().size() + messageOps + (newHost ? 1 : 0);
    counters = counters.plus(change.counters());
  }

  /** A bound on the bytes of newest values that were {@link #checkSize checked}. */
  private static int mostBytes(SizedLatest checked) {
    return Math.min(checked.mostBytes(), MAX_LATEST_BYTES);
  }

  /**
   * Refuses newest values that no commit has room for. They are counted exactly only where they
   * could be too many with the longest names and no metric in common.
   */
  private static void checkSize(SizedLatest latest) {
    if (latest.mostBytesOfAnyNames() > MAX_LATEST_BYTES
        && HostLatestCodec.encode(latest.value()).length > MAX_LATEST_BYTES) {
      throw new TooManySeriesException(
          "the newest values of host %s would take more than %d bytes: it has too many GPUs, or"
                  .formatted(latest.value().host(), MAX_LATEST_BYTES)
              + " its GPUs too many metrics");
    }
  }

  /** Time from which on the only GPU's samples were left out, epoch milliseconds. */
  public long restFromMs() {
    return changes.get(0).restFromMs().orElseThrow();
  }

  /** What the commit adds to the counters. */
  public DrainCounters counters() {
    return counters;
  }

  /** That everything the commit was worked out from is unchanged. */
  public Collection<Compare> conditions() {
    List<Compare> all = new ArrayList<>();
    changes.forEach(change -> all.addAll(change.conditions()));
    latest.forEach(
        (host, value) ->
            all.add(
                Compare.unchanged(keys.latest(cluster, host), view.latest(host).modRevision())));
    return all;
  }

  /**
   * The blocks, facts, incidents and newest values to put, each key once: two GPUs may claim one
   * UUID, as all MIG instances of a GPU do.
   */
  public Collection<Op> ops() {
    Map<String, Op.Put> byKey = new LinkedHashMap<>();
    changes.forEach(change -> change.puts().forEach(put -> byKey.put(put.key(), put)));
    latest.forEach(
        (host, value) -> {
          String key = keys.latest(cluster, host);
          byKey.put(key, new Op.Put(key, HostLatestCodec.encode(value.value()), 0));
        });
    late.hosts()
        .forEach(
            (host, from) -> {
              String key = keys.usageLate(cluster, host, from);
              byKey.put(key, new Op.Put(key, new byte[0], 0));
            });
    return List.copyOf(byKey.values());
  }

  /** Brings the view up to date after the commit was applied at {@code revision}. */
  public void committed(long revision) {
    changes.forEach(change -> change.committed(view, revision));
    latest.forEach((host, value) -> view.putLatest(host, Versioned.of(value.value(), revision)));
  }
}
