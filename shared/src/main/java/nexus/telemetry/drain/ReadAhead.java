package nexus.telemetry.drain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.queue.QueueSnapshot;
import nexus.telemetry.queue.QueueSnapshot.QueuedMessage;
import org.jboss.logging.Logger;

/** Reads the messages of all partitions in one request, where they are few. */
final class ReadAhead {

  private static final Logger LOG = Logger.getLogger(ReadAhead.class);

  /** Most messages that are read at once before their partitions' drains begin. */
  private static final int MOST = 400;

  private ReadAhead() {}

  /** What waits, with its messages; as it is where they are known, or are many. */
  static QueueSnapshot of(Kv kv, QueueSnapshot waiting) {
    int messages = waiting.messages().values().stream().mapToInt(List::size).sum();
    boolean few = messages <= MOST && waiting.messages().size() <= Kv.MAX_OPERATIONS;
    if (!waiting.read().isEmpty() || messages == 0 || !few) {
      return waiting;
    }
    List<Op> reads = new ArrayList<>();
    for (List<QueuedMessage> ofOne : waiting.messages().values()) {
      String last = ofOne.get(ofOne.size() - 1).key();
      reads.add(Op.get(Range.of(ofOne.get(0).key(), last + '\0')));
    }
    Map<String, Entry> read = new HashMap<>();
    try {
      for (Page page : KvFutures.await(kv.txn(Txn.always(reads))).pages()) {
        page.entries().forEach(entry -> read.put(entry.key(), entry));
      }
    } catch (KvException e) {
      LOG.debugf("%d messages are read one by one: %s", messages, e.getMessage());
    }
    return waiting.with(read);
  }
}
