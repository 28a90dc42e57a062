package nexus.telemetry.capture;

import java.util.List;
import java.util.Optional;
import nexus.telemetry.capture.file.Head;
import nexus.telemetry.capture.file.Recognizer;
import nexus.telemetry.capture.file.Shape;
import nexus.telemetry.capture.grafana.Grafana;
import nexus.telemetry.capture.prometheus.Prometheus;
import nexus.telemetry.capture.prometheus.PrometheusJson;
import nexus.telemetry.csv.Given;
import nexus.telemetry.model.InvalidInputException;

/** Refuses names for the columns of a file that has no columns to be named. */
final class NoColumns {

  private static final List<Recognizer> RECOGNIZERS =
      List.of(new Prometheus(), new PrometheusJson(), new Grafana());

  private NoColumns() {}

  /**
   * @throws InvalidInputException with field {@code columns} when names are given and the file says
   *     itself what its values are
   */
  static void refuse(Head head, Given given) {
    if (given.columns().isEmpty()) {
      return;
    }
    Given others =
        new Given(
            given.host(), given.gpu(), given.metric(), given.time(), given.interval(), List.of());
    for (Recognizer recognizer : RECOGNIZERS) {
      Optional<Shape> shape = recognizer.recognize(head, others);
      if (shape.isPresent()) {
        throw new InvalidInputException(
            "columns",
            "columns= names the columns of a CSV without a header, and the file looks like "
                + shape.get().kind().words()
                + ": leave columns= out");
      }
    }
  }
}
