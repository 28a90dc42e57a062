package nexus.telemetry.capture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** InfluxDB's CSV: measurement and field are the metric, whatever their columns are called. */
class InfluxTest {

  private static final String ANNOTATIONS =
      """
      #datatype,string,long,dateTime:RFC3339,dateTime:RFC3339,dateTime:RFC3339,double,string,string,string,string
      #group,false,false,true,true,false,false,true,true,true,true
      #default,_result,,,,,,,,,
      ,result,table,_start,_stop,_time,_value,_field,_measurement,gpu,host
      """;

  private static String row(String value, String field, String measurement) {
    return ",,0,2026-11-28T19:00:00Z,2026-11-28T21:00:00Z,2026-11-28T20:00:00Z,%s,%s,%s,0,a\n"
        .formatted(value, field, measurement);
  }

  @Test
  void measurementsOfItsCommandLineAreNoModels() {
    Captured read =
        Captured.of(
            """
            name,tags,time,temperature_gpu,odd
            nvidia_smi,"gpu=0,host=a",1795896000000000000,45,3

            name,tags,time,usage
            gpu_mem,"gpu=0,host=a",1795896000000000000,46
            gpu_util,"gpu=0,host=a",1795896000000000000,47
            """);

    assertThat(read.samples())
        .containsExactly(
            "a/0 GPU_TEMP 20:00:00 45.0",
            "a/0 gpu_mem_usage 20:00:00 46.0",
            "a/0 gpu_util_usage 20:00:00 47.0",
            "a/0 nvidia_smi_odd 20:00:00 3.0");
    assertThat(read.rejects()).isEmpty();
  }

  @Test
  void aNameIsTheMeasurementWhereTimesAreInNanosecondsAndElseTheModel() {
    Captured long1 =
        Captured.of(
            """
            name,time,gpu,host,value
            DCGM_FI_DEV_GPU_TEMP,1795896000000000000,0,a,45
            loss,1795896000000000000,0,a,2
            """);
    Captured wide =
        Captured.of(
            """
            name,time,gpu,host,temperature,odd
            NVIDIA A100,1795896000,0,a,45,1
            node-7,1795896000,1,a,46,2
            nvidia_smi,1795896000000000000,2,a,47,3
            """);

    assertThat(long1.samples())
        .containsExactly("a/0 GPU_TEMP 20:00:00 45.0", "a/0 loss 20:00:00 2.0");
    assertThat(wide.samples())
        .containsExactly(
            "a/0 GPU_TEMP 20:00:00 45.0",
            "a/0 odd 20:00:00 1.0",
            "a/1 GPU_TEMP 20:00:00 46.0",
            "a/1 odd 20:00:00 2.0",
            "a/2 GPU_TEMP 20:00:00 47.0",
            "a/2 nvidia_smi_odd 20:00:00 3.0");
  }

  @Test
  void annotatedTablesFollowEachOther() {
    Captured read =
        Captured.of(
            ANNOTATIONS
                + row("45", "temperature_gpu", "nvidia_smi")
                + row("46", "usage", "disk")
                + row("48", "temperature", "hbm")
                + "\n"
                + ANNOTATIONS
                + row("47", "gauge", "DCGM_FI_DEV_GPU_UTIL"));

    assertThat(read.samples())
        .containsExactly(
            "a/0 GPU_TEMP 20:00:00 45.0",
            "a/0 GPU_UTIL 20:00:00 47.0",
            "a/0 MEMORY_TEMP 20:00:00 48.0",
            "a/0 disk_usage 20:00:00 46.0");
    assertThat(read.rejects()).isEmpty();
    assertThat(read.rows()).isEqualTo(4);
  }

  @Test
  void aPivotedTableIsWide() {
    Captured read =
        Captured.of(
            """
            #datatype,string,long,dateTime:RFC3339,string,string,string,double,double
            #group,false,false,false,true,true,true,false,false
            #default,_result,,,,,,,
            ,result,table,_time,_measurement,gpu,host,temperature_gpu,odd
            ,,0,2026-11-28T20:00:00Z,nvidia_smi,0,a,45,3
            """);

    assertThat(read.samples())
        .containsExactly("a/0 GPU_TEMP 20:00:00 45.0", "a/0 nvidia_smi_odd 20:00:00 3.0");
    assertThat(read.rejects()).isEmpty();
  }
}
