package nexus.telemetry.query.stats;

import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import nexus.telemetry.query.latest.HostFigures.Figures;
import nexus.telemetry.query.latest.TopValue;
import nexus.telemetry.query.latest.WholeGpu;

/**
 * A cluster at a glance. A <em>GPU</em> here is a whole one: a MIG instance {@code 0.3} is part of
 * GPU {@code 0}, whether or not that one has samples of its own.
 *
 * @param cluster the cluster
 * @param hosts hosts that have sent samples, without those that all of their GPUs have left
 * @param gpus GPUs that have sent samples
 * @param models number of GPUs by product name, {@code unknown} where no source told it
 * @param unreadableHosts hosts whose newest values cannot be read; they count as hosts and are in
 *     no other figure
 * @param unreadableCounters keys of ingest's counters that cannot be read, and that {@code ingest}
 *     lacks: the next upload that counts there sets them aside
 * @param newestMs time of the newest sample, epoch milliseconds; empty when there is none
 * @param activeGpus GPUs that are there and not idle
 * @param idleGpus GPUs that are there and whose newest {@value WholeGpu#UTILIZATION} is below
 *     {@value WholeGpu#IDLE_BELOW} %. Of a GPU that has it on instances only, every instance's must
 *     be
 * @param staleGpus GPUs that have gone: their newest sample, their instances' included, is older by
 *     the configured age than the cluster's newest (or than now, where that is dated ahead)
 * @param movedGpus places whose GPU is in another place now; they are in no other figure
 * @param metrics figures over the newest values of GPUs and instances that are there, by metric
 *     name
 * @param top the highest newest values of some metrics, likewise: metric by metric, highest first
 * @param queue what waits
 * @param deadLetters what was set aside
 * @param ingest what was ingested so far
 * @param store etcd
 */
public record ClusterSummary(
    String cluster,
    long hosts,
    long gpus,
    SortedMap<String, Long> models,
    SortedSet<String> unreadableHosts,
    List<String> unreadableCounters,
    OptionalLong newestMs,
    long activeGpus,
    long idleGpus,
    long staleGpus,
    long movedGpus,
    SortedMap<String, Figures> metrics,
    List<TopValue> top,
    QueueFigures queue,
    LetterFigures deadLetters,
    IngestFigures ingest,
    StoreFigures store) {

  public ClusterSummary {
    models = Collections.unmodifiableSortedMap(new TreeMap<>(models));
    unreadableHosts = Collections.unmodifiableSortedSet(new TreeSet<>(unreadableHosts));
    unreadableCounters = List.copyOf(unreadableCounters);
    metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
    top = List.copyOf(top);
  }
}
