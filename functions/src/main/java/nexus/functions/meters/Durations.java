package nexus.functions.meters;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;

/** One histogram of durations, by labels whose values are few. */
final class Durations {

  private final MeterRegistry registry;
  private final String name;
  private final String help;
  private final Duration[] bounds;
  private final List<String> labels;
  private final Map<List<String>, Timer> timers = new ConcurrentHashMap<>();

  /**
   * @param name as Micrometer spells names; Prometheus's ends in {@code _seconds}
   * @param millis upper bounds of the buckets
   */
  Durations(MeterRegistry registry, String name, String help, double[] millis, String... labels) {
    this.registry = registry;
    this.name = name;
    this.help = help;
    this.bounds =
        DoubleStream.of(millis)
            .mapToObj(bound -> Duration.ofNanos((long) (bound * 1e6)))
            .toArray(Duration[]::new);
    this.labels = List.of(labels);
    if (this.labels.isEmpty()) {
      timer(List.of());
    }
  }

  void record(long nanos, String... values) {
    timer(Arrays.asList(values)).record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer timer(List<String> values) {
    Timer timer = timers.get(values);
    return timer == null ? timers.computeIfAbsent(List.copyOf(values), this::register) : timer;
  }

  private Timer register(List<String> values) {
    List<String> tags = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      tags.add(labels.get(i));
      tags.add(values.get(i));
    }
    return Timer.builder(name)
        .description(help)
        .tags(Tags.of(tags.toArray(String[]::new)))
        .serviceLevelObjectives(bounds)
        .register(registry);
  }
}
