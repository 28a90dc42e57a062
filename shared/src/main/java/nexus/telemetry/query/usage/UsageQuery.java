package nexus.telemetry.query.usage;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import nexus.telemetry.incidents.RuleBook;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.TimeRange;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.query.latest.LatestHosts;
import nexus.telemetry.query.latest.LatestReader;
import nexus.telemetry.store.HostLatest;
import nexus.telemetry.store.StoredValues;
import nexus.telemetry.store.UsagePlace;
import nexus.telemetry.store.UsageReader;
import nexus.telemetry.usage.UsageHours;
import nexus.telemetry.usage.UsageOwner;
import org.jboss.logging.Logger;

/**
 * Answers what became of the time of GPUs, all read at one revision: of hours that are over what is
 * kept of them, of all others the samples, a day of a few GPUs at a time. So what is held does not
 * grow with GPUs and hours, and hardly what is read.
 */
public final class UsageQuery {

  private static final Logger LOG = Logger.getLogger(UsageQuery.class);

  /** Places that are read at a time. */
  private static final int TOGETHER = 16;

  /** Most hours of GPUs that are worked out from samples in one request. */
  private static final long MOST_HOURS = 250_000;

  private final Kv kv;
  private final Keyspace keys;
  private final LatestReader newest;
  private final RuleBook rules;
  private final long spanMs;
  private final InstantSource clock;

  /**
   * @param newest reads newest values
   * @param rules knows XIDs
   * @param spanMs span of a block, milliseconds
   */
  public UsageQuery(
      Kv kv, Keyspace keys, LatestReader newest, RuleBook rules, long spanMs, InstantSource clock) {
    this.kv = kv;
    this.keys = keys;
    this.newest = newest;
    this.rules = rules;
    this.spanMs = spanMs;
    this.clock = clock;
  }

  /** Some time of a place, of one day at most, to be measured by its samples. */
  private record Task(UsagePlace place, TimeRange range) {}

  /**
   * The usage asked for.
   *
   * @throws nexus.telemetry.query.NotFoundException when nothing was ever written to a cluster that
   *     may not be empty
   * @throws nexus.telemetry.model.NewerFormatException naming the key, when something is of a newer
   *     version
   * @throws InvalidInputException when too much is asked for
   * @throws nexus.telemetry.kv.KvException when etcd fails
   */
  public Usage run(UsageRequest request) {
    LatestHosts latest = newest.read(request.cluster());
    SortedSet<String> unreadable = new TreeSet<>(latest.unreadable());
    UsageTable table = new UsageTable(request);
    long nowMs = Math.max(clock.millis(), latest.newestMs().orElse(0));
    long toMs = Math.min(request.range().toMs(), nowMs);
    if (request.range().fromMs() < toMs) {
      add(request, new TimeRange(request.range().fromMs(), toMs), latest, table, unreadable);
    }
    return new Usage(table.rows(), unreadable);
  }

  private void add(
      UsageRequest request,
      TimeRange range,
      LatestHosts latest,
      UsageTable table,
      SortedSet<String> unreadable) {
    String cluster = request.cluster().name();
    KeptUsage kept = new KeptUsage(kv, keys, cluster, latest.revision());
    long hoursFrom = UsageHours.fullHourFrom(range.fromMs());
    long hoursTo = UsageHours.hourOf(range.toMs());
    boolean usesKept = request.isByHours() && hoursFrom < hoursTo;
    List<Task> tasks = new ArrayList<>();
    List<UsagePlace> places = places(latest);
    Map<GpuId, Long> firstMs = firstMs(cluster, places, range, latest.revision());
    for (UsagePlace place : places) {
      long first = Math.max(range.fromMs(), firstMs.getOrDefault(place.id(), 0L));
      long keptTo = Math.min(hoursTo, kept.untilMs(place.id().host()));
      if (usesKept && hoursFrom < keptTo) {
        addTasks(place, first, hoursFrom, tasks);
        addTasks(place, Math.max(first, keptTo), range.toMs(), tasks);
      } else {
        addTasks(place, first, range.toMs(), tasks);
      }
    }
    checkSize(tasks);
    if (usesKept) {
      kept.add(new TimeRange(hoursFrom, hoursTo), request.isByDays(), table, unreadable);
    }
    UsageReader reader =
        new UsageReader(kv, keys, cluster, spanMs, latest.revision(), rules::isFatal);
    for (int from = 0; from < tasks.size(); from += TOGETHER) {
      List<Task> some = tasks.subList(from, Math.min(tasks.size(), from + TOGETHER));
      measure(request, reader, some, table, unreadable);
    }
  }

