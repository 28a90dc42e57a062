package nexus.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import nexus.bench.Series;
import org.junit.jupiter.api.Test;

class VictoriaMetricsTest {

  @Test
  void exportedLinesAreOneSeriesInTheOrderOfTime() throws IOException {
    Series points =
        VictoriaMetrics.points(
            bytes(
                """
                {"metric":{"__name__":"dcgm"},"values":[3,4.5],"timestamps":[3000,4000]}
                {"metric":{"__name__":"dcgm"},"values":[1,2],"timestamps":[1000,2000]}
                """));
    Series expected = new Series();
    expected.add(1000, 1);
    expected.add(2000, 2);
    expected.add(3000, 3);
    expected.add(4000, 4.5);
    assertThat(expected.difference(points)).isEmpty();
  }

  @Test
  void anExportOfNothingHasNoPoints() throws IOException {
    assertThat(VictoriaMetrics.points(bytes("")).size()).isZero();
  }

  @Test
  void theCountIsTheOneNumberOfTheAnswer() throws IOException {
    String answer =
        """
        {"status":"success","data":{"resultType":"vector",
         "result":[{"metric":{},"value":[1751371200,"992000"]}]}}
        """;
    assertThat(VictoriaMetrics.count(bytes(answer))).isEqualTo(992_000);
    assertThat(VictoriaMetrics.count(bytes("{\"data\":{\"result\":[]}}"))).isZero();
  }

  @Test
  void theVersionIsThePackagesWithoutItsRevision() {
    assertThat(VictoriaMetrics.version("victoriametrics (1.79.5+ds1-2+b5) sid; urgency=low\n\n  *"))
        .isEqualTo("1.79.5");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
