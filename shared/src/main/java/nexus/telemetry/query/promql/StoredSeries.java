package nexus.telemetry.query.promql;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.letters.Quarantine;
import nexus.telemetry.letters.Quarantine.Damaged;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.Names;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.promql.Budget;
import nexus.telemetry.promql.Matcher;
import nexus.telemetry.promql.SeriesSource;
import nexus.telemetry.query.AskedCluster;
import nexus.telemetry.query.ClusterNames;
import nexus.telemetry.query.latest.LatestHosts;
import nexus.telemetry.query.latest.LatestReader;
import nexus.telemetry.query.promql.PlaceReads.PlaceRead;
import nexus.telemetry.query.series.Missing;
import nexus.telemetry.query.series.MissingSpans;
import nexus.telemetry.store.GpuMetadata;
import nexus.telemetry.store.StoredValues;
import org.jboss.logging.Logger;

/**
 * Stored samples as series of Prometheus, for one query. Every block is read once, at the revision
 * of the cluster's newest values. What cannot be read is told as a warning, and set aside. For one
 * thread.
 *
 * <p>Which clusters: those that matchers of {@code cluster} want, else the one that was asked for.
 */
public final class StoredSeries implements SeriesSource {

  private static final Logger LOG = Logger.getLogger(StoredSeries.class);

  /** Clusters that one selector may be of. */
  private static final int MOST_CLUSTERS = 100;

  /** Damaged blocks that are set aside, and warnings told, for one query. */
  private static final int MOST_DAMAGED = 20;

  private final Kv kv;
  private final Keyspace keys;
  private final LatestReader newest;
  private final long spanMs;
  private final InstantSource clock;
  private final String cluster;
  private final Budget budget;
  private final Set<String> warnings = new LinkedHashSet<>();
  private int setAside;

  StoredSeries(
      Kv kv,
      Keyspace keys,
      LatestReader newest,
      long spanMs,
      InstantSource clock,
      String cluster,
      Budget budget) {
    this.kv = kv;
    this.keys = keys;
    this.newest = newest;
    this.spanMs = spanMs;
    this.clock = clock;
    this.cluster = Names.check("cluster", cluster);
    this.budget = budget;
  }

  /** What the answers lack. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  @Override
  public void read(List<Matcher> matchers, long fromMs, long toMs, SeriesSink sink) {
    for (String one : clusters(matchers)) {
      readCluster(one, matchers, fromMs, toMs, false, sink);
    }
  }

  /** The clusters that matchers want. */
  List<String> clusters(List<Matcher> matchers) {
    List<Matcher> ofCluster =
        matchers.stream().filter(one -> one.name().equals(PlaceLabels.CLUSTER)).toList();
    if (ofCluster.isEmpty()) {
      return List.of(cluster);
    }
    if (ofCluster.size() == 1 && ofCluster.get(0).op() == Matcher.Op.EQUAL) {
      String named = ofCluster.get(0).value();
      return Names.isValid(named) ? List.of(named) : List.of();
    }
    List<String> found =
        new ClusterNames(kv, keys).all().stream().filter(name -> wanted(name, ofCluster)).toList();
    if (found.size() > MOST_CLUSTERS) {
      warn("only the first " + MOST_CLUSTERS + " of " + found.size() + " clusters are told of");
      return found.subList(0, MOST_CLUSTERS);
    }
    return found;
  }

  private boolean wanted(String name, List<Matcher> matchers) {
    budget.checkTime();
    return matchers.stream().allMatch(one -> one.matches(name));
  }

  /**
   * Hands over the series of a cluster. At times that nothing can be stored at, there is none.
   *
   * @param labelsOnly whether samples do not matter; then most of them are not there
   */
  void readCluster(
      String from,
      List<Matcher> matchers,
      long fromMs,
      long toMs,
      boolean labelsOnly,
      SeriesSink sink) {
    long first = Math.max(fromMs, 0);
    long last = Math.min(toMs, Keyspace.MAX_TIME_MS - 1);
    if (first <= last) {
      readWithin(from, matchers, first, last, labelsOnly, sink);
    }
  }

  private void readWithin(
      String from,
      List<Matcher> matchers,
      long fromMs,
      long toMs,
      boolean labelsOnly,
      SeriesSink sink) {
    LatestHosts latest = latest(from);
    List<GpuId> places = Places.wanted(kv, keys, from, latest, matchers, budget);
    long firstMs = fromMs - Math.floorMod(fromMs, spanMs);
    PlaceReads reads =
        new PlaceReads(kv, keys, from, places, latest.revision(), firstMs, toMs + 1, spanMs);
    AskedNames names = new AskedNames(matchers);
    while (reads.hasNext()) {
      budget.checkTime();
      PlaceRead read = reads.next();
      MissingSpans missing = new MissingSpans(keys, from, spanMs, read.letters());
      PlaceSeries series =
          new PlaceSeries(
              PlaceLabels.ofPlace(from, read.place()),
              names,
              matchers,
              metadata(read),
              budget,
              fromMs,
              toMs);
      while (read.blocks().hasNext()) {
        for (Entry block : read.blocks().next().entries()) {
          if (labelsOnly) {
            series.list(block, missing, spanMs);
          } else {
            series.add(block, missing);
          }
        }
      }
      latest.open(keys, from, read.place()).ifPresent(open -> series.add(open, missing));
      series.forEach(sink);
      tell(from, read.place(), missing, fromMs, toMs);
    }
  }

  LatestHosts latest(String of) {
    LatestHosts latest = newest.read(new AskedCluster(of, true));
    for (String host : latest.unreadable()) {
      warn("which GPUs host " + host + " of cluster " + of + " has is not known");
    }
    return latest;
  }

  private Optional<GpuMetadata> metadata(PlaceRead read) {
    try {
      return read.metadata().entries().stream().findFirst().map(StoredValues::metadata);
    } catch (UnreadableException e) {
      warn("facts of GPU " + read.place().alias() + " cannot be read: its labels are not known");
      return Optional.empty();
    }
  }

  private void tell(String of, GpuId place, MissingSpans missing, long fromMs, long toMs) {
    for (Missing span : missing.within(fromMs, toMs + 1)) {
      warn(
          "samples of GPU %s of cluster %s from %s to %s cannot be read: %s"
              .formatted(
                  place.alias(),
                  of,
                  Instant.ofEpochMilli(span.fromMs()),
                  Instant.ofEpochMilli(span.toMs()),
                  span.reason()));
    }
    setAside(of, missing.found());
  }

  /** Keeps the bytes of damaged blocks; where that fails, whoever comes by next does it. */
  private void setAside(String of, List<Damaged> damaged) {
    Quarantine quarantine = new Quarantine(kv, keys);
    for (Damaged block : new ArrayList<>(damaged)) {
      if (setAside++ >= MOST_DAMAGED) {
        return;
      }
      try {
        if (quarantine.keep(of, block, clock.millis(), List.of())) {
          LOG.warnf("block set aside: %s: %s", block.key(), block.reason());
        }
      } catch (KvException e) {
        LOG.warnf("a damaged block is not set aside yet: cluster=%s %s", of, e.getMessage());
        return;
      }
    }
  }

  private void warn(String warning) {
    if (warnings.size() < MOST_DAMAGED) {
      warnings.add(warning);
    } else {
      warnings.add("there is more that cannot be read: ask for less");
    }
  }
}
