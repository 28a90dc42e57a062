package nexus.telemetry.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesNameTest {

  private static SeriesName name(Map<String, String> labels) {
    return new SeriesName("M", new TreeMap<>(labels));
  }

  @Test
  void labelsAreSortedAndEscaped() {
    assertThat(name(Map.of()).text()).isEqualTo("M");
    assertThat(name(Map.of("xid", "31", "err_code", "5")).text())
        .isEqualTo("M{err_code=\"5\",xid=\"31\"}");
    String odd = "a\"b\\c\nd,}é";
    String text = name(Map.of("x", odd, "y", "}")).text();
    assertThat(SeriesName.of(text).labels()).isEqualTo(Map.of("x", odd, "y", "}"));
    assertThat(SeriesName.isValid(text)).isTrue();
    assertThat(SeriesName.metricOf(text)).isEqualTo("M");
  }

  @Test
  void aRequestMaySpellLabelsInAnyOrder() {
    assertThat(SeriesName.of("M{xid=\"31\", err_code=\"5\"}").text())
        .isEqualTo("M{err_code=\"5\",xid=\"31\"}");
    assertThat(SeriesName.isValid("M{xid=\"31\",err_code=\"5\"}")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "M{",
        "M{}",
        "M{x}",
        "M{x=1}",
        "M{x=\"1\"",
        "M{x=\"1\"}y",
        "M{x=\"\"}",
        "M{x=\"1\",x=\"2\"}",
        "M{1x=\"1\"}",
        "M{x=\"1\",}",
        "..",
        "{x=\"1\"}",
        "M{x=\"\u0001\"}"
      })
  void whatIsNoSeriesIsRefused(String text) {
    assertThat(SeriesName.isValid(text)).isFalse();
    assertThatThrownBy(() -> SeriesName.of(text)).isInstanceOf(InvalidInputException.class);
  }

  @Test
  void labelsHaveBounds() {
    Map<String, String> eight = new TreeMap<>();
    for (int i = 0; i < 8; i++) {
      eight.put("l" + i, "v");
    }
    assertThat(SeriesName.isValid(name(eight).text())).isTrue();
    eight.put("l8", "v");
    assertThatThrownBy(() -> name(eight)).isInstanceOf(InvalidInputException.class);
    name(Map.of("x", "v".repeat(256 - 6)));
    assertThatThrownBy(() -> name(Map.of("x", "v".repeat(256 - 5))))
        .isInstanceOf(InvalidInputException.class);
  }
}
