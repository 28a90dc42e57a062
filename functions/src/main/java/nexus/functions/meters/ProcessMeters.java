package nexus.functions.meters;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.List;
import nexus.telemetry.work.Supervisor;

/** What a process that is scraped keeps of itself. */
final class ProcessMeters {

  private static final double[] CALL = {
    0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000
  };
  private static final double[] REQUEST = {
    1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000
  };
  private static final double[] DELIVERY = {
    0.25, 0.5, 1, 2, 3, 5, 7.5, 10, 15, 25, 50, 100, 250, 1_000, 5_000
  };

  private final PrometheusMeterRegistry registry = registry();
  private final Durations http =
      new Durations(
          registry,
          "nexus.http.request",
          "Time until a request over HTTP was answered as a whole, by this process.",
          REQUEST,
          "path",
          "method",
          "status");
  private final Durations etcd =
      new Durations(
          registry,
          "nexus.etcd.request",
          "Time of calls of etcd by this process, until the answer or the failure.",
          CALL,
          "operation",
          "result");
  private final Durations delivery =
      new Durations(
          registry,
          "nexus.queue.delivery",
          "Time from the acknowledgement of a message that this process published until its watch"
              + " handed the message to its drain.",
          DELIVERY);

  /** Told of collections as long as this is there. */
  private final JvmGcMetrics collections = new JvmGcMetrics();

  ProcessMeters(
      String version,
      String collector,
      DrainVitals drain,
      ScrapeVitals scrapes,
      Supervisor supervisor) {
    List<MeterBinder> basics =
        List.of(
            collections,
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new ClassLoaderMetrics(),
            new ProcessorMetrics(),
            new UptimeMetrics(),
            new FileDescriptorMetrics());
    FunctionCounter.builder("process.cpu", this, meters -> processorSeconds())
        .description("Processor time of this process.")
        .baseUnit("seconds")
        .register(registry);
    basics.forEach(basic -> basic.bindTo(registry));
    registry.getPrometheusRegistry().register(new VitalMetrics(drain, supervisor));
    registry.getPrometheusRegistry().register(new ScrapeMetrics(scrapes));
    Info build =
        Info.builder()
            .name("nexus_build_info")
            .help("What this process runs, as labels; always 1.")
            .labelNames("version", "java")
            .register(registry.getPrometheusRegistry());
    build.addLabelValues(version, Runtime.version().toString());
    Info drainer =
        Info.builder()
            .name("nexus_collector_info")
            .help("The name of this process as a drainer, as a label; always 1.")
            .labelNames("collector")
            .register(registry.getPrometheusRegistry());
    drainer.addLabelValues(collector);
  }

  /** Without what promtool finds fault with: a counter in nanoseconds, a gauge named a count. */
  private static PrometheusMeterRegistry registry() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    registry.config().meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"));
    registry.config().meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"));
    return registry;
  }

  private static double processorSeconds() {
    return ProcessHandle.current().info().totalCpuDuration().map(Duration::toMillis).orElse(0L)
        / 1e3;
  }

  Durations http() {
    return http;
  }

  Durations etcd() {
    return etcd;
  }

  Durations delivery() {
    return delivery;
  }

  MetricSnapshots read() {
    return registry.getPrometheusRegistry().scrape();
  }
}
