package nexus.telemetry.promql;

import static org.assertj.core.api.Assertions.assertThat;

import nexus.telemetry.promql.functions.PlainNumber;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainNumberTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "-0.0, -0, -0",
    "1, 1, 1",
    "-1.5, -1.5, -1.5",
    "123456789, 123456789, 123456789",
    "1.5E10, 15000000000, 15000000000",
    "12345678.5, 12345678.5, 12345678.5",
    "0.000001, 0.000001, 0.000001",
    "0.0000001, 0.0000001, 1e-07",
    "1.25E-10, 0.000000000125, 1.25e-10",
    "-2.5E-100, , -2.5e-100",
    "1E20, 100000000000000000000, 100000000000000000000",
    "1E21, 1000000000000000000000, 1e+21",
    "1.7976931348623157E308, , 1.7976931348623157e+308",
    "NaN, NaN, NaN",
    "Infinity, +Inf, +Inf",
    "-Infinity, -Inf, -Inf",
  })
  void aNumberIsWrittenAsGoWritesIt(double value, String plain, String inAnswer) {
    if (plain != null) {
      assertThat(PlainNumber.of(value)).isEqualTo(plain);
    }
    assertThat(PlainNumber.inAnswer(value)).isEqualTo(inAnswer);
  }
}
