package nexus.functions.api.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import nexus.telemetry.model.InvalidInputException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestedFormatTest {

  private static String of(Map<String, List<String>> parameters, String accept) {
    return RequestedFormat.of(parameters, accept).map(Enum::name).orElse("JSON");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                    | JSON",
        "*/*                                   | JSON",
        "text/html,application/xhtml+xml,*/*   | JSON",
        "text/csv                              | CSV",
        "TEXT/CSV; header=present              | CSV",
        "application/x-ndjson                  | NDJSON",
        "application/json, text/csv            | JSON",
        "application/json;q=0.5, text/csv      | CSV",
        "text/csv;q=0.1, application/x-ndjson  | NDJSON",
        "text/csv;q=0                          | JSON",
        "text/csv, */*;q=0.1                   | CSV",
      })
  void theHeaviestTypeThatIsServedIsMeant(String accept, String format) {
    assertThat(of(Map.of(), accept)).isEqualTo(format);
  }

  @ParameterizedTest
  @CsvSource({"json, JSON", "csv, CSV", "ndjson, NDJSON", "'', NDJSON"})
  void theParameterWins(String parameter, String format) {
    assertThat(of(Map.of("format", List.of(parameter)), "application/x-ndjson")).isEqualTo(format);
  }

  @ParameterizedTest
  @ValueSource(strings = {"xml", "CSV", "csv,json"})
  void anotherFormatIsRefused(String parameter) {
    assertThatThrownBy(() -> of(Map.of("format", List.of(parameter)), ""))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("format"));
  }
}
