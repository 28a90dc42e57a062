package nexus.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatencyTest {

  @Test
  void percentileIsTheNearestRank() {
    double[] hundred = IntStream.rangeClosed(1, 100).asDoubleStream().toArray();

    assertThat(Latency.percentile(hundred, 50)).isEqualTo(50);
    assertThat(Latency.percentile(hundred, 99)).isEqualTo(99);
    assertThat(Latency.percentile(new double[] {7}, 50)).isEqualTo(7);
    assertThat(Latency.percentile(new double[] {1, 2, 3}, 99)).isEqualTo(3);
  }
}
