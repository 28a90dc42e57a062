package nexus.telemetry.query.uploads;

import java.util.List;
import java.util.Optional;

/**
 * Some of a cluster's uploads, the newest first.
 *
 * @param uploads the uploads, without their failures and rejected rows
 * @param next where the page behind begins; empty at the end
 */
public record UploadList(List<IngestProgress> uploads, Optional<Position> next) {

  public UploadList {
    uploads = List.copyOf(uploads);
  }

  /**
   * An upload's place in the list.
   *
   * @param text thirteen digits that fall with time, and the upload's name
   */
  public record Position(String text) {

    /** The place of a text; empty when it is none. */
    public static Optional<Position> of(String text) {
      return text.matches("\\d{13}_[A-Za-z0-9._:-]+")
          ? Optional.of(new Position(text))
          : Optional.empty();
    }
  }
}
