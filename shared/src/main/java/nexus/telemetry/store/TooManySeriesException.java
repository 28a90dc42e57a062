package nexus.telemetry.store;

/** A host has more series than its newest values can be kept of. */
public final class TooManySeriesException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TooManySeriesException(String message) {
    super(message);
  }
}
