package nexus.telemetry.ingest.given;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import nexus.telemetry.model.InvalidInputException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZoneNamesTest {

  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin, Europe/Berlin",
    "europe/berlin, Europe/Berlin",
    "EUROPE/BERLIN, Europe/Berlin",
    "Europe/berlin, Europe/Berlin",
    "america/argentina/buenos_aires, America/Argentina/Buenos_Aires",
    "UTC, UTC",
    "utc, UTC",
    "Z, UTC",
    "z, UTC",
    "gmt, GMT",
    "CET, CET",
    "cet, CET",
    "etc/gmt+5, Etc/GMT+5",
  })
  void theCaseOfANameDoesNotCount(String name, String zone) {
    assertThat(ZoneNames.zone(name).getId()).isEqualTo(zone);
  }

  @ParameterizedTest
  @CsvSource({
    "berlin, Europe/Berlin",
    "Berlin, Europe/Berlin",
    "new york, America/New_York",
    "Europe/Berln, Europe/Berlin",
    "Europa/Berlin, Europe/Berlin",
    "America/NewYork, America/New_York",
    "Shanghia, Asia/Shanghai",
  })
  void theNameThatWasMeantIsTold(String name, String meant) {
    assertThatThrownBy(() -> ZoneNames.zone(name))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("tz"))
        .hasMessageEndingWith("; did you mean " + meant + "?");
  }

  /** An abbreviation is of several zones. */
  @ParameterizedTest
  @ValueSource(strings = {"PST", "CEST", "IST", "", "x", "Nowhere/At_All", "+01:00"})
  void whatIsNearToNothingIsGuessedAtByNobody(String name) {
    assertThatThrownBy(() -> ZoneNames.zone(name))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith("such as Europe/Berlin or UTC");
  }
}
