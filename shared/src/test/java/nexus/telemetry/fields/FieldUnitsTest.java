package nexus.telemetry.fields;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldUnitsTest {

  @ParameterizedTest
  @CsvSource({
    "GPU_UTIL, %, 1",
    "GPU_UTIL, percent, 1",
    "GPU_UTIL, ratio, 100",
    "FB_USED, MiB, 1",
    "FB_USED, MB, 1",
    "FB_USED, GiB, 1024",
    "FB_USED, B, 9.5367431640625E-7",
    "POWER_USAGE, W, 1",
    "POWER_USAGE, watts, 1",
    "POWER_USAGE, mW, 0.001",
    "POWER_USAGE, MW, 1e6",
    "SM_CLOCK, MHz, 1",
    "SM_CLOCK, GHz, 1000",
    "GPU_TEMP, C, 1",
    "GPU_TEMP, °C, 1",
    "TOTAL_ENERGY_CONSUMPTION, J, 1000",
    "TOTAL_ENERGY_CONSUMPTION, mJ, 1",
    "TOTAL_ENERGY_CONSUMPTION, MJ, 1e9",
    "POWER_VIOLATION, us, 1000",
    "POWER_VIOLATION, µs, 1000",
    "POWER_VIOLATION, s, 1e9",
    "PCIE_RX_THROUGHPUT, MB/s, 1000",
    "PCIE_RX_THROUGHPUT, Mb/s, 125",
    "NVLINK_BANDWIDTH_TOTAL, GB/s, 1000",
    "PCIE_REPLAY_COUNTER, errs, 1",
    "GPU_TEMP, F, NaN",
    "GPU_TEMP, W, NaN",
    "FB_USED, %, NaN",
    "FB_USED, MB/s, NaN",
    "PSTATE, W, NaN",
    "GPU_UTIL, '', NaN",
    "GPU_UTIL, percents, NaN",
  })
  void aUnitHasTheFactorThatLeadsToTheFields(String field, String unit, double factor) {
    FieldName name = Fields.named("DCGM_FI_DEV_" + field);
    for (int i = 0; i < 2; i++) {
      assertThat(name.unitFactor(unit)).isEqualTo((Double) factor);
      assertThat(name.isUnit(unit)).isEqualTo(factor == 1);
      assertThat(name.inUnit(unit).isPresent()).isEqualTo(!Double.isNaN(factor));
    }
  }

  @Test
  void aUnitBehindTheNumberCountsWhateverUnitTheNameHas() {
    FieldName bytes = Fields.named("DCGM_FI_DEV_FB_USED_BYTES");
    assertThat(bytes.isUnit("B")).isTrue();
    assertThat(bytes.isUnit("MiB")).isFalse();
    assertThat(bytes.inUnit("MiB").orElseThrow().value(5)).isEqualTo(5);
    char[] text = "1.5 GiB".toCharArray();
    assertThat(bytes.inUnit(text, 4, 7).orElseThrow().value(1.5)).isEqualTo(1536);
    assertThat(bytes.inUnit(text, 4, 7)).isSameAs(bytes.inUnit(text, 4, 7));
    assertThat(bytes.inUnit(text, 6, 7).orElseThrow().value(1024)).isEqualTo(0.0009765625);
    assertThat(bytes.inUnit(text, 0, 3)).isEmpty();
  }

  @Test
  void aNameOfNoFieldKnowsTheUnitsOfWhatItSaysItself() {
    FieldName named = Fields.named("board.power [W]");
    assertThat(named.unitFactor("W")).isEqualTo(1);
    assertThat(named.unitFactor("kW")).isEqualTo(1000);
    assertThat(named.inUnit("mW").orElseThrow().value(300)).isEqualTo(0.3);
    assertThat(named.inUnit("mW").orElseThrow().metric()).isEqualTo("board.power_W");
    assertThat(named.unitFactor("%")).isNaN();
    assertThat(Fields.named("ramp [W/s]").unitFactor("W/s")).isEqualTo(1);
    assertThat(Fields.named("ramp [W/s]").unitFactor("W")).isNaN();
    assertThat(Fields.named("module.power").unitFactor("W")).isNaN();
    assertThat(Fields.named("module.power").isUnit("")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "foo [MiB], foo_MiB",
    "foo [GiB], foo_GiB",
    "foo (W), foo_W",
    "foo [%], foo_percent",
    "foo [W/s], foo_W_per_s",
    "foo [\u00B5s], foo_us",
    "foo [\u00B0C], foo_C",
    "foo (avg), foo_avg",
    "foo (max), foo_max",
    "foo [count], foo",
    "foo [1], foo",
    "foo bar [W], foo_bar_W",
    "module.power.draw [W], module.power.draw",
    "module.power.draw [mW], module.power.draw",
    "module.power.draw [C], module.power.draw_C",
    "clocks.gr [GHz], clocks.current.graphics",
    "DCGM_FI_PROF_NEW [MiB], DCGM_FI_PROF_NEW_MiB",
  })
  void aNameOfNoFieldKeepsItsUnit(String name, String metric) {
    assertThat(Fields.named(name).metric()).isEqualTo(metric);
    assertThat(Fields.named("module.power.draw [mW]").value(1500)).isEqualTo(1.5);
  }

  @Test
  void blanksAndBoundsAreThoseOfTheNumbersUnit() {
    FieldName gib = Fields.named("memory.used [GiB]");
    assertThat(gib.isUsual(80)).isTrue();
    assertThat(gib.isBlank(2147483632.0)).isTrue();
    assertThat(gib.fault(gib.value(1e6))).isPresent();
    assertThat(gib.isUsual(1e6)).isFalse();
    FieldName milliwatts = Fields.named("power.draw [mW]");
    assertThat(milliwatts.isUsual(700_000)).isTrue();
    assertThat(milliwatts.fault(milliwatts.value(2e7))).isPresent();
  }

  @Property
  void decimalsStayWhatTheyAre(@ForAll @IntRange(min = 0, max = 10_000_000) int number) {
    assertThat(Fields.named("power [mW]").value(number))
        .isEqualTo(BigDecimal.valueOf(number, 3).doubleValue());
    assertThat(Fields.named("DCGM_FI_PROF_SM_ACTIVE [%]").value(number / 100.0))
        .isEqualTo(BigDecimal.valueOf(number, 4).doubleValue());
    assertThat(Fields.named("clocks.sm [GHz]").value(number / 1000.0)).isEqualTo(number);
    assertThat(Fields.named("clocks.sm [Hz]").value(number))
        .isEqualTo(BigDecimal.valueOf(number, 6).doubleValue());
  }

  @Test
  void theSameNameIsAskedForUnitsFromManyThreads() {
    FieldName used = Fields.named("memory.used");
    String[] units = {"MiB", "GiB", "KiB", "%"};
    double[] factors = {1, 1024, 0.0009765625, Double.NaN};
    assertThat(
            IntStream.range(0, 200_000)
                .parallel()
                .allMatch(i -> Double.compare(used.unitFactor(units[i % 4]), factors[i % 4]) == 0))
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "mig.mode.current, Enabled, 1",
    "mig.mode.current, Disabled, 0",
    "persistence_mode, Enabled, 1",
    "ecc.mode.current, enabled, 1",
    "remapped_rows.pending, No, 0",
    "remapped_rows.failure, Yes, 1",
    "pstate, P0, 0",
    "pstate, P12, 12",
    "pstate, P16, NaN",
    "pstate, P, NaN",
    "pstate, P999999999999, NaN",
    "pstate, 8, NaN",
    "compute_mode, Exclusive_Process, 3",
    "utilization.gpu, Yes, NaN",
    "mig.mode.current, P0, NaN",
    "some.mode, Enabled, NaN",
  })
  void aStateIsToldAsAWord(String name, String word, double number) {
    assertThat(Fields.named(name).state(word)).isEqualTo((Double) number);
  }

  @Test
  void onlyFieldsWithBitsAreMasks() {
    assertThat(Fields.named("clocks_event_reasons.active").isMask()).isTrue();
    assertThat(Fields.named("utilization.gpu").isMask()).isFalse();
    assertThat(Fields.named("some.mask").isMask()).isFalse();
  }
}
