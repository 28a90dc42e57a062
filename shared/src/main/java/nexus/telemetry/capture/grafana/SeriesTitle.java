package nexus.telemetry.capture.grafana;

import java.util.Optional;
import nexus.telemetry.capture.series.HardwareSeries;
import nexus.telemetry.capture.series.SeriesText;
import nexus.telemetry.csv.labels.LabelledPlace;
import nexus.telemetry.model.InvalidInputException;

/**
 * What Grafana calls a series that has no legend: {@code DCGM_FI_DEV_GPU_TEMP{gpu="0", …}}, or its
 * labels alone.
 *
 * @param text all of it
 * @param metric the name; empty where it has none
 * @param labels the labels, without braces
 * @param hasGpu whether they name a GPU: else nobody knows whose the values are
 */
record SeriesTitle(String text, String metric, String labels, boolean hasGpu) {

  /** Reads a title; empty where it is none with labels. */
  static Optional<SeriesTitle> of(String text) {
    SeriesText series = new SeriesText();
    try {
      series.read(text, 0);
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
    if (!series.hasBraces() || series.end() != text.length()) {
      return Optional.empty();
    }
    String name = series.name();
    String labels = series.labels();
    if (HardwareSeries.is(name)) {
      HardwareSeries hardware = HardwareSeries.of(name, labels);
      name = hardware.name();
      labels = hardware.labels();
    }
    return Optional.of(new SeriesTitle(text, name, labels, LabelledPlace.of(labels).hasGpu()));
  }
}
