package nexus.telemetry.capture;

import static nexus.telemetry.capture.Captured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import nexus.telemetry.capture.file.UnreadableCaptureException;
import nexus.telemetry.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which GPU, or part of one, a row is of, however it says that. */
class WhichGpuTest {

  private static final String UUID = "2ac434d3-1aca-57a0-597d-1d2effdba9f3";

  @Test
  void aMigInstanceThatOnlyItsUuidNamesIsOfItself() {
    Captured read =
        Captured.of(
            """
            timestamp,metric_name,gpu_id,Hostname,uuid,value,labels_raw
            1795896000,temperature,0,n1,GPU-U,40,
            1795896000,temperature,0,n1,MIG-U,41,
            1795896000,temperature,0,n1,,42,"UUID=""MIG-V""\"
            1795896000,temperature,0,n1,MIG-W,43,"GPU_I_ID=""3""\"
            """
                .replace("-U", "-" + UUID));

    assertThat(read.samples())
        .containsExactly(
            "n1/0 GPU_TEMP 20:00:00 40.0",
            "n1/0.3 GPU_TEMP 20:00:00 43.0",
            "n1/0.MIG-" + UUID + " GPU_TEMP 20:00:00 41.0",
            "n1/0.MIG-V GPU_TEMP 20:00:00 42.0");
  }

