package nexus.telemetry.capture;

import static nexus.telemetry.capture.Captured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import nexus.telemetry.capture.file.UnreadableCaptureException;
import nexus.telemetry.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrometheusJsonTest {

  private static final String RESULT =
      """
      [{"metric":{"__name__":"DCGM_FI_DEV_GPU_TEMP","Hostname":"n","gpu":"0","job":"dcgm"},
        "values":[[1795896000,"41"],[1795896015.5,"42"]]},
       {"metric":{"gpu":"1","Hostname":"n","__name__":"DCGM_FI_DEV_GPU_TEMP"},
        "values":[[1795896000.000,"51"],[1795896015.500,"NaN"],[1795896030,"+Inf"]]}]
      """;

  private static final List<String> SAMPLES =
      List.of(
          "n/0 GPU_TEMP 20:00:00 41.0",
          "n/0 GPU_TEMP 20:00:15.500 42.0",
          "n/1 GPU_TEMP 20:00:00 51.0");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s",
        "{\"resultType\":\"matrix\",\"result\":%s}",
        "{\"result\":%s,\"resultType\":\"matrix\"}",
        "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":%s}}",
        "{\"status\":\"success\",\"warnings\":[\"w\"],\"data\":{\"stats\":{\"a\":[1,{}]},\"result\":%s}}",
        "\uFEFF\n { \"status\" : \"success\" , \"data\" : { \"result\" : %s } , \"infos\" : [ ] }\n",
        "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}}{\"result\":%s}",
      })
  void aMatrixIsReadWhateverStandsAroundIt(String around) {
    Captured read = Captured.of(around.formatted(RESULT));

    assertThat(read.samples()).isEqualTo(SAMPLES);
    assertThat(read.rows()).isEqualTo(5);
    assertThat(read.missing()).isEqualTo(1);
    assertThat(read.reasons())
        .containsExactly("5: the value is no finite number; it looks like infinity");
    assertThat(read.report().kind()).isEqualTo("prometheus_json");
    assertThat(read.report().separator()).isNull();
    assertThat(read.report().columns()).isEmpty();
  }

  @Test
  void itIsTheSameOnOneLine() {
    assertThat(Captured.of(RESULT.replace("\n", "").replace(" ", "")).samples()).isEqualTo(SAMPLES);
  }

  @Test
  void aVectorHasOneValueASeries() {
    Captured read =
        Captured.of(
            """
            {"status":"success","data":{"resultType":"vector","result":[
              {"metric":{"__name__":"DCGM_FI_DEV_GPU_UTIL","gpu":"0","instance":"n:9400"},
               "value":[1795896000.781,"55"]},
              {"value":[1795896000.781,"56"],
               "metric":{"__name__":"DCGM_FI_DEV_GPU_UTIL","gpu":"1","instance":"n:9400"}}]}}
            """);

    assertThat(read.samples())
        .containsExactly("n/0 GPU_UTIL 20:00:00.781 55.0", "n/1 GPU_UTIL 20:00:00.781 56.0");
  }

  @Test
  void labelsMayComeBehindValues() {
    Captured read =
        Captured.of(
            """
            [{"values":[[1795896000,"41"],[1795896015.5,"42"]],
              "metric":{"__name__":"DCGM_FI_DEV_GPU_TEMP","Hostname":"n","gpu":"0"}},
             {"values":[[1795896000,"51"]],
              "metric":{"__name__":"DCGM_FI_DEV_GPU_TEMP","Hostname":"n","gpu":"1"}}]
            """);

    assertThat(read.samples()).isEqualTo(SAMPLES);
  }

  @Test
  void labelsHoldWhateverTheyHold() {
    Captured read =
        Captured.of(
            """
            [{"metric":{"__name__":"DCGM_FI_DEV_GPU_TEMP","Hostname":"n","gpu":"0",
                "slot":"a\\t\\"},{\\\\,\\u00e4","k8s.io/x":"1"},
              "value":[1795896000,"41"]}]
            """);

    assertThat(read.samples())
        .containsExactly(
            "n/0 GPU_TEMP{k8s_io_x=\"1\",slot=\"a \\\"},{\\\\,\u00e4\"} 20:00:00 41.0");
  }

  @Test
  void theMetricOfACalculationIsGiven() {
    String file = "[{\"metric\":{\"Hostname\":\"n\",\"gpu\":\"0\"},\"value\":[1795896000,\"41\"]}]";

    assertThat(Captured.of(file, given(null, "gpu_utilization", null), null).samples())
        .containsExactly("n/0 GPU_UTIL 20:00:00 41.0");
    assertThatThrownBy(() -> Captured.of(file))
        .isInstanceOf(UnreadableCaptureException.class)
        .hasMessageContaining("lacks the name of the metric: give metric=");
    assertThatThrownBy(() -> Captured.of(file.replace("Hostname", "x")))
        .hasMessageContaining("lacks the host name and the name of the metric");
  }

  @Test
  void seriesOfSomethingElseAreIgnoredAndNamed() {
    Captured read =
        Captured.of(
            """
            [{"metric":{"__name__":"up","instance":"n:9400"},"value":[1795896000,"1"]},
             {"metric":{"__name__":"team:gpu_cost:sum","gpu":"0","instance":"n:9400"},
              "value":[1795896000,"7"]},
             {"metric":{"__name__":"wait","instance":"n"},"histogram":[1,{"buckets":[[0,"1"]]}]},
             {"metric":{"__name__":"DCGM_FI_DEV_GPU_TEMP","instance":"n:9400"},
              "value":[1795896000,"41"]}]
            """);

    assertThat(read.samples()).containsExactly("n/0 team:gpu_cost:sum 20:00:00 7.0");
    assertThat(read.ignored().values()).isEqualTo(2);
    assertThat(read.ignored().names()).containsExactly("up", "wait");
    assertThat(read.reasons()).containsExactly("3: the GPU index is missing");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 60, 100, 170, 190, 200, 240, 270, 290})
  void ofAHalfAnswerNothingIsTaken(int length) {
    assertThatThrownBy(() -> Captured.of(RESULT.substring(0, length)))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("csv"))
        .hasMessageContaining("the JSON ")
        .hasMessageContaining("ends ")
        .hasMessageContaining("in line ")
        .hasMessageContaining("nothing was taken");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"parse error\"}"
            + "|an error that Prometheus answered: parse error",
        "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"5\"]}}"
            + "|the file is a scalar",
        "{\"status\":\"success\",\"data\":{\"resultType\":\"string\",\"result\":[1,\"5\"]}}"
            + "|the file is a string",
        "{\"status\":\"success\",\"data\":[\"up\",\"go_info\"]}|no answer of Prometheus's",
        "{\"status\":\"success\",\"data\":[{\"__name__\":\"up\"}]}|no answer of Prometheus's",
        "{\"a\":1}|no answer of Prometheus's",
        "{}|no answer of Prometheus's",
        "{\"data\":5}|no answer of Prometheus's",
        "[[1]]|no answer of Prometheus's",
        "[{\"metric\":{},\"value\":[1]}]|no answer of Prometheus's",
        "[{\"metric\":{\"a\":{}},\"value\":[1,\"2\"]}]|no answer of Prometheus's",
        "{\"status\":{\"x\":1}}|no answer of Prometheus's",
        "[]~2026-11-28T20:00:00Z,1,5|the JSON is malformed or ends too early, in line 2",
        "[]~timestamp,gpu|the JSON is malformed or ends too early, in line 2",
        "[{\"metric\":{\"a\":\"b\"} x|the JSON is malformed or ends too early, in line 1, column 22",
      })
  void otherJsonIsToldSo(String file, String reason) {
    assertThatThrownBy(() -> Captured.of(file.replace('~', '\n')))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void whatIsDeepOrLongIsRefused() {
    assertThatThrownBy(() -> Captured.of("{\"x\":" + "[".repeat(100_000)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("too many levels");
    assertThatThrownBy(() -> Captured.of("{\"error\":\"" + "y".repeat(1 << 20) + "\"}"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("too long");
    assertThatThrownBy(
            () ->
                Captured.of("[{\"metric\":{\"x\":\"" + "y".repeat(9000) + "\"},\"value\":[1,1]}]"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("labels of a series have more than");
    String values = "[1795896000,\"41\"],".repeat(400_000);
    assertThatThrownBy(() -> Captured.of("[{\"values\":[" + values + "[1,\"2\"]]}]"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("come before its labels");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"status\":\"success\",\"data\":{\"result\":[]}}",
        "{\"result\":[]}",
        "[]",
        "{\"data\":{\"result\":[]}}{\"data\":{\"result\":[]}}",
      })
  void anAnswerWithoutSeriesIsRefused(String answer) {
    assertThatThrownBy(() -> Captured.of(answer))
        .isInstanceOf(UnreadableCaptureException.class)
        .hasMessageContaining("has no series");
  }
}
