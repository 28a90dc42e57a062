package nexus.telemetry.capture.file;

import nexus.telemetry.model.InvalidInputException;

/** A file cannot be read as it was sent; says everything that would mend that. */
public final class UnreadableCaptureException extends InvalidInputException {

  private static final long serialVersionUID = 1L;

  private final transient CaptureReport report;

  public UnreadableCaptureException(String field, String message, CaptureReport report) {
    super(field, message);
    this.report = report;
  }

  /** What the file was taken for. */
  public CaptureReport report() {
    return report;
  }

  /** The same with the encoding that the file had. */
  public UnreadableCaptureException encoded(String name) {
    UnreadableCaptureException same =
        new UnreadableCaptureException(field(), getMessage(), report.encoded(name));
    same.initCause(this);
    return same;
  }
}
