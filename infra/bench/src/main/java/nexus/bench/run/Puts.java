package nexus.bench.run;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.TxnResult;

/** Puts many values: full transactions, several under way. Closing it waits for the last. */
final class Puts implements AutoCloseable {

  private static final int UNDER_WAY = 16;

  private final Kv kv;
  private final List<Op> next = new ArrayList<>();
  private final Deque<CompletableFuture<TxnResult>> underWay = new ArrayDeque<>();
  private int bytes;

  Puts(Kv kv) {
    this.kv = kv;
  }

  void put(String key, byte[] value) {
    Op put = Op.put(key, value);
    if (next.size() == Kv.MAX_OPERATIONS || bytes + put.bytes() > Kv.MAX_BYTES) {
      send();
    }
    next.add(put);
    bytes += put.bytes();
  }

  private void send() {
    if (underWay.size() == UNDER_WAY) {
      KvFutures.await(underWay.remove());
    }
    underWay.add(kv.txn(Txn.always(next)));
    next.clear();
    bytes = 0;
  }

  @Override
  public void close() {
    if (!next.isEmpty()) {
      send();
    }
    while (!underWay.isEmpty()) {
      KvFutures.await(underWay.remove());
    }
  }
}
