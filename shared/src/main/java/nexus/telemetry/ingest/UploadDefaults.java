package nexus.telemetry.ingest;

import java.time.ZoneId;
import java.util.Optional;
import nexus.telemetry.ledger.Uploads;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.SampleTimes;
import nexus.telemetry.model.Sha256;

/**
 * What a file leaves unsaid and its sender says beside it. The same bytes with other defaults are
 * another upload.
 *
 * @param zone zone of times without one
 */
public record UploadDefaults(Optional<ZoneId> zone) {

  /** Nothing is said beside the file. */
  public static final UploadDefaults NONE = new UploadDefaults(Optional.empty());

  /**
   * The defaults as a request gives them.
   *
   * @param tz IANA name of a time zone; null or blank for none
   * @throws InvalidInputException with field {@code tz} when there is no such zone
   */
  public static UploadDefaults of(String tz) {
    return tz == null || tz.isBlank()
        ? NONE
        : new UploadDefaults(Optional.of(SampleTimes.zone(tz.strip())));
  }

  /** Name of the zone; null for none. */
  String tz() {
    return zone.map(ZoneId::getId).orElse(null);
  }

  /** Identity of an upload with these defaults, by what tells its content from any other. */
  String identity(String sha256) {
    return Uploads.identity(zone.isEmpty() ? sha256 : Sha256.hex(sha256 + "\ntz=" + tz()));
  }
}
