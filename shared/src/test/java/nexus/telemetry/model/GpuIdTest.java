package nexus.telemetry.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GpuIdTest {

  @ParameterizedTest
  @CsvSource({
    "1, '', 1",
    "1.0, '', 1",
    "12.000, '', 12",
    "1, 7, 1.7",
    "1.0, 0, 1.0",
    "0, 1.0, 0.1.0",
    "00000000:17:00.0, '', 00000000:17:00.0",
    "0000:17:00.0, 3, 0000:17:00.0.3",
    "17:00.0, '', 17:00.0",
    "gpu-a, '', gpu-a",
    "gpu-a, 2, gpu-a.2",
  })
  void anIndexAndAnInstanceAreOnePlaceAndComeApartAgain(
      String index, String instance, String place) {
    assertThat(GpuId.index(index, instance)).isEqualTo(place);
    assertThat(GpuId.instance(place)).isEqualTo(instance);
    assertThat(GpuId.wholeGpu(place)).isEqualTo(GpuId.wholeNumber(index));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.5", "3.7", "1.0.0", "a.b", "", "..", "0000:17:00.9", "0000:17:00.0.1"})
  void anIndexWithAFractionIsNone(String index) {
    assertThatThrownBy(() -> GpuId.index(index, ""))
        .isInstanceOf(InvalidInputException.class)
        .extracting(e -> ((InvalidInputException) e).field())
        .isEqualTo("gpu");
  }

  @ParameterizedTest
  @CsvSource({
    "GPU 1, 1",
    "gpu12, 12",
    "Gpu_3, 3",
    "GPU#4, 4",
    "nvidia5, 5",
    "/dev/nvidia6, 6",
    "GPU-7, GPU-7",
    "gpu, gpu",
    "nvidia1234567, nvidia1234567",
    "gpu1.5, gpu1.5",
  })
  void wordsAroundAnIndexAreNoPartOfIt(String written, String number) {
    assertThat(GpuId.number(written)).isEqualTo(number);
  }

  @ParameterizedTest
  @CsvSource({
    "5fd4f087-86f3-7a43-b711-4771313afc50, GPU-5fd4f087-86f3-7a43-b711-4771313afc50",
    "GPU-5fd4f087-86f3-7a43-b711-4771313afc50, GPU-5fd4f087-86f3-7a43-b711-4771313afc50",
    "MIG-5fd4f087-86f3-7a43-b711-4771313afc50, MIG-5fd4f087-86f3-7a43-b711-4771313afc50",
    "5fd4f087-86f3-7a43-b711-4771313afc5x, 5fd4f087-86f3-7a43-b711-4771313afc5x",
    "5fd4f08-786f3-7a43-b711-4771313afc50, 5fd4f08-786f3-7a43-b711-4771313afc50",
  })
  void aUuidHasItsBeginning(String written, String uuid) {
    assertThat(GpuId.uuid(written)).isEqualTo(uuid);
    assertThat(GpuId.uuidOfWhole(written)).isEqualTo(uuid);
  }

  @ParameterizedTest
  @CsvSource({
    "MIG-GPU-2ac434d3-1aca/1/0, GPU-2ac434d3-1aca, 1.0",
    "MIG-2ac434d3-1aca, MIG-2ac434d3-1aca, ''",
    "GPU-2ac434d3-1aca, GPU-2ac434d3-1aca, ''",
    "MIG-GPU-2ac434d3/x/0, MIG-GPU-2ac434d3/x/0, ''",
  })
  void anOldMigUuidNamesItsGpuAndItsInstance(String uuid, String whole, String instance) {
    assertThat(GpuId.uuidOfWhole(uuid)).isEqualTo(whole);
    assertThat(GpuId.instanceOfUuid(uuid)).isEqualTo(instance);
  }
}
