package nexus.functions.meters;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.OptionalDouble;
import java.util.function.Function;
import nexus.functions.meters.ScrapeVitals.Last;

/** How the exporters are that this process scrapes; nothing where it scrapes none. */
final class ScrapeMetrics implements MultiCollector {

  private final ScrapeVitals scrapes;

  ScrapeMetrics(ScrapeVitals scrapes) {
    this.scrapes = scrapes;
  }

  @Override
  public MetricSnapshots collect() {
    return scrapes.state().map(ScrapeMetrics::families).orElseGet(MetricSnapshots::new);
  }

  private static MetricSnapshots families(ScrapeVitals.State state) {
    return new MetricSnapshots(
        gauge(
            state,
            "nexus_scrape_up",
            "Whether a target's last scrape brought a text that can be used, 1 or 0.",
            last -> OptionalDouble.of(last.up() ? 1 : 0)),
        gauge(
            state,
            "nexus_scrape_duration_seconds",
            "Time until a target's last scrape was there, or failed.",
            last -> OptionalDouble.of(last.seconds())),
        gauge(
            state,
            "nexus_scrape_samples",
            "Values of a target's last scrape that were queued; absent where none could be.",
            last ->
                last.samples().isPresent()
                    ? OptionalDouble.of((double) last.samples().getAsLong())
                    : OptionalDouble.empty()),
        GaugeSnapshot.builder()
            .name("nexus_scrape_targets_read")
            .help("Whether the file of targets could be read as it is now, 1 or 0.")
            .dataPoint(new GaugeDataPointSnapshot(state.targetsRead() ? 1 : 0, Labels.EMPTY, null))
            .build(),
        counter(
            "nexus_scrape_skipped",
            "Scrapes left out, as the target's last one or too many others were under way.",
            state.skipped()),
        counter(
            "nexus_scrape_lost",
            "Scrapes whose samples could not be queued until the next one was due.",
            state.lost()));
  }

  private static MetricSnapshot gauge(
      ScrapeVitals.State state, String name, String help, Function<Last, OptionalDouble> value) {
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
    state
        .last()
        .forEach(
            (target, last) ->
                value
                    .apply(last)
                    .ifPresent(
                        told ->
                            gauge.dataPoint(
                                new GaugeDataPointSnapshot(
                                    told, Labels.of("target", target), null))));
    return gauge.build();
  }

  private static MetricSnapshot counter(String name, String help, long count) {
    return CounterSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(new CounterDataPointSnapshot(count, Labels.EMPTY, null, 0))
        .build();
  }
}
