package nexus.telemetry.capture;

import static java.util.stream.Collectors.joining;
import static nexus.telemetry.capture.Captured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import nexus.telemetry.capture.file.CaptureReport;
import nexus.telemetry.capture.file.UnreadableCaptureException;
import nexus.telemetry.csv.Given;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Labels that stand in columns of their own tell series apart, as those of labels_raw do. */
class LabelColumnsTest {

  private static final Given XID = given(null, "DCGM_EXP_XID_ERRORS_COUNT", null);

  @ParameterizedTest
  @ValueSource(strings = {"xid", "nvlink", "err_code", "Clock Event"})
  void seriesOfOneMetricStayApart(String label) {
    Captured read =
        Captured.of(
            """
            "Time","Hostname","UUID","gpu","instance","job","modelName","LABEL","Value"
            1795896000000,n1,GPU-aa,0,n1:9400,dcgm,A10,31,1
            1795896000000,n1,GPU-aa,0,n1:9400,dcgm,A10,45,2
            1795896000000,n1,GPU-aa,0,n1:9400,dcgm,A10,,3
            1795896015000,n1,GPU-aa,0,n1:9400,dcgm,A10,31,4
            1795896015000,n1,GPU-aa,0,n1:9400,dcgm,A10,45,5
            1795896015000,n1,GPU-aa,0,n1:9400,dcgm,A10,N/A,6
            """
                .replace("LABEL", label),
            XID,
            null);

    String name = label.replace(' ', '_');
    assertThat(read.samples())
        .containsExactly(
            "n1/0 DCGM_EXP_XID_ERRORS_COUNT 20:00:00 3.0",
            "n1/0 DCGM_EXP_XID_ERRORS_COUNT 20:00:15 6.0",
            "n1/0 DCGM_EXP_XID_ERRORS_COUNT{" + name + "=\"31\"} 20:00:00 1.0",
            "n1/0 DCGM_EXP_XID_ERRORS_COUNT{" + name + "=\"31\"} 20:00:15 4.0",
            "n1/0 DCGM_EXP_XID_ERRORS_COUNT{" + name + "=\"45\"} 20:00:00 2.0",
            "n1/0 DCGM_EXP_XID_ERRORS_COUNT{" + name + "=\"45\"} 20:00:15 5.0");
  }

  @Test
  void aColumnCountsBeforeALabelOfItsName() {
    Captured read =
        Captured.of(
            """
            timestamp,metric_name,gpu_id,Hostname,value,xid,labels_raw
            2026-11-28T20:00:00Z,x,0,n1,1,31,"err=""a"",xid=""7""\"
            2026-11-28T20:00:00Z,x,0,n1,2,45,"err=""a"",xid=""7""\"
            2026-11-28T20:00:00Z,x,0,n1,3,,"err=""a"",xid=""7""\"
            """);

    assertThat(read.samples())
        .containsExactly(
            "n1/0 x{err=\"a\",xid=\"31\"} 20:00:00 1.0",
            "n1/0 x{err=\"a\",xid=\"45\"} 20:00:00 2.0",
            "n1/0 x{err=\"a\",xid=\"7\"} 20:00:00 3.0");
  }

  @Test
  void columnsThatAreSpelledAlikeAreTwoLabels() {
    Captured read =
        Captured.of(
            """
            timestamp,metric_name,gpu_id,Hostname,value,err.code,err code
            2026-11-28T20:00:00Z,x,0,n1,1,a,c
            2026-11-28T20:00:00Z,x,0,n1,2,b,c
            """);

    assertThat(read.samples())
        .containsExactly(
            "n1/0 x{err_code=\"a\",err_code_7=\"c\"} 20:00:00 1.0",
            "n1/0 x{err_code=\"b\",err_code_7=\"c\"} 20:00:00 2.0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "job",
        "endpoint",
        "service",
        "serial",
        "pstate",
        "Comment",
        "Unnamed: 0",
        "received_at",
        "Scrape Time",
        "rejected_line",
        "DCGM_FI_DEV_BRAND",
        ""
      })
  void whatDescribesTheGpuOrTheScrapeIsNoLabel(String column) {
    Captured read =
        Captured.of(
            """
            timestamp,metric_name,gpu_id,Hostname,value,COLUMN
            2026-11-28T20:00:00Z,x,0,n1,1,a
            2026-11-28T20:00:15Z,x,0,n1,2,b
            """
                .replace("COLUMN", column));

    assertThat(read.samples()).containsExactly("n1/0 x 20:00:00 1.0", "n1/0 x 20:00:15 2.0");
  }

  @Test
  void podsOfWhatIsScrapedAreReadFromColumnsToo() {
    Captured read =
        Captured.of(
            """
            "Time","Hostname","gpu","pod","exported_pod","exported_namespace","Value"
            1795896000000,n1,0,exporter-1,a,red,1
            1795896000000,n1,0,exporter-1,b,red,2
            """,
            given(null, "DCGM_FI_DEV_FB_USED", null),
            null);

    assertThat(read.samples())
        .containsExactly(
            "n1/0 FB_USED{pod=\"a\"} 20:00:00 1.0", "n1/0 FB_USED{pod=\"b\"} 20:00:00 2.0");
  }

  @Test
  void aRowOfTooManyLabelsIsRejectedWithTheReason() {
    Captured read =
        Captured.of(
            """
            timestamp,metric_name,gpu_id,Hostname,value,a,b,c,d,e,f,g,h,i
            2026-11-28T20:00:00Z,x,0,n1,1,1,1,1,1,1,1,1,1,1
            2026-11-28T20:00:00Z,x,0,n1,1,1,,,,,,,,
            """);

    assertThat(read.reasons())
        .containsExactly("2: there are more than 8 labels that tell series apart");
    assertThat(read.samples()).containsExactly("n1/0 x{a=\"1\"} 20:00:00 1.0");
  }

