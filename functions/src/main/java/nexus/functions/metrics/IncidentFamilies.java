package nexus.functions.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import nexus.telemetry.query.incidents.Incidents;

/**
 * How many incidents there are, by kind and severity; of kinds that never were there is nothing.
 */
final class IncidentFamilies {

  private static final String SAME = " Of the cluster: the same in every process.";

  private IncidentFamilies() {}

  /** Adds what is told of a cluster. */
  static void add(Incidents told, Families to) {
    GaugeSnapshot.Builder open =
        GaugeSnapshot.builder()
            .name("nexus_incidents_open")
            .help("Incidents that are open now." + SAME);
    CounterSnapshot.Builder total =
        CounterSnapshot.builder()
            .name("nexus_incidents")
            .help("Incidents that are kept, open ones among them." + SAME);
    told.counts()
        .forEach(
            (sort, count) -> {
              Labels labels =
                  Labels.of(
                      "cluster",
                      told.cluster(),
                      "kind",
                      sort.kind(),
                      "severity",
                      sort.severity().word());
              open.dataPoint(
                  new GaugeSnapshot.GaugeDataPointSnapshot((double) count.open(), labels, null));
              total.dataPoint(
                  new CounterSnapshot.CounterDataPointSnapshot(
                      (double) count.total(), labels, null, 0));
            });
    to.add(open.build());
    to.add(total.build());
  }
}
