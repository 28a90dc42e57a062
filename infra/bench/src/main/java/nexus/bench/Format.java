package nexus.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a generated file is. */
public enum Format {
  /** The long format of the DCGM exporter, a row a value. */
  LONG {
    @Override
    Layout layout(List<Metric> metrics, List<Gpu> gpus) {
      return new LongLayout(metrics, gpus);
    }
  },

  /** The wide format. */
  WIDE {
    @Override
    Layout layout(List<Metric> metrics, List<Gpu> gpus) {
      return new WideLayout(metrics, gpus);
    }
  },

  /** What is scraped from DCGM exporters, with times. */
  PROMETHEUS {
    @Override
    Layout layout(List<Metric> metrics, List<Gpu> gpus) {
      return new PrometheusLayout(metrics, gpus);
    }
  },

  /** CSV of nvidia-smi --query-gpu; it names no host. */
  NVIDIA_SMI {
    @Override
    Layout layout(List<Metric> metrics, List<Gpu> gpus) {
      return new NvidiaSmiLayout(metrics, gpus);
    }
  };

  /** Writes the metrics of these GPUs. */
  abstract Layout layout(List<Metric> metrics, List<Gpu> gpus);

  /** Whether each metric has a time of its own, and not that of the scrape's start. */
  boolean hasDelays() {
    return this == LONG || this == PROMETHEUS;
  }

  /** Whether a row has the values of all metrics. */
  public boolean hasRowsOfAllMetrics() {
    return this == WIDE || this == NVIDIA_SMI;
  }

  /**
   * The format of that name.
   *
   * @throws IllegalArgumentException when there is none
   */
  static Format named(String name) {
    return Stream.of(values())
        .filter(format -> format.word().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("--format is " + words() + ", not " + name));
  }

  private static String words() {
    return Stream.of(values()).map(Format::word).collect(Collectors.joining(", "));
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
