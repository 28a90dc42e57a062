package nexus.telemetry.capture;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import nexus.telemetry.capture.file.CaptureReport;
import nexus.telemetry.capture.file.CaptureReport.Missing;
import nexus.telemetry.capture.file.CaptureReport.Skipped;
import nexus.telemetry.capture.file.Describing;
import nexus.telemetry.capture.file.Head;
import nexus.telemetry.capture.file.Kind;
import nexus.telemetry.capture.file.Shape;
import nexus.telemetry.capture.file.UnreadableCaptureException;
import nexus.telemetry.model.InvalidInputException;

/** Finds all that a file lacks, and tells it in one error. */
final class Lacking {

  /** Most names that a message has. */
  private static final int MOST_NAMED = 5;

  private Lacking() {}

  /**
   * What the file was taken for.
   *
   * @param trial of its first rows
   * @throws UnreadableCaptureException when something is missing, with all that is
   */
  static CaptureReport check(Shape shape, Head head, Trial trial, Optional<ZoneId> zone) {
    CaptureReport report = Describing.report(shape).skipping(head.skipped(shape.skipped()));
    List<Missing> missing = missing(shape, trial, zone);
    if (shape.kind() == Kind.UNKNOWN && !missing.isEmpty()) {
      throw withoutHeader(report.with(missing), shape);
    } else if (!missing.isEmpty()) {
      throw unreadable(report.with(missing));
    }
    try {
      shape.header().complete();
      return report;
    } catch (InvalidInputException e) {
      throw new UnreadableCaptureException(e.field(), e.getMessage(), report);
    }
  }

  /** Rows may have times with and without a zone: a zone alone is missed once all are read. */
  private static List<Missing> missing(Shape shape, Trial trial, Optional<ZoneId> zone) {
    List<Missing> missing = new ArrayList<>();
    if (shape.kind() == Kind.UNKNOWN) {
      return Describing.missingHeader(shape.header(), trial.lacking(), zone.isEmpty());
    }
    trial.lacking().forEach(column -> missing.add(Describing.missing(column, shape)));
    missing.addAll(shape.lacking());
    boolean sure = !missing.isEmpty() || trial.isTimeGiven();
    boolean local = shape.firstTime() != null && Describing.isLocal(shape.firstTime());
    if ((sure && trial.isWithoutZone()) || (zone.isEmpty() && local)) {
      missing.add(Describing.zone());
    }
    return missing;
  }

  private static UnreadableCaptureException withoutHeader(CaptureReport report, Shape shape) {
    String line = shape.header().text();
    String mend =
        report.missing().stream().map(Missing::mend).collect(Collectors.joining(", and "));
    return new UnreadableCaptureException(
        report.missing().get(0).parameter(),
        "line "
            + shape.headLines()
            + " should be the header, and names no column that is known: "
            + new Skipped(shape.headLines(), line).text()
            + nearest(report)
            + HeaderFaults.of(line)
            + "; begin the file with its header, or, where it has none, give "
            + mend,
        report);
  }

  /** The names that unknown columns may be meant to have. */
  private static String nearest(CaptureReport report) {
    String nearest =
        report.columns().stream()
            .filter(column -> column.nearest() != null)
            .limit(MOST_NAMED)
            .map(column -> column.nearest() + " for " + new Skipped(0, column.name()).text())
            .collect(Collectors.joining(", "));
    return nearest.isEmpty() ? "" : " (did you mean " + nearest + "?)";
  }

  private static UnreadableCaptureException unreadable(CaptureReport report) {
    List<Missing> missing = report.missing();
    String what = missing.stream().map(Missing::what).collect(Collectors.joining(" and the "));
    String mend = missing.stream().map(Missing::mend).collect(Collectors.joining(" and "));
    return new UnreadableCaptureException(
        missing.get(0).parameter(),
        "the file looks like "
            + report.looksLike()
            + nearest(report)
            + " and lacks the "
            + what
            + ": give "
            + mend,
        report);
  }
}
