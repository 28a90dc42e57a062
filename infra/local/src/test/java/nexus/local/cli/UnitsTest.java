package nexus.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class UnitsTest {

  @Test
  void sizesHaveOneDecimalAndAUnitThatFits() {
    assertThat(Units.bytes(0)).isEqualTo("0 B");
    assertThat(Units.bytes(999)).isEqualTo("999 B");
    assertThat(Units.bytes(1_000)).isEqualTo("1.0 kB");
    assertThat(Units.bytes(999_949)).isEqualTo("999.9 kB");
    assertThat(Units.bytes(999_950)).isEqualTo("1.0 MB");
    assertThat(Units.bytes(412_300_000)).isEqualTo("412.3 MB");
    assertThat(Units.bytes(8L << 30)).isEqualTo("8.6 GB");
  }

  @Test
  void agesAreOneWord() {
    assertThat(Units.age(0)).isEqualTo("0ms");
    assertThat(Units.age(3_290)).isEqualTo("3.2s");
    assertThat(Units.age(59_999)).isEqualTo("59.9s");
    assertThat(Units.age(250_000)).isEqualTo("4m10s");
    assertThat(Units.age(7_500_000)).isEqualTo("2h5m");
    assertThat(Units.age(100 * 3_600_000L)).isEqualTo("4d4h");
  }

  @Test
  void valuesKeepWhatIsThere() {
    assertThat(Units.value(0)).isEqualTo("0");
    assertThat(Units.value(45.33333)).isEqualTo("45.333");
    assertThat(Units.value(0.00042)).isEqualTo("4.20e-04");
  }

  @Test
  void barIsFullOnlyAtTheEnd() {
    assertThat(Units.bar(0, 3)).isEqualTo("[------------------------]   0 %");
    assertThat(Units.bar(999, 1_000)).isEqualTo("[#######################-]  99 %");
    assertThat(Units.bar(3, 3)).isEqualTo("[########################] 100 %");
    assertThat(Units.bar(0, 0)).isEqualTo("[########################] 100 %");
  }

  @Test
  void rateNeedsATime() {
    assertThat(Units.rate(310_200_000, Duration.ofSeconds(1))).isEqualTo("310.2 MB/s");
    assertThat(Units.rate(1, Duration.ZERO)).isEmpty();
  }

  @Test
  void oneThingIsNoMany() {
    assertThat(Units.counted(1, "row")).isEqualTo("1 row");
    assertThat(Units.counted(2_520, "row")).isEqualTo("2,520 rows");
  }
}