  @Test
  void labelsOfTheScrapeAreNoMetricsOfAWideFile() {
    Captured read =
        Captured.of(
            """
            "Time","Hostname","gpu","job","endpoint","DCGM_FI_DEV_GPU_TEMP"
            1795896000000,n1,0,dcgm,metrics,10
            """);

    assertThat(read.samples()).containsExactly("n1/0 GPU_TEMP 20:00:00 10.0");
    assertThat(read.rejects()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"xid", "err_code", "nvlink"})
  void labelsBesideAColumnThatIsCalledAsTheMetricAreLabels(String label) {
    Captured read =
        Captured.of(
            """
            "Time","Hostname","gpu","LABEL","DCGM_EXP_XID_ERRORS_COUNT"
            1795896000000,n1,0,31,1
            1795896000000,n1,0,45,2
            1795896000000,n1,0,,3
            1795896015000,n1,0,31,4
            """
                .replace("LABEL", label));

    assertThat(read.samples())
        .containsExactly(
            "n1/0 DCGM_EXP_XID_ERRORS_COUNT 20:00:00 3.0",
            "n1/0 DCGM_EXP_XID_ERRORS_COUNT{" + label + "=\"31\"} 20:00:00 1.0",
            "n1/0 DCGM_EXP_XID_ERRORS_COUNT{" + label + "=\"31\"} 20:00:15 4.0",
            "n1/0 DCGM_EXP_XID_ERRORS_COUNT{" + label + "=\"45\"} 20:00:00 2.0");
    assertThat(read.report().columns())
        .extracting(CaptureReport.Column::as)
        .containsExactly("time", "host", "gpu", "label", "metric");
  }

  @Test
  void whereLabelsOfTheScrapeStandAnyOtherIsALabelToo() {
    Captured read =
        Captured.of(
            """
            "Time","Hostname","gpu","job","instance","pod","team","DCGM_FI_DEV_GPU_TEMP","power_draw","node_load1"
            1795896000000,n1,0,dcgm,n1:9400,p,a,40,100,1
            1795896000000,n1,0,dcgm,n1:9400,p,b,41,101,2
            """);

    assertThat(read.samples())
        .containsExactly(
            "n1/0 GPU_TEMP{team=\"a\"} 20:00:00 40.0",
            "n1/0 GPU_TEMP{team=\"b\"} 20:00:00 41.0",
            "n1/0 POWER_USAGE{team=\"a\"} 20:00:00 100.0",
            "n1/0 POWER_USAGE{team=\"b\"} 20:00:00 101.0",
            "n1/0 node_load1{team=\"a\"} 20:00:00 1.0",
            "n1/0 node_load1{team=\"b\"} 20:00:00 2.0");
  }

  @Test
  void inAWideFileOfOnesOwnColumnsAreMetrics() {
    Captured read =
        Captured.of(
            """
            timestamp,hostname,gpu_id,temperature,xid,room
            1795896000000,n1,0,40,31,20
            """);

    assertThat(read.samples())
        .containsExactly(
            "n1/0 GPU_TEMP 20:00:00 40.0", "n1/0 room 20:00:00 20.0", "n1/0 xid 20:00:00 31.0");
  }

  @Test
  void labelsRawTellsTheSeriesOfAWideFileApartToo() {
    Captured read =
        Captured.of(
            """
            timestamp,hostname,gpu_id,temperature,labels_raw
            1795896000000,n1,0,40,slot=a
            1795896000000,n1,0,41,slot=b
            """);

    assertThat(read.samples())
        .containsExactly(
            "n1/0 GPU_TEMP{slot=\"a\"} 20:00:00 40.0", "n1/0 GPU_TEMP{slot=\"b\"} 20:00:00 41.0");
  }

  @Test
  void columnsOfLabelsAreBounded() {
    String header = "timestamp,metric_name,gpu_id,Hostname,value";
    String most = IntStream.range(0, 256).mapToObj(i -> ",l" + i).collect(joining());
    String row = "\n1795896000,x,0,n1,1,a" + ",".repeat(255);

    assertThat(Captured.of(header + most + row + "\n").samples())
        .containsExactly("n1/0 x{l0=\"a\"} 20:00:00 1.0");
    assertThatThrownBy(() -> Captured.of(header + most + ",more" + row + ",\n"))
        .isInstanceOf(UnreadableCaptureException.class)
        .hasMessageContaining("257 columns of labels");
  }

  @Test
  void valuesOfTwoUnitsAreNotOfOneMetric() {
    Captured column =
        Captured.of(
            """
            timestamp,metric,gpu,host,value,unit
            1795896000,foo,0,n1,1,MiB
            1795896000,foo,0,n1,2,GiB
            1795896000,foo,0,n1,3,
            1795896000,foo,0,n1,4,count
            1795896000,memory_used_mb,0,n1,1,GiB
            """);
    Captured names =
        Captured.of("timestamp,gpu,host,foo [MiB],foo [GiB],foo\n1795896000,0,n1,1,2 MiB,3\n");

    assertThat(column.samples())
        .containsExactly(
            "n1/0 FB_USED 20:00:00 1024.0",
            "n1/0 foo 20:00:00 3.0",
            "n1/0 foo 20:00:00 4.0",
            "n1/0 foo_GiB 20:00:00 2.0",
            "n1/0 foo_MiB 20:00:00 1.0");
    assertThat(names.samples())
        .containsExactly(
            "n1/0 foo 20:00:00 3.0",
            "n1/0 foo_GiB 20:00:00 0.001953125",
            "n1/0 foo_MiB 20:00:00 1.0");
  }
}
