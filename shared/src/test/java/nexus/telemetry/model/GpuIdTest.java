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
    "'1,0', '', 1",
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
    "GPU-7, 7",
    "gpu:0, 0",
    "cuda:0, 0",
    "card0, 0",
    "00, 0",
    "007, 7",
    "gpu00, 0",
    "0, 0",
    "00000000:17:00.0, 00000000:17:00.0",
    "GPU-00000000-86f3-7a43-b711-4771313afc50, GPU-00000000-86f3-7a43-b711-4771313afc50",
    "gpu, gpu",
    "nvidia1234567, nvidia1234567",
    "gpu1.5, gpu1.5",
  })
  void wordsAroundAnIndexAreNoPartOfIt(String written, String number) {
    assertThat(GpuId.number(written)).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NVIDIA A100-SXM4-80GB",
        "NVIDIA H100 80GB HBM3",
        "Tesla T4",
        "GeForce RTX 3090",
        "A100",
        "A100-SXM4-40GB",
        "H200",
        "L40S",
        "V100",
        "GH200",
        "rtx4090",
      })
  void aModelIsNoIndex(String name) {
    assertThat(GpuId.isModel(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "GPU 0",
        "nvidia0",
        "nvidia-a",
        "card0",
        "gpu-a",
        "a1",
        "GPU-5fd4f087-86f3-7a43-b711-4771313afc50",
        "00000000:17:00.0",
        "MIG-5fd4f087",
      })
  void anyOtherNameIsNoModel(String name) {
    assertThat(GpuId.isModel(name)).isFalse();
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
