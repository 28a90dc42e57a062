package nexus.telemetry.query.promql;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.PagedRead;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.TxnResult;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.query.series.MissingSpans;

/** Reads of places, one after the other; the next ones are under way meanwhile. */
final class PlaceReads {

  /** Reads that are under way. */
  private static final int AHEAD = 48;

  /** Most blocks in the first read of a place. */
  private static final int MOST_BLOCKS = 32;

  private final Kv kv;
  private final Keyspace keys;
  private final String cluster;
  private final long revision;
  private final long fromMs;
  private final long toMs;
  private final int blocks;
  private final Iterator<GpuId> places;
  private final Queue<Sent> sent = new ArrayDeque<>();

  private record Sent(GpuId place, CompletableFuture<TxnResult> result) {}

  /**
   * What was read of a place.
   *
   * @param metadata its facts, if it has any
   * @param blocks its blocks, by time
   * @param letters what was set aside of them
   */
  record PlaceRead(GpuId place, Page metadata, PagedRead blocks, Page letters) {}

  /**
   * @param revision revision to read at
   * @param fromMs a multiple of the blocks' span, epoch milliseconds
   * @param toMs exclusive
   * @param spanMs the blocks' span
   */
  PlaceReads(
      Kv kv,
      Keyspace keys,
      String cluster,
      List<GpuId> places,
      long revision,
      long fromMs,
      long toMs,
      long spanMs) {
    this.kv = kv;
    this.keys = keys;
    this.cluster = cluster;
    this.places = places.iterator();
    this.revision = revision;
    this.fromMs = fromMs;
    this.toMs = toMs;
    this.blocks = (int) Math.min(MOST_BLOCKS, (toMs - fromMs) / spanMs + 2);
  }

  boolean hasNext() {
    return !sent.isEmpty() || places.hasNext();
  }

  PlaceRead next() {
    while (sent.size() < AHEAD && places.hasNext()) {
      send(places.next());
    }
    Sent first = sent.remove();
    TxnResult read = KvFutures.await(first.result());
    PagedRead paged =
        new PagedRead(
            kv, blocksOf(first.place()), CompletableFuture.completedFuture(read.pages().get(1)));
    return new PlaceRead(first.place(), read.pages().get(0), paged, read.pages().get(2));
  }

  private void send(GpuId place) {
    List<Op> gets =
        List.of(
            Op.get(Range.key(keys.metadata(cluster, place)).at(revision)),
            Op.get(blocksOf(place)),
            Op.get(
                keys.blockLetters(cluster, place, fromMs, toMs)
                    .at(revision)
                    .limit(MissingSpans.MOST)));
    sent.add(new Sent(place, kv.txn(Txn.always(gets))));
  }

  private Range blocksOf(GpuId place) {
    return keys.blocks(cluster, place, fromMs, toMs).at(revision).limit(blocks);
  }
}
