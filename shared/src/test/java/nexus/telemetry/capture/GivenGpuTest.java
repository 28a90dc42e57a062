package nexus.telemetry.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import nexus.telemetry.capture.file.CaptureReport;
import nexus.telemetry.capture.file.UnreadableCaptureException;
import nexus.telemetry.csv.Given;
import nexus.telemetry.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The GPU of a file that names none is said beside it. */
class GivenGpuTest {

  private static final String FILE = "timestamp,temperature.gpu\n2026-11-28T20:00:00Z,45\n";

  private static Given gpu(String gpu) {
    return new Given("n1", gpu, null, null, null, List.of());
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "GPU 3, 3", "GPU-b1, GPU-b1"})
  void itIsThatOfAllRows(String given, String gpu) {
    assertThat(Captured.of(FILE, gpu(given), null).samples())
        .containsExactly("n1/" + gpu + " GPU_TEMP 20:00:00 45.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pci.bus", "local_rank", "Slot"})
  void itIsNotThatOfRowsThatTellTwoApart(String column) {
    String rows = "2026-11-28T20:00:00Z,1,45\n2026-11-28T20:00:00Z,2,46\n";
    assertThatThrownBy(
            () -> Captured.of("timestamp," + column + ",temperature.gpu\n" + rows, gpu("0"), null))
        .hasMessageContaining("gpu= would make one GPU of several");
  }

  @Test
  void itIsAskedForWithAllElseThatLacks() {
    UnreadableCaptureException refused =
        catchThrowableOfType(UnreadableCaptureException.class, () -> Captured.of(FILE));

    assertThat(refused).hasMessageContaining("gpu=0").hasMessageContaining("host=node01");
    assertThat(refused.report().missing())
        .extracting(CaptureReport.Missing::parameter)
        .containsExactlyInAnyOrder("gpu", "host");
  }

  @Test
  void whatARowSaysCounts() {
    Captured read =
        Captured.of(
            "timestamp,gpu,temperature.gpu\n2026-11-28T20:00:00Z,1,45\n2026-11-28T20:00:00Z,,46\n",
            gpu("0"),
            null);

    assertThat(read.samples())
        .containsExactly("n1/0 GPU_TEMP 20:00:00 46.0", "n1/1 GPU_TEMP 20:00:00 45.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {",\n,\n", ";;\n1;2;3\n", "\"\",\"\"\n1,2\n"})
  void aHeaderWithoutNamesIsRefusedWhereAllElseIsGiven(String file) {
    Given all = new Given("n1", "0", null, "2026-11-28T20:00:00Z", null, List.of());

    assertThatThrownBy(() -> Captured.of(file, all, "UTC"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("column of a metric");
  }

  @Test
  void itIsThatOfMetricsWithoutLabels() {
    Given given = new Given("n1", "0", null, "2026-11-28T20:00:00Z", null, List.of());

    assertThat(
            Captured.of("# TYPE DCGM_FI_DEV_GPU_TEMP gauge\nDCGM_FI_DEV_GPU_TEMP 45\n", given, null)
                .samples())
        .containsExactly("n1/0 GPU_TEMP 20:00:00 45.0");
  }

  @Test
  void rowsOfOtherComponentsAreNotOfIt() {
    Captured read =
        Captured.of(
            """
            timestamp,component,name,value,labels
            2026-11-28T20:00:00Z,cpu,cpu_temperature,45,{}
            """,
            gpu("0"),
            null);

    assertThat(read.accepted()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "1.5", "../x"})
  void whatIsNoGpuIsRefused(String gpu) {
    assertThatThrownBy(() -> gpu(gpu))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("gpu"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "timestamp,model,temperature.gpu\n1795896000,A100,45\n1795896000,H100,46\n",
        "timestamp,gpu,temperature.gpu\n1795896000,A100,45\n1795896000,H100,46\n",
        "timestamp,gpu_serial,temperature.gpu\n1795896000,1,45\n1795896000,2,46\n",
        "timestamp,device,temperature.gpu\n1795896000,x,45\n1795896000,y,46\n",
        "timestamp,temperature.gpu\n1795896000,45\n1795896000,46\n",
        "timestamp,model,temperature.gpu\n1795896000,A100,45\n1795896000,A100,46\n",
        "timestamp,metric,value\n1795896000,x,1\n1795896000,y,2\n1795896000,x,2\n",
        "timestamp,temperature.gpu\n1795896000,45\n1795896001,46\n1795896000,47\n",
        "timestamp,metric,value,labels\n1795896000,x,1,modelName=A100\n1795896000,x,2,modelName=H100\n",
        """
        DCGM_FI_DEV_GPU_TEMP{modelName="A100"} 45 1795896000000
        DCGM_FI_DEV_GPU_TEMP{modelName="H100"} 46 1795896000000
        """,
      })
  void oneGpuIsNotMadeOfSeveral(String file) {
    assertThatThrownBy(() -> Captured.of(file, gpu("0"), null))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("gpu"))
        .hasMessageContaining("gpu= would make one GPU of several")
        .hasMessageContaining("leave gpu= out");
    assertThat(Capture.isSplittable(file.getBytes(StandardCharsets.UTF_8), gpu("0"))).isFalse();
  }

  @Test
  void uuidsAndHostsThatDifferAreGpusOfTheirOwn() {
    Captured uuids =
        Captured.of(
            "timestamp,uuid,temperature.gpu\n1795896000,GPU-a,45\n1795896000,GPU-b,46\n",
            gpu("0"),
            null);
    Captured hosts =
        Captured.of(
            "timestamp,host,model,temperature.gpu\n1795896000,a,A100,45\n1795896000,b,H100,46\n",
            gpu("0"),
            null);

    assertThat(uuids.samples())
        .containsExactly("n1/GPU-a GPU_TEMP 20:00:00 45.0", "n1/GPU-b GPU_TEMP 20:00:00 46.0");
    assertThat(hosts.samples())
        .containsExactly("a/0 GPU_TEMP 20:00:00 45.0", "b/0 GPU_TEMP 20:00:00 46.0");
  }

  @Test
  void furtherDownInAFileTheRowsOfAnotherModelAreRejected() {
    StringBuilder csv = new StringBuilder("timestamp,model,temperature\n");
    for (int i = 0; i < 1000; i++) {
      csv.append(1795896000 + i).append(i % 2 == 0 ? ",A100,40\n" : ",,40\n");
    }
    Captured read = Captured.of(csv + "1795896000,H100,41\n", gpu("0"), null);

    assertThat(read.accepted()).isEqualTo(1000);
    assertThat(read.reasons())
        .singleElement()
        .asString()
        .startsWith("1002: gpu= would make one GPU of several")
        .contains("model A100 and of H100");
  }

  @Test
  void valuesOfTwoGpusAtOneTimeAreRejectedFurtherDown() {
    StringBuilder csv = new StringBuilder("timestamp,model,temperature\n");
    for (int i = 0; i < 1000; i++) {
      csv.append(1795896000 + i).append(",A100,40\n");
    }
    Captured read = Captured.of(csv + "1795896007,A100,40\n1795896008,A100,41\n", gpu("0"), null);

    assertThat(read.accepted()).isEqualTo(1001);
    assertThat(read.reasons())
        .singleElement()
        .asString()
        .startsWith("1003: gpu= would make one GPU of several: rows that name no GPU have two")
        .contains("GPU_TEMP at one time, 40.0 and 41.0");
  }

  @Test
  void oneFieldUnderTwoNamesAndPodsOfOneGpuAreNotTwo() {
    Captured names =
        Captured.of(
            "timestamp,temperature.gpu,gpu_temp\n1795896000,45,46\n1795896001,45,46\n",
            gpu("0"),
            null);
    Captured pods =
        Captured.of(
            "timestamp,metric,pod,value\n1795896000,x,a,1\n1795896000,x,b,2\n", gpu("0"), null);

    assertThat(names.rejects()).isEmpty();
    assertThat(pods.rejects()).isEmpty();
    assertThat(pods.samples()).hasSize(2);
  }
}
