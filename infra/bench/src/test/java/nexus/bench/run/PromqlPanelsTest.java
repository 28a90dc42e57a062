package nexus.bench.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class PromqlPanelsTest {

  @Test
  void pointsOfAllSeriesAreCounted() throws IOException {
    String answer =
        """
        {"status":"success","data":{"resultType":"matrix","result":[
          {"metric":{"gpu":"0"},"values":[[1,"5"],[61,"6"],[121,"NaN"]]},
          {"metric":{"gpu":"1"},"values":[[1,"7"]]}]}}
        """;
    assertThat(PromqlPanels.points(answer.getBytes(UTF_8))).isEqualTo(4);
    assertThat(PromqlPanels.points("{\"data\":{\"result\":[]}}".getBytes(UTF_8))).isZero();
  }
}
