package nexus.telemetry.query.usage;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import nexus.telemetry.incidents.RuleBook;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.TimeRange;
import nexus.telemetry.query.latest.LatestHosts;
import nexus.telemetry.query.latest.LatestReader;
import nexus.telemetry.store.UsageReader;

/**
 * Answers what became of the time of GPUs, from their samples, all read at one revision, a day of a
 * few GPUs at a time. So the cost grows with GPUs and hours, and what is held does not.
 */
public final class UsageQuery {

  private static final long DAY_MS = Duration.ofDays(1).toMillis();
  private static final long HOUR_MS = Duration.ofHours(1).toMillis();

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
      TimeRange range = new TimeRange(request.range().fromMs(), toMs);
      List<UsagePlace> places = UsagePlace.of(latest);
      checkSize(range, places);
      UsageReader reader =
          new UsageReader(
              kv, keys, request.cluster().name(), spanMs, latest.revision(), rules::isFatal);
      for (int from = 0; from < places.size(); from += TOGETHER) {
        measure(
            request,
            range,
            reader,
            places.subList(from, Math.min(places.size(), from + TOGETHER)),
            table,
            unreadable);
      }
    }
    return new Usage(table.rows(), unreadable);
  }

  private static void checkSize(TimeRange range, List<UsagePlace> places) {
    long hours = 0;
    for (UsagePlace place : places) {
      long lastMs = Math.min(range.toMs(), place.endMs());
      hours += Math.max(0, lastMs - range.fromMs()) / HOUR_MS;
    }
    if (hours > MOST_HOURS) {
      throw new InvalidInputException(
          "from",
          "there are up to %d hours of GPUs between from and to, and %d can be told at a time"
              .formatted(hours, MOST_HOURS));
    }
  }

  /** Day by day, what some places tell. */
  private void measure(
      UsageRequest request,
      TimeRange range,
      UsageReader reader,
      List<UsagePlace> places,
      UsageTable table,
      SortedSet<String> unreadable) {
    for (long from = range.fromMs(); from < range.toMs(); from += DAY_MS) {
      TimeRange day = new TimeRange(from, Math.min(range.toMs(), from + DAY_MS));
      List<UsagePlace> there =
          places.stream().filter(place -> place.endMs() > day.fromMs()).toList();
      List<UsageReader.Begun> begun = new ArrayList<>();
      there.forEach(place -> begun.add(reader.begin(place.id(), place.open(), day)));
      for (int i = 0; i < there.size(); i++) {
        UsageReader.Measured measured = begun.get(i).finish();
        if (!measured.complete()) {
          unreadable.add(there.get(i).id().host());
        }
        add(request, day, there.get(i), measured, table);
      }
    }
  }

  /** Adds the time of a day from the GPU's first sample on to its last. */
  private static void add(
      UsageRequest request,
      TimeRange day,
      UsagePlace place,
      UsageReader.Measured measured,
      UsageTable table) {
    long from = Math.max(day.fromMs(), measured.firstMs());
    long to = Math.min(day.toMs(), place.endMs());
    while (from < to) {
      TimeRange step = request.firstStep(from, to);
      measured
          .meter()
          .measure(
              step,
              (facts, amounts) -> table.add(step.fromMs(), place, facts, place.model(), amounts));
      from = step.toMs();
    }
  }
}
