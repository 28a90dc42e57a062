package nexus.telemetry.fields;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldNameTest {

  private static final BigDecimal INT32 = new BigDecimal("2147483632");
  private static final BigDecimal INT64 = new BigDecimal("9223372036854775792");
  private static final BigDecimal FP64 = new BigDecimal("140737488355328");

  /** A blank and its followers, as doubles, as floats, and printed with 6 to 17 digits. */
  private static List<Double> roundings(BigDecimal blank) {
    List<Double> all = new ArrayList<>();
    for (int i = 0; i <= 3; i++) {
      BigDecimal exact = blank.add(BigDecimal.valueOf(i));
      all.add(exact.doubleValue());
      all.add((double) exact.floatValue());
      for (int digits = 6; digits <= 17; digits++) {
        all.add(exact.round(new MathContext(digits)).doubleValue());
      }
    }
    return all;
  }

  private static void assertBlank(String name, BigDecimal blank) {
    FieldName field = Fields.named(name);
    assertThat(roundings(blank))
        .allSatisfy(number -> assertThat(field.isBlank(number)).as(name + " " + number).isTrue());
    assertThat(roundings(blank)).noneMatch(field::isUsual);
  }

  @Test
  void everyFieldHasTheBlanksOfItsTypeInEveryRounding() {
    for (Field field : Fields.all()) {
      assertBlank(field.name(), INT64);
      assertBlank(field.newName(), INT64);
      if (field.type().equals("double")) {
        assertBlank(field.name(), FP64);
      }
    }
  }

  @Test
  void whatCannotBeThatLargeHasEveryBlank() {
    for (Field field : Fields.all()) {
      if (field.bounds().hasMax()) {
        assertBlank(field.name(), INT32);
        assertBlank(field.name(), FP64);
      }
    }
    assertThat(Fields.stored("DCGM_FI_DEV_GPU_TEMP").orElseThrow().bounds().hasMax()).isTrue();
    assertThat(Fields.stored("DCGM_FI_DEV_XID_ERRORS").orElseThrow().bounds().hasMax()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(doubles = {2147483632.0, 2147483635.0, 2.14748e9, 3e9, 140737488355328.0, 9e18})
  void aCounterOfBytesMayBeLarge(double bytes) {
    for (String name :
        List.of("DCGM_FI_DEV_NVLINK_COUNT_TX_BYTES", "DCGM_FI_DEV_NVLINK_TX_BYTES_TOTAL")) {
      assertThat(Fields.named(name).isBlank(bytes)).isFalse();
      assertThat(Fields.named(name).value(bytes)).isEqualTo(bytes);
      assertThat(Fields.named(name).fault(bytes)).isEmpty();
    }
  }

  @Test
  void aStateHasTheBlanksOf32BitsExactlyAndMayOtherwiseBeAnyMask() {
    FieldName mask = Fields.named("DCGM_FI_DEV_CLOCK_THROTTLE_REASONS");
    assertThat(List.of(2147483632.0, 2147483633.0, 2147483634.0, 2147483635.0))
        .allMatch(mask::isBlank);
    assertThat(List.of(0.0, 2147483631.0, 2147483636.0, 4294967295.0, 1.40737e14))
        .noneMatch(mask::isBlank);
  }

  @Test
  void ofAnUnknownFieldOnlyWhatNothingElseCanBeIsABlank() {
    FieldName unknown = Fields.named("some_bytes");
    assertThat(roundings(INT64)).allMatch(unknown::isBlank);
    assertThat(List.of(140737488355328.0, 140737488355331.0)).allMatch(unknown::isBlank);
    assertThat(List.of(-1.0, 2147483632.0, 140737488355327.0, 140737488355332.0, 1.9e19, 1e300))
        .noneMatch(unknown::isBlank);
  }

  @Property
  void percentagesOfRatiosAreWhatTheirDecimalsSay(
      @ForAll @IntRange(min = 0, max = 1_000_000) int millionths) {
    BigDecimal ratio = BigDecimal.valueOf(millionths, 6);
    assertThat(Fields.named("DCGM_FI_DEV_GPU_UTIL_RATIO").value(ratio.doubleValue()))
        .isEqualTo(ratio.movePointRight(2).doubleValue());
  }

  @Property
  void bytesBecomeMebibytesExactly(@ForAll @LongRange(min = 0, max = 1L << 46) long bytes) {
    double told = Fields.named("DCGM_FI_DEV_FB_USED_BYTES").value((double) bytes);
    assertThat(new BigDecimal(told).multiply(BigDecimal.valueOf(1 << 20)))
        .isEqualByComparingTo(BigDecimal.valueOf(bytes));
  }

  @Test
  void aRatioAboveOneIsAPercentageAlready() {
    FieldName util = Fields.named("DCGM_FI_DEV_GPU_UTIL_RATIO");
    assertThat(util.value(1)).isEqualTo(100);
    assertThat(util.value(2)).isEqualTo(2);
    assertThat(util.value(100)).isEqualTo(100);
    FieldName fan = Fields.named("DCGM_FI_DEV_FAN_SPEED_RATIO");
    assertThat(fan.value(1.5)).isEqualTo(150);
    assertThat(fan.value(1.6)).isEqualTo(1.6);
  }

  @Test
  void theLeastAndTheMostAreWithinTheBoundsAndRoundingIs() {
    for (Field field : Fields.all()) {
      FieldName name = Fields.named(field.name());
      assertThat(name.fault(field.bounds().min())).isEmpty();
      assertThat(name.fault(field.bounds().max())).isEmpty();
    }
    assertThat(Fields.named("DCGM_FI_DEV_GPU_UTIL").fault(100.00001)).isEmpty();
    assertThat(Fields.named("DCGM_FI_DEV_GPU_UTIL").fault(101))
        .contains("the value is above 100 %, the most that DCGM_FI_DEV_GPU_UTIL can be");
    assertThat(Fields.named("DCGM_FI_DEV_GPU_UTIL").fault(Double.POSITIVE_INFINITY)).isPresent();
    assertThat(Fields.named("some_metric").fault(-1e300)).isEmpty();
  }
}
