package nexus.functions.meters;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import nexus.telemetry.work.Supervisor;

/** Whether this process's drain is alive, and how often lasting work failed and began anew. */
final class VitalMetrics implements MultiCollector {

  private final DrainVitals drain;
  private final Supervisor supervisor;

  VitalMetrics(DrainVitals drain, Supervisor supervisor) {
    this.drain = drain;
    this.supervisor = supervisor;
  }

  @Override
  public MetricSnapshots collect() {
    MetricSnapshots.Builder all = MetricSnapshots.builder().metricSnapshot(failures());
    drain.state().ifPresent(state -> all.metricSnapshot(age(state)));
    return all.build();
  }

  private static GaugeSnapshot age(DrainVitals.State state) {
    return GaugeSnapshot.builder()
        .name("nexus_drain_last_age_seconds")
        .help("Time since this process last drained the queue, or found nothing in it.")
        .dataPoint(new GaugeDataPointSnapshot(state.lastDrainAgeMs() / 1e3, Labels.EMPTY, null))
        .build();
  }

  private CounterSnapshot failures() {
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder()
            .name("nexus_work_failures")
            .help("How often lasting work of this process failed, and began anew.");
    supervisor
        .failures()
        .forEach(
            (work, count) ->
                counter.dataPoint(
                    new CounterDataPointSnapshot(count.get(), Labels.of("work", work), null, 0)));
    return counter.build();
  }
}
