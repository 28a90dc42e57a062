package nexus.telemetry.ingest.given;

import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import nexus.telemetry.fields.Nearest;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.SampleTimes;

/** Names of time zones, and which of them was meant by one that is none. */
final class ZoneNames {

  /** Those of places; an abbreviation is of several zones, and near to the wrong one. */
  private static final Pattern PLACE =
      Pattern.compile(
          "(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)/.*");

  private static final int LONGEST = 60;
  private static final int LETTERS_OF_ABBREVIATIONS = 4;

  private ZoneNames() {}

  /**
   * The zone of that IANA name, whatever its case.
   *
   * @throws InvalidInputException with field {@code tz} when there is none; it tells the name that
   *     is nearest
   */
  static ZoneId zone(String name) {
    try {
      return SampleTimes.zone(name);
    } catch (InvalidInputException e) {
      String meant = nearest(name).map(one -> "; did you mean " + one + "?").orElse("");
      throw new InvalidInputException(e.field(), e.getMessage() + meant);
    }
  }

  private static Optional<String> nearest(String name) {
    if (name.length() > LONGEST) {
      return Optional.empty();
    }
    List<String> places =
        ZoneId.getAvailableZoneIds().stream().filter(PLACE.asMatchPredicate()).sorted().toList();
    String spelled = name.strip().replace(' ', '_').toLowerCase(Locale.ROOT);
    return places.stream()
        .filter(place -> city(place).toLowerCase(Locale.ROOT).equals(spelled))
        .findFirst()
        .or(
            () ->
                spelled.length() > LETTERS_OF_ABBREVIATIONS
                    ? near(name, places)
                    : Optional.empty());
  }

  private static Optional<String> near(String name, List<String> places) {
    if (name.indexOf('/') >= 0) {
      return Nearest.of(name, places);
    }
    return Nearest.of(name, places.stream().map(ZoneNames::city).toList())
        .flatMap(city -> places.stream().filter(place -> city(place).equals(city)).findFirst());
  }

  private static String city(String place) {
    return place.substring(place.lastIndexOf('/') + 1);
  }
}