  @Test
  void theUuidOfOldDriversIsReadFromLabelsToo() {
    Captured read =
        Captured.of(
            """
            DCGM_FI_DEV_GPU_TEMP{Hostname="n1",UUID="MIG-GPU-U/1/0"} 40 1795896000000
            DCGM_FI_DEV_GPU_TEMP{Hostname="n1",gpu="0",UUID="MIG-GPU-V/1/0"} 41 1795896000000
            """
                .replace("-U", "-" + UUID));

    assertThat(read.samples())
        .containsExactly(
            "n1/0.1.0 GPU_TEMP 20:00:00 41.0", "n1/GPU-" + UUID + ".1.0 GPU_TEMP 20:00:00 40.0");
    assertThat(read.rejects()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "mig_id, , 0.5",
    "MIG Instance ID, , 0.5",
    "gpu_instance_id, , 0.5",
    "compute_instance_id, , 0.5",
    "gpu_instance_id, compute_instance_id, 0.5.6",
    "mig_id, ci_id, 0.5.6",
  })
  void instancesHaveOtherNames(String name, String part, String gpu) {
    String further = part == null ? "note" : part;
    Captured columns =
        Captured.of(
            "timestamp,metric_name,gpu_id,Hostname,value,NAME,PART\n1795896000,temperature,0,n1,1,5,X\n"
                .replace("NAME", name)
                .replace("PART", further)
                .replace(",X", part == null ? "," : ",6"));
    Captured labels =
        Captured.of(
            "DCGM_FI_DEV_GPU_TEMP{Hostname=\"n1\",gpu=\"0\",NAME=\"5\",PART=\"X\"} 1 1795896000000\n"
                .replace("NAME", name.toLowerCase(java.util.Locale.ROOT).replace(' ', '_'))
                .replace("PART", further)
                .replace("X", part == null ? "" : "6"));

    assertThat(columns.samples()).containsExactly("n1/" + gpu + " GPU_TEMP 20:00:00 1.0");
    assertThat(labels.samples()).containsExactly("n1/" + gpu + " GPU_TEMP 20:00:00 1.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "4294967295", "2147483632", "N/A"})
  void aNumberThatStandsForNoInstanceIsNone(String none) {
    Captured columns =
        Captured.of(
            "timestamp,gpu,host,temperature,gpu_instance_id,compute_instance_id\n1795896000,0,n1,1,X,X\n"
                .replace("X", none));
    Captured labels =
        Captured.of(
            "DCGM_FI_DEV_GPU_TEMP{Hostname=\"n1\",gpu=\"0\",GPU_I_ID=\"X\"} 1 1795896000000\n"
                .replace("X", none));

    assertThat(columns.samples()).containsExactly("n1/0 GPU_TEMP 20:00:00 1.0");
    assertThat(labels.samples()).containsExactly("n1/0 GPU_TEMP 20:00:00 1.0");
  }

  @Test
  void instancesAreToldByTheirUuidsWhereNoNumberIs() {
    Captured alone =
        Captured.of(
            """
            timestamp,gpu,host,mig_uuid,temperature
            1795896000,0,n1,MIG-a,1
            1795896000,0,n1,MIG-GPU-b/2/0,2
            1795896000,0,n1,N/A,3
            """);
    Captured beside =
        Captured.of("timestamp,gpu,host,mig_uuid,mig_id,temperature\n1795896000,0,n1,MIG-a,5,1\n");

    assertThat(alone.samples())
        .containsExactly(
            "n1/0 GPU_TEMP 20:00:00 3.0",
            "n1/0.2.0 GPU_TEMP 20:00:00 2.0",
            "n1/0.MIG-a GPU_TEMP 20:00:00 1.0");
    assertThat(alone.rejects()).isEmpty();
    assertThat(beside.samples()).containsExactly("n1/0.5 GPU_TEMP 20:00:00 1.0");
  }

  @Test
  void aUuidAloneIsThePlaceThatOtherRowsSay() {
    Captured read =
        Captured.of(
            """
            timestamp,metric_name,gpu_id,Hostname,uuid,value
            1795896000,temperature,,n1,GPU-a,40
            1795896000,power_draw,0,n1,GPU-a,100
            1795896000,power_draw,1,n1,GPU-b,101
            1795896000,temperature,,n2,GPU-a,50
            1795896000,temperature,,n1,GPU-c,60
            timestamp,metric_name,Hostname,uuid,value
            1795896015,temperature,n1,GPU-b,41
            """);

    assertThat(read.samples())
        .containsExactly(
            "n1/0 GPU_TEMP 20:00:00 40.0",
            "n1/0 POWER_USAGE 20:00:00 100.0",
            "n1/1 GPU_TEMP 20:00:15 41.0",
            "n1/1 POWER_USAGE 20:00:00 101.0",
            "n1/GPU-c GPU_TEMP 20:00:00 60.0",
            "n2/GPU-a GPU_TEMP 20:00:00 50.0");
  }

  @Test
  void aUuidThatWasInTwoPlacesIsNotPutIntoOneOfThem() {
    Captured read =
        Captured.of(
            """
            timestamp,metric_name,gpu_id,Hostname,uuid,value
            1795896000,power_draw,0,n1,GPU-a,100
            1795896015,power_draw,1,n1,GPU-a,101
            1795896015,power_draw,0,n1,GPU-b,102
            1795896030,temperature,,n1,GPU-a,40
            1795896030,temperature,,n1,GPU-b,41
            """);

    assertThat(read.samples())
        .contains("n1/GPU-a GPU_TEMP 20:00:30 40.0", "n1/GPU-b GPU_TEMP 20:00:30 41.0")
        .hasSize(5);
  }

  @Test
  void uuidsThatAreInOnePlaceAtOnceArePlacesOfTheirOwn() {
    Captured gpus =
        Captured.of(
            """
            timestamp,gpu_id,Hostname,uuid,temperature
            1795896000,0,n1,GPU-a,40
            1795896000,0,n1,GPU-b,41
            1795896000,1,n1,GPU-c,42
            1795896015,0,n1,GPU-a,43
            1795896015,0,n1,,44
            """);
    Captured instances =
        Captured.of(
            """
            timestamp,metric_name,gpu_id,GPU_I_ID,Hostname,uuid,value
            1795896000,temperature,0,3,n1,MIG-a,40
            1795896015,temperature,0,3,n1,MIG-a,41
            1795896000,temperature,0,3,n1,MIG-b,42
            1795896015,temperature,0,3,n1,MIG-b,43
            1795896000,power_draw,0,3,n1,GPU-x,44
            """);

    assertThat(gpus.samples())
        .containsExactly(
            "n1/0 GPU_TEMP 20:00:15 44.0",
            "n1/1 GPU_TEMP 20:00:00 42.0",
            "n1/GPU-a GPU_TEMP 20:00:00 40.0",
            "n1/GPU-a GPU_TEMP 20:00:15 43.0",
            "n1/GPU-b GPU_TEMP 20:00:00 41.0");
    assertThat(instances.samples())
        .containsExactly(
            "n1/0.3 POWER_USAGE 20:00:00 44.0",
            "n1/0.MIG-a GPU_TEMP 20:00:00 40.0",
            "n1/0.MIG-a GPU_TEMP 20:00:15 41.0",
            "n1/0.MIG-b GPU_TEMP 20:00:00 42.0",
            "n1/0.MIG-b GPU_TEMP 20:00:15 43.0");
  }

  @Test
  void aUuidThatFollowsAnotherIsInTheSamePlaceButNotOneOfEarlierTimes() {
    assertThat(Captured.of(uuidAfterUuid(0)).samples())
        .hasSize(10_000)
        .filteredOn(sample -> sample.startsWith("n1/GPU-b "))
        .hasSize(5000);
    assertThat(Captured.of(uuidAfterUuid(5000)).samples())
        .hasSize(10_000)
        .allMatch(sample -> sample.startsWith("n1/0 "));
  }

  /** More rows than a chunk has of each; those of the second begin so many seconds later. */
  private static String uuidAfterUuid(int later) {
    StringBuilder csv = new StringBuilder("timestamp,gpu_id,Hostname,uuid,temperature\n");
    for (int i = 0; i < 10_000; i++) {
      int time = 1795896000 + i % 5000 + (i < 5000 ? 0 : later);
      csv.append(time).append(",0,n1,").append(i < 5000 ? "GPU-a" : "GPU-b").append(",40\n");
    }
    return csv.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpu,index", "index,gpu", "gpu,gpu_index", "gpu_name,index"})
  void besideAnIndexTheGpuMayBeTheModel(String columns) {
    boolean first = columns.startsWith("index");
    Captured read =
        Captured.of(
            "timestamp,COLUMNS,Hostname,temperature\n".replace("COLUMNS", columns)
                + "1795896000,%s,n1,40\n".formatted(first ? "0,A100" : "A100,0")
                + "1795896000,%s,n1,41\n".formatted(first ? "1,NVIDIA A100" : "NVIDIA A100,1"));

    assertThat(read.samples())
        .containsExactly("n1/0 GPU_TEMP 20:00:00 40.0", "n1/1 GPU_TEMP 20:00:00 41.0");
  }

  @Test
  void anIndexBesideGpusThatAreNoModelsIsTheRowsNumber() {
    Captured read =
        Captured.of(
            """
            index,timestamp,gpu,Hostname,temperature
            0,1795896000,1,n1,40
            1,1795896015,1,n1,41
            """);

    assertThat(read.samples())
        .containsExactly("n1/1 GPU_TEMP 20:00:00 40.0", "n1/1 GPU_TEMP 20:00:15 41.0");
  }

  @Test
  void aModelInPlaceOfTheGpuIsNone() {
    Captured read =
        Captured.of(
            """
            timestamp,gpu,Hostname,uuid,temperature
            1795896000,A100,n1,GPU-a,40
            1795896000,A100,n1,GPU-b,41
            1795896000,A100,n1,,42
            1795896000,cuda:0,n1,,43
            1795896015,00,n1,,44
            """);

    assertThat(read.samples())
        .containsExactly(
            "n1/0 GPU_TEMP 20:00:00 43.0",
            "n1/0 GPU_TEMP 20:00:15 44.0",
            "n1/GPU-a GPU_TEMP 20:00:00 40.0",
            "n1/GPU-b GPU_TEMP 20:00:00 41.0");
    assertThat(read.reasons())
        .containsExactly(
            "4: the GPU index is the name of a model, and nothing else says which GPU it is");
  }

  @Test
  void valuesOfSwitchesAndProcessorsAreIgnoredAndNamed() {
    String scrape =
        """
        DCGM_FI_DEV_NVSWITCH_TEMPERATURE_CURRENT{nvswitch="nvswitch0",Hostname="n1"} 40 1795896000000
        DCGM_FI_DEV_CPU_UTIL_TOTAL{cpu="0",Hostname="n1"} 0.5 1795896000000
        DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL{nvlink="0",nvswitch="nvswitch0",Hostname="n1"} 5 1795896000000
        DCGM_FI_DEV_GPU_TEMP{gpu="0",cpu="1",Hostname="n1"} 40 1795896000000
        DCGM_FI_DEV_GPU_UTIL{Hostname="n1"} 40 1795896000000
        """;
    Captured lines = Captured.of(scrape);
    Captured rows =
        Captured.of(
            """
            timestamp,metric_name,gpu_id,Hostname,value,nvswitch,labels_raw
            1795896000,DCGM_FI_DEV_NVSWITCH_TEMPERATURE_CURRENT,0,n1,40,,
            1795896000,DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL,,n1,5,nvswitch0,
            1795896000,DCGM_FI_DEV_CPU_UTIL_TOTAL,,n1,5,,"cpu=""0""\"
            1795896000,DCGM_FI_DEV_CPU_AFFINITY_0,0,n1,5,,
            """);

    assertThat(lines.samples()).containsExactly("n1/0 GPU_TEMP{cpu=\"1\"} 20:00:00 40.0");
    assertThat(lines.ignored().values()).isEqualTo(3);
    assertThat(lines.ignored().names())
        .containsExactly(
            "DCGM_FI_DEV_NVSWITCH_TEMPERATURE_CURRENT",
            "DCGM_FI_DEV_CPU_UTIL_TOTAL",
            "DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL");
    assertThat(lines.reasons()).containsExactly("5: the GPU index is missing");
    assertThat(rows.samples()).containsExactly("n1/0 CPU_AFFINITY_0 20:00:00 5.0");
    assertThat(rows.ignored().values()).isEqualTo(3);
    assertThat(rows.rejects()).isEmpty();
  }

  @Test
  void columnsOfSwitchesAndProcessorsAreIgnoredAndNamed() {
    Captured read =
        Captured.of(
            """
            timestamp,gpu_id,Hostname,DCGM_FI_DEV_NVSWITCH_TEMPERATURE_CURRENT,DCGM_FI_DEV_GPU_TEMP
            1795896000,0,n1,30,41
            """);

    assertThat(read.samples()).containsExactly("n1/0 GPU_TEMP 20:00:00 41.0");
    assertThat(read.ignored().names()).containsExactly("DCGM_FI_DEV_NVSWITCH_TEMPERATURE_CURRENT");
    assertThatThrownBy(
            () ->
                Captured.of(
                    """
                    timestamp,gpu_id,Hostname,DCGM_FI_DEV_CPU_POWER_WATTS
                    1795896000,0,n1,400
                    """))
        .isInstanceOf(UnreadableCaptureException.class)
        .hasMessageContaining("column of a metric of a GPU");
  }

  @Test
  void theNumberOfADevicesFileIsTheGpuOnlyWhereNothingElseIs() {
    Captured beside =
        Captured.of("timestamp,host,minor_number,gpu,temperature.gpu\n1795896000,n1,5,0,41\n");
    Captured alone =
        Captured.of("timestamp,host,minor_number,temperature.gpu\n1795896000,n1,5,41\n");

    assertThat(beside.samples()).containsExactly("n1/0 GPU_TEMP 20:00:00 41.0");
    assertThat(alone.samples()).containsExactly("n1/5 GPU_TEMP 20:00:00 41.0");
  }

  private static Captured uuids(String... rows) {
    StringBuilder csv = new StringBuilder("timestamp,gpu_id,Hostname,uuid,temperature\n");
    for (String row : rows) {
      int blank = row.indexOf(' ');
      csv.append(row, 0, blank).append(",0,n1,GPU-").append(row, blank + 1, row.length());
      csv.append(",40\n");
    }
    return Captured.of(csv.toString());
  }

  @Test
  void uuidsThatTakeTurnsInOnePlaceAreThereAtOnce() {
    assertThat(uuids("1795896000.002 a", "1795896000.005 b").samples())
        .containsExactly(
            "n1/GPU-a GPU_TEMP 20:00:00.002 40.0", "n1/GPU-b GPU_TEMP 20:00:00.005 40.0");
    assertThat(
            uuids("1795896000 a", "1795896007 b", "1795896010 c", "1795896060 a", "1795896067 b")
                .samples())
        .allMatch(sample -> sample.startsWith("n1/GPU-"))
        .hasSize(5);
    assertThat(uuids("1795896060 a", "1795896000 a", "1795896030 b").samples())
        .allMatch(sample -> sample.startsWith("n1/GPU-"));
  }

  @Test
  void uuidsThatFollowEachOtherOrComeBackAfterLongAreOnePlace() {
    assertThat(uuids("1795896000 a", "1795896001 a", "1795896015 b", "1795896030 b").samples())
        .allMatch(sample -> sample.startsWith("n1/0 "))
        .hasSize(4);
    assertThat(uuids("1795896000 a", "1795896060 b", "1795900000 a", "1795900060 c").samples())
        .allMatch(sample -> sample.startsWith("n1/0 "))
        .hasSize(4);
  }

  @Test
  void oneHostIsNotGivenToWhatWasScrapedAtSeveral() {
    String scrape =
        """
        DCGM_FI_DEV_GPU_TEMP{gpu="0",instance="a:9400"} 40 1795896000000
        DCGM_FI_DEV_GPU_TEMP{gpu="1",instance="a:9401"} 41 1795896000000
        """;
    String several =
        scrape + "DCGM_FI_DEV_GPU_TEMP{gpu=\"0\",instance=\"b:9400\"} 42 1795896000000\n";

    assertThat(Captured.of(scrape, given("n1", null, null), null).samples())
        .containsExactly("n1/0 GPU_TEMP 20:00:00 40.0", "n1/1 GPU_TEMP 20:00:00 41.0");
    assertThatThrownBy(() -> Captured.of(several, given("n1", null, null), null))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("host= would make one host of several")
        .hasMessageContaining("instance a and of b")
        .extracting(e -> ((InvalidInputException) e).field())
        .isEqualTo("host");
    assertThat(Captured.of(several).samples())
        .contains("a/0 GPU_TEMP 20:00:00 40.0", "b/0 GPU_TEMP 20:00:00 42.0");
    assertThat(
            Captured.of(
                    several.replace("gpu=", "Hostname=\"h\",gpu="), given("n1", null, null), null)
                .rejects())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ip", "Node IP", "fqdn", "computer_name", "vm"})
  void oneHostIsNotGivenToRowsThatTellSeveralApart(String column) {
    String csv =
        "timestamp,gpu,"
            + column
            + ",temperature.gpu\n1795896000,0,10.0.0.1,40\n"
            + "1795896001,0,10.0.0.2,41\n";

    assertThatThrownBy(() -> Captured.of(csv, given("n1", null, null), null))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("host"))
        .hasMessageContaining("are of " + column + " 10.0.0.1 and of 10.0.0.2")
        .hasMessageContaining("leave host= out");
    assertThat(Capture.isSplittable(csv.getBytes(StandardCharsets.UTF_8), given("n1", null, null)))
        .isFalse();
  }

  @Test
  void workersAreOfOneHostAsLongAsTheirValuesAre() {
    String header = "timestamp,gpu,worker,temperature.gpu\n";
    String one = header + "1795896000,0,1,40\n1795896000,1,2,41\n1795896001,0,2,42\n";

    assertThat(Captured.of(one, given("n1", null, null), null).rejects()).isEmpty();
    assertThatThrownBy(
            () -> Captured.of(one + "1795896001,0,1,43\n", given("n1", null, null), null))
        .hasMessageContaining("host= would make one host of several")
        .hasMessageContaining("GPU_TEMP at one time");
  }

  @Test
  void furtherDownInAFileTheRowsOfAnotherInstanceAreRejected() {
    StringBuilder csv = new StringBuilder("timestamp,gpu,instance,temperature\n");
    for (int i = 0; i < 1000; i++) {
      csv.append(1795896000 + i).append(",0,a:9400,40\n");
    }
    Captured read = Captured.of(csv + "1795896000,1,b:9400,41\n", given("n1", null, null), null);

    assertThat(read.accepted()).isEqualTo(1000);
    assertThat(read.rejects()).hasSize(1);
    assertThat(read.reasons().get(0)).startsWith("1002: host= would make one host of several");
  }
}