  /**
   * The first samples of places, as far as they are known: there is nothing to be read before. Of a
   * day or two it is not worth while.
   */
  private Map<GpuId, Long> firstMs(
      String cluster, List<UsagePlace> places, TimeRange range, long revision) {
    Map<GpuId, Long> firstMs = new HashMap<>();
    if (range.toMs() - range.fromMs() <= 2 * UsageHours.DAY_MS) {
      return firstMs;
    }
    for (int from = 0; from < places.size(); from += Kv.MAX_OPERATIONS) {
      List<UsagePlace> some =
          places.subList(from, Math.min(places.size(), from + Kv.MAX_OPERATIONS));
      List<Op> reads = new ArrayList<>();
      some.forEach(
          place -> reads.add(Op.get(Range.key(keys.metadata(cluster, place.id())).at(revision))));
      List<Page> pages = KvFutures.await(kv.txn(Txn.always(reads))).pages();
      for (int i = 0; i < some.size(); i++) {
        GpuId gpu = some.get(i).id();
        pages
            .get(i)
            .entries()
            .forEach(entry -> firstMs(entry).ifPresent(ms -> firstMs.put(gpu, ms)));
      }
    }
    return firstMs;
  }

  private static OptionalLong firstMs(Entry metadata) {
    try {
      long firstMs = StoredValues.metadata(metadata).firstSeenMs();
      return firstMs == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(firstMs);
    } catch (UnreadableException e) {
      LOG.debugf("the first sample of a GPU is not known: %s", e.getMessage());
      return OptionalLong.empty();
    }
  }

  /** All places of a cluster, also those that their GPUs have left. */
  private static List<UsagePlace> places(LatestHosts latest) {
    Map<String, List<HostLatest.Gpu>> left = new HashMap<>();
    latest
        .moved()
        .values()
        .forEach(
            moved ->
                left.computeIfAbsent(moved.host(), first -> new ArrayList<>()).add(moved.gpu()));
    List<UsagePlace> places = new ArrayList<>();
    for (HostLatest host : latest.hosts()) {
      List<HostLatest.Gpu> gpus = new ArrayList<>(host.gpus());
      gpus.addAll(left.getOrDefault(host.host(), List.of()));
      places.addAll(UsagePlace.of(host.host(), gpus));
    }
    return places;
  }

  private static void addTasks(UsagePlace place, long fromMs, long toMs, List<Task> tasks) {
    long endMs = Math.min(toMs, place.endMs());
    for (long from = fromMs; from < endMs; from += UsageHours.DAY_MS) {
      tasks.add(new Task(place, new TimeRange(from, Math.min(endMs, from + UsageHours.DAY_MS))));
    }
  }

  private static void checkSize(List<Task> tasks) {
    long ms = 0;
    for (Task task : tasks) {
      ms += task.range().toMs() - task.range().fromMs();
    }
    long hours = ms / UsageHours.HOUR_MS;
    if (hours > MOST_HOURS) {
      throw new InvalidInputException(
          "from",
          "%d hours of GPUs would have to be worked out from samples, and at most %d can be"
              .formatted(hours, MOST_HOURS));
    }
  }

  private static void measure(
      UsageRequest request,
      UsageReader reader,
      List<Task> tasks,
      UsageTable table,
      SortedSet<String> unreadable) {
    List<UsageReader.Begun> begun = new ArrayList<>();
    for (Task task : tasks) {
      begun.add(reader.begin(task.place().id(), task.place().open(), task.range()));
    }
    for (int i = 0; i < tasks.size(); i++) {
      UsageReader.Measured measured = begun.get(i).finish();
      UsagePlace place = tasks.get(i).place();
      if (!measured.complete()) {
        unreadable.add(place.id().host());
      }
      add(request, tasks.get(i).range(), place, measured, table);
    }
  }

  /** Adds some time from the GPU's first sample on. */
  private static void add(
      UsageRequest request,
      TimeRange range,
      UsagePlace place,
      UsageReader.Measured measured,
      UsageTable table) {
    long from = Math.max(range.fromMs(), measured.firstMs());
    while (from < range.toMs()) {
      TimeRange step = request.firstStep(from, range.toMs());
      measured
          .meter()
          .measure(
              step,
              (facts, amounts) ->
                  table.add(
                      step.fromMs(),
                      place.whole(),
                      UsageOwner.of(facts, place.model()),
                      amounts,
                      place.share()));
      from = step.toMs();
    }
  }
}
