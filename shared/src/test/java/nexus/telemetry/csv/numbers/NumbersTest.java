package nexus.telemetry.csv.numbers;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

class NumbersTest {

  @Property(tries = 5000)
  void readsTheSameBitsAsParseDouble(@ForAll("decimals") String text) {
    assertThat(Double.doubleToRawLongBits(parse(text)))
        .as(text)
        .isEqualTo(Double.doubleToRawLongBits(Double.parseDouble(text)));
  }

  @Property(tries = 5000)
  void readsBackEveryDouble(@ForAll long bits) {
    double value = Double.longBitsToDouble(bits);
    if (Double.isFinite(value)) {
      assertThat(Double.doubleToRawLongBits(parse(Double.toString(value)))).isEqualTo(bits);
    }
  }

  @Property(tries = 5000)
  void acceptsNothingThatIsNoDecimalNumber(
      @ForAll @CharRange(from = '-', to = '9') @StringLength(max = 20) String text,
      @ForAll @StringLength(max = 2) String end) {
    double value = parse(text + end);
    if (!Double.isNaN(value)) {
      assertThat(new BigDecimal(text + end).doubleValue() + 0.0).isEqualTo(value + 0.0);
    }
  }

  @Provide
  Arbitrary<String> decimals() {
    Arbitrary<Long> digits =
        Arbitraries.longs()
            .between(0, 99_999_999_999_999_999L)
            .withDistribution(RandomDistribution.biased());
    Arbitrary<Integer> scales = Arbitraries.integers().between(0, 20);
    Arbitrary<String> signs = Arbitraries.of("", "-", "+");
    return Combinators.combine(signs, digits, scales).as(NumbersTest::decimal);
  }

  @Property
  void paddedNumbersAreTheSame(@ForAll @IntRange(min = -99_999, max = 99_999) int thousandths) {
    String text = String.format(Locale.ROOT, "%.3f", thousandths / 1000.0);
    assertThat(parse(text)).isEqualTo(Double.parseDouble(text));
  }

  private static String decimal(String sign, long digits, int scale) {
    String text = String.valueOf(digits);
    if (scale > text.length()) {
      text = "0".repeat(scale - text.length()) + text;
    }
    int point = text.length() - scale;
    return sign + text.substring(0, point) + (scale == 0 ? "" : "." + text.substring(point));
  }

  private static double parse(String text) {
    char[] padded = ("7" + text + "7").toCharArray();
    return Numbers.parse(padded, 1, padded.length - 1);
  }
}
