package nexus.telemetry.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import nexus.telemetry.block.BlockCodec;
import nexus.telemetry.block.BlockFacts;
import nexus.telemetry.block.StoredBlock;
import nexus.telemetry.incidents.GpuIncidents;
import nexus.telemetry.incidents.GpuIncidentsCodec;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.PagedRead;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.TxnResult;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.model.Runs;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.store.StoreView.GpuSpan;
import nexus.telemetry.store.StoreView.Versioned;

/** Reads what a set of samples is about to change, in as few requests as can be. */
public final class StoreLoader {

  private static final int IN_FLIGHT = 4;

  /** Blocks in the first page, where all of a place are read. */
  private static final int FIRST_BLOCKS = 16;

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

  /** A transaction of lookups, and its answer to come. */
  private record Sent(List<Lookup> lookups, CompletableFuture<TxnResult> answer) {}

  /**
   * Adds to {@code view} those spans that it lacks, with their GPUs and hosts. The same requests
   * read what the caller needs besides.
   *
   * @param others further ranges to read
   * @return what those hold, in their order
   */
  public List<Page> load(StoreView view, List<GpuSpan> spans, List<Range> others) {
    List<Page> pages = new ArrayList<>(others.size());
    List<Lookup> lookups = new ArrayList<>();
    others.forEach(range -> lookups.add(new Lookup(range, pages::add)));
    Set<Object> asked = new HashSet<>();
    for (GpuSpan span : spans) {
      GpuId gpu = span.gpu();
      if (!view.hasMetadata(gpu) && asked.add(gpu)) {
        lookups.add(metadata(view, gpu));
        lookups.add(incidents(view, gpu));
      }
      if (!view.hasLatest(gpu.host()) && asked.add(gpu.host())) {
        lookups.add(latest(view, gpu.host()));
      }
      if (!view.hasSpan(span) && asked.add(span)) {
        lookups.add(span(view, span));
      }
    }
    run(lookups);
    return pages;
  }

  /**
   * Adds to {@code view} what storing some samples needs besides: those spans that it lacks, with
   * those of samples that are in no block yet, and where the UUIDs point that are new to their
   * GPUs.
   */
  public void loadFor(StoreView view, List<GpuSpan> spans, Collection<GpuSamples> samples) {
    load(view, spans, List.of());
    Set<String> uuids = new TreeSet<>();
    samples.forEach(one -> uuids.addAll(view.lackedPointers(one)));
    List<Lookup> lookups = new ArrayList<>();
    uuids.forEach(uuid -> lookups.add(pointer(view, uuid)));
    samples.stream()
        .map(GpuSamples::gpu)
        .distinct()
        .flatMap(gpu -> view.openSpans(gpu, spanMs).stream())
        .filter(span -> !view.hasSpan(span))
        .forEach(span -> lookups.add(span(view, span)));
    run(lookups);
  }

  /**
   * How many sets of facts the blocks of a GPU's place, the open one too, may hold the numbers of:
   * all numbers that they hold are below. Every block is read for it. One that cannot be read says
   * nothing to anybody.
   *
   * @throws NewerFormatException naming the key, when a block is of a newer version
   */
  public int numbersOf(GpuId gpu) {
    int numbers = openNumbers(gpu);
    PagedRead blocks =
        new PagedRead(kv, keys.blocks(cluster, gpu, 0, Long.MAX_VALUE), FIRST_BLOCKS);
    while (blocks.hasNext()) {
      for (Entry block : blocks.next().entries()) {
        numbers = Math.max(numbers, numbersIn(block));
      }
    }
    return numbers;
  }

  private int openNumbers(GpuId gpu) {
    Range host = Range.key(keys.latest(cluster, gpu.host()));
    for (Entry entry : KvFutures.await(kv.range(host)).entries()) {
      try {
        return StoredValues.newest(entry)
            .open(gpu.gpu())
            .map(open -> numbersIn(open.block().facts()))
            .orElse(0);
      } catch (UnreadableException e) {
        return 0;
      }
    }
    return 0;
  }

  private static int numbersIn(Runs<BlockFacts> facts) {
    int numbers = 0;
    for (int i = 0; i < facts.size(); i++) {
      numbers = Math.max(numbers, facts.value(i).set() + 1);
    }
    return numbers;
  }

  private static int numbersIn(Entry block) {
    try {
      return numbersIn(BlockCodec.decode(block.value(), metric -> false).facts());
    } catch (NewerFormatException e) {
      throw e.at(block.key());
    } catch (UnreadableException e) {
      return 0;
    }
  }

  private Lookup pointer(StoreView view, String uuid) {
    return new Lookup(
        Range.key(keys.uuid(cluster, uuid)),
        page -> view.putPointer(uuid, only(page, UuidPointer::decode, null)));
  }

  private Lookup metadata(StoreView view, GpuId gpu) {
    return new Lookup(
        Range.key(keys.metadata(cluster, gpu)),
        page -> view.putMetadata(gpu, only(page, GpuMetadataCodec::decode, null)));
  }

  private Lookup incidents(StoreView view, GpuId gpu) {
    return new Lookup(
        Range.key(keys.incidents(cluster, gpu)),
        page -> view.putIncidents(gpu, only(page, GpuIncidentsCodec::decode, GpuIncidents.NONE)));
  }

  private Lookup latest(StoreView view, String host) {
    return new Lookup(
        Range.key(keys.latest(cluster, host)),
        page ->
            view.putLatest(
                host,
                only(
                    page,
                    value -> HostLatestCodec.decode(value, host).checked(),
                    new HostLatest(host, List.of()))));
  }

  private Lookup span(StoreView view, GpuSpan span) {
    return new Lookup(
        keys.blocks(cluster, span.gpu(), span.startMs(), span.startMs() + spanMs),
        page -> {
          NavigableMap<Long, Versioned<StoredBlock>> blocks = new TreeMap<>();
          for (Entry entry : page.entries()) {
            blocks.put(Keyspace.blockStart(entry.key()), Versioned.read(entry, StoredBlock::read));
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

  /** Runs the lookups, a bounded number of requests at a time. */
  private void run(List<Lookup> lookups) {
    Deque<Sent> inFlight = new ArrayDeque<>();
    for (int from = 0; from < lookups.size(); from += Kv.MAX_OPERATIONS) {
      if (inFlight.size() == IN_FLIGHT) {
        settle(inFlight.remove());
      }
      int to = Math.min(lookups.size(), from + Kv.MAX_OPERATIONS);
      inFlight.add(send(lookups.subList(from, to)));
    }
    while (!inFlight.isEmpty()) {
      settle(inFlight.remove());
    }
  }

  private Sent send(List<Lookup> lookups) {
    List<Op> gets = lookups.stream().map(lookup -> Op.get(lookup.range())).toList();
    return new Sent(lookups, kv.txn(Txn.always(gets)));
  }

  /** Where the blocks of one read are more than the client takes, each half is read by itself. */
  private void settle(Sent sent) {
    List<Lookup> lookups = sent.lookups();
    int size = lookups.size();
    try {
      List<Page> pages = KvFutures.await(sent.answer()).pages();
      for (int i = 0; i < size; i++) {
        lookups.get(i).found().accept(pages.get(i));
      }
    } catch (KvException e) {
      if (e.kind() != KvException.Kind.TOO_LARGE || size == 1) {
        throw e;
      }
      settle(send(lookups.subList(0, size / 2)));
      settle(send(lookups.subList(size / 2, size)));
    }
  }
}
