package nexus.functions.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import nexus.telemetry.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class RequestParametersTest {

  private static RequestParameters given(String name, String... values) {
    return new RequestParameters(Map.of(name, Arrays.asList(values)));
  }

  private static void refused(String field, String message, Executable read) {
    InvalidInputException refused = assertThrows(InvalidInputException.class, read);
    assertEquals(field, refused.field());
    assertEquals(message, refused.getMessage());
  }

  @Test
  void aBlankValueCountsAsAbsent() {
    assertEquals(Optional.empty(), given("host", " ", "").text("host", 5));
    assertEquals(Optional.of("a"), given("host", " ", " a ").text("host", 5));
    assertEquals(Optional.of(" a "), given("model", " a ").exactText("model", 5));
    assertEquals(7, given("top", "").wholeNumber("top", 1, 5, 7));
    assertEquals("main", given("cluster", " ").cluster("main"));
  }

  @Test
  void aSingleValueIsGivenOnceAndIsNotTooLong() {
    refused("host", "host is given more than once", () -> given("host", "a", "b").text("host", 5));
    refused(
        "host", "host is longer than 5 characters", () -> given("host", "abcdef").text("host", 5));
  }

  @Test
  void aNumberIsWholeAndWithinItsBounds() {
    assertEquals(5, given("top", " 5 ").wholeNumber("top", 1, 5, 7));
    for (String wrong : List.of("0", "6", "1.5", "-1", "x", "9999999999")) {
      refused(
          "top",
          "top must be a whole number from 1 to 5",
          () -> given("top", wrong).wholeNumber("top", 1, 5, 7));
    }
  }

  @Test
  void namesAreRepeatedOrSeparatedByCommas() {
    assertEquals(
        new TreeSet<>(Set.of("A", "B", "C")),
        given("metric", "B, A", "", "C,A").names("metric", 3));
    refused(
        "metric", "metric may name 2 at most", () -> given("metric", "a,b,c").names("metric", 2));
    refused(
        "metric", "metric is too long", () -> given("metric", "a".repeat(999)).names("metric", 1));
    assertThrows(InvalidInputException.class, () -> given("metric", "a,,b").names("metric", 5));
    assertThrows(InvalidInputException.class, () -> given("host", "a/b").name("host"));
  }
}
