package nexus.telemetry.ingest.given;

import java.time.ZoneId;
import java.util.Optional;
import nexus.telemetry.csv.Given;
import nexus.telemetry.fields.Fields;
import nexus.telemetry.ledger.Uploads;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.Names;
import nexus.telemetry.model.Sha256;

/**
 * What a file leaves unsaid and its sender says beside it. The same bytes with other defaults are
 * another upload.
 *
 * @param zone zone of times without one
 * @param given what else
 */
public record UploadDefaults(Optional<ZoneId> zone, Given given) {

  /** Nothing is said beside the file. */
  public static final UploadDefaults NONE = new UploadDefaults(Optional.empty(), Given.NONE);

  /**
   * The defaults as a request gives them.
   *
   * @param tz IANA name of a time zone; null or blank for none
   * @throws InvalidInputException with field {@code tz} when there is no such zone
   */
  public static UploadDefaults of(String tz) {
    return of(tz, Given.NONE);
  }

  /**
   * The same, and what else is given.
   *
   * @throws InvalidInputException as above
   */
  public static UploadDefaults of(String tz, Given given) {
    Optional<ZoneId> zone =
        tz == null || tz.isBlank() ? Optional.empty() : Optional.of(ZoneNames.zone(tz.strip()));
    if (given.time() != null) {
      GivenTime.check(given.time());
    }
    if (given.metric() != null && !Names.isValid(Fields.canonical(given.metric()))) {
      throw new InvalidInputException("metric", "metric is no name of a metric");
    }
    return new UploadDefaults(zone, given);
  }

  /**
   * The same, with what an object's key says where this says nothing.
   *
   * @throws InvalidInputException when the key says what cannot be
   */
  public UploadDefaults orOfKey(String key) {
    return orElse(KeyNames.of(key).defaults());
  }

  /** The same, with what {@code other} says where this says nothing. */
  UploadDefaults orElse(UploadDefaults other) {
    Given more = other.given;
    return new UploadDefaults(
        zone.or(other::zone),
        new Given(
            given.host() == null ? more.host() : given.host(),
            given.gpu() == null ? more.gpu() : given.gpu(),
            given.metric() == null ? more.metric() : given.metric(),
            given.time() == null ? more.time() : given.time(),
            given.interval() == null ? more.interval() : given.interval(),
            given.columns().isEmpty() ? more.columns() : given.columns()));
  }

  /** Name of the zone; null for none. */
  public String tz() {
    return zone.map(ZoneId::getId).orElse(null);
  }

  /** Identity of an upload with these defaults, by what tells its content from any other. */
  public String identity(String sha256) {
    StringBuilder said = new StringBuilder(sha256);
    say(said, "tz", tz());
    say(said, "host", given.host());
    say(said, "gpu", given.gpu());
    say(said, "metric", given.metric());
    say(said, "time", given.time());
    say(said, "interval", given.interval());
    say(said, "columns", given.columns().isEmpty() ? null : String.join(",", given.columns()));
    return Uploads.identity(
        said.length() == sha256.length() ? sha256 : Sha256.hex(said.toString()));
  }

  private static void say(StringBuilder said, String name, String value) {
    if (value != null) {
      said.append('\n').append(name).append('=').append(value);
    }
  }
}
