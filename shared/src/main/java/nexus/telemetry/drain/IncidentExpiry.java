package nexus.telemetry.drain;

import java.util.ArrayList;
import java.util.List;
import nexus.telemetry.incidents.GpuIncidentsCodec;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Compare;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.PagedRead;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.store.StoredValues;
import org.jboss.logging.Logger;

/**
 * Removes the incidents of GPUs of which there was none for as long as incidents are kept. Of GPUs
 * with younger ones a drain leaves out the old ones when it writes some.
 */
final class IncidentExpiry {

  private static final Logger LOG = Logger.getLogger(IncidentExpiry.class);
  private static final int FIRST_GPUS = 100;

  /** Removals of a transaction, each with a condition of its own beside that of the sweep. */
  private static final int MOST = Kv.MAX_OPERATIONS / 2;

  private final Kv kv;
  private final Keyspace keys;

  IncidentExpiry(Kv kv, Keyspace keys) {
    this.kv = kv;
    this.keys = keys;
  }

  /**
   * Removes what was over by a time. What a drain writes meanwhile stays.
   *
   * @param limitMs the time, epoch milliseconds
   * @param condition holds as long as the sweep may go on
   */
  void removeBefore(String cluster, long limitMs, Compare condition) {
    PagedRead all = new PagedRead(kv, Range.prefix(keys.incidents(cluster)), FIRST_GPUS);
    while (all.hasNext()) {
      List<Entry> old =
          all.next().entries().stream().filter(entry -> isOver(entry, limitMs)).toList();
      for (int from = 0; from < old.size(); from += MOST) {
        remove(old.subList(from, Math.min(old.size(), from + MOST)), condition);
      }
    }
  }

  private static boolean isOver(Entry entry, long limitMs) {
    try {
      return StoredValues.decode(entry, GpuIncidentsCodec::decode).newestMs().orElse(0) < limitMs;
    } catch (UnreadableException | NewerFormatException e) {
      LOG.warnf("expiry passes over %s: %s", entry.key(), e.getMessage());
      return false;
    }
  }

  private void remove(List<Entry> entries, Compare condition) {
    List<Compare> conditions = new ArrayList<>(List.of(condition));
    List<Op> removals = new ArrayList<>();
    for (Entry entry : entries) {
      conditions.add(Compare.unchanged(entry.key(), entry.modRevision()));
      removals.add(Op.delete(entry.key()));
    }
    KvFutures.await(kv.txn(Txn.when(conditions, removals)));
  }
}
