package nexus.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import nexus.bench.Series;
import org.junit.jupiter.api.Test;

class NexusTest {

  @Test
  void anAnswersPointsAreThoseOfItsFirstSeries() throws IOException {
    String answer = "{\"series\":[{\"metric\":\"m\",\"points\":[[1000,1.5],[2000,2]]}]}";
    Series expected = new Series();
    expected.add(1000, 1.5);
    expected.add(2000, 2);
    Series read = Nexus.points(answer.getBytes(StandardCharsets.UTF_8));
    assertThat(expected.difference(read)).isEmpty();
  }

  @Test
  void anAnswerWithoutSeriesHasNoPoints() throws IOException {
    byte[] answer = "{\"series\":[]}".getBytes(StandardCharsets.UTF_8);
    assertThat(Nexus.points(answer).size()).isZero();
  }
}
