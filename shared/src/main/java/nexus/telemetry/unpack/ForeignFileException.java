package nexus.telemetry.unpack;

import nexus.telemetry.model.InvalidInputException;

/** A file is no capture, and known for what it is. */
public final class ForeignFileException extends InvalidInputException {

  private static final long serialVersionUID = 1L;

  private final Foreign file;

  ForeignFileException(Foreign file) {
    super("body", file.sentence());
    this.file = file;
  }

  /** What it is. */
  public Foreign file() {
    return file;
  }
}
