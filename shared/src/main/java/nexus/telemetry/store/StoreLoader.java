package nexus.telemetry.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import nexus.telemetry.etcd.Entry;
import nexus.telemetry.etcd.Keyspace;
import nexus.telemetry.etcd.Kv;
import nexus.telemetry.etcd.KvException;
import nexus.telemetry.etcd.Op;
import nexus.telemetry.etcd.Page;
import nexus.telemetry.etcd.Range;
import nexus.telemetry.etcd.Txn;
import nexus.telemetry.etcd.TxnResult;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.store.StoreView.Versioned;

/** Reads what a set of samples is about to change, in as few requests as can be. */
public final class StoreLoader {

  private final Kv kv;
  private final Keyspace keys;
  private final String cluster;
  private final long spanMs;

  /**
   * @param spanMs span of a block, milliseconds
   */
  public StoreLoader(Kv kv, Keyspace keys, String cluster, long spanMs) {
    this.kv = kv;
    this.keys = keys;
    this.cluster = cluster;
    this.spanMs = spanMs;
  }

  /** A read, and what to do with its answer. */
  private record Lookup(Range range, Consumer<Page> found) {}

  /** Adds to {@code view} what it lacks of spans, and of their GPUs and hosts. */
  public void load(StoreView view, List<GpuSpan> spans) {
    List<Lookup> lookups = new ArrayList<>();
    Set<Object> asked = new HashSet<>();
    for (GpuSpan span : spans) {
      GpuId gpu = span.gpu();
      if (!view.hasMetadata(gpu) && asked.add(gpu)) {
        lookups.add(metadata(view, gpu));
      }
      if (!view.hasLatest(gpu.host()) && asked.add(gpu.host())) {
        lookups.add(latest(view, gpu.host()));
      }
      if (!view.hasSpan(span) && asked.add(span)) {
        lookups.add(span(view, span));
      }
    }
    run(lookups);
  }

  private Lookup metadata(StoreView view, GpuId gpu) {
    return new Lookup(
        Range.key(keys.metadata(cluster, gpu)),
        page -> view.putMetadata(gpu, only(page, GpuMetadataCodec::decode, null)));
  }

  private Lookup latest(StoreView view, String host) {
    return new Lookup(
        Range.key(keys.latest(cluster, host)),
        page ->
            view.putLatest(
                host, only(page, HostLatestCodec::decode, new HostLatest(host, List.of()))));
  }

  private Lookup span(StoreView view, GpuSpan span) {
    return new Lookup(
        keys.blocks(cluster, span.gpu(), span.startMs(), span.startMs() + spanMs),
        page -> {
          NavigableMap<Long, Versioned<Block>> blocks = new TreeMap<>();
          for (Entry entry : page.entries()) {
            blocks.put(Keyspace.blockStart(entry.key()), Versioned.read(entry, BlockCodec::decode));
          }
          view.putSpan(span, blocks);
        });
  }

  private static <T> Versioned<T> only(
      Page page, java.util.function.Function<byte[], T> decoder, T absent) {
    return page.entries().isEmpty()
        ? Versioned.of(absent, 0)
        : Versioned.read(page.entries().get(0), decoder);
  }

  private void run(List<Lookup> lookups) {
    List<CompletableFuture<TxnResult>> reads = new ArrayList<>();
    for (int from = 0; from < lookups.size(); from += Kv.MAX_OPERATIONS) {
      List<Op> gets = new ArrayList<>();
      int to = Math.min(lookups.size(), from + Kv.MAX_OPERATIONS);
      lookups.subList(from, to).forEach(lookup -> gets.add(Op.get(lookup.range())));
      reads.add(kv.txn(Txn.always(gets)));
    }
    int next = 0;
    for (CompletableFuture<TxnResult> read : reads) {
      for (Page page : KvException.await(read).pages()) {
        lookups.get(next++).found().accept(page);
      }
    }
  }
}
