package nexus.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsTest {

  @Test
  void counterIsSummedOverItsLabels() {
    String text =
        """
        # TYPE handled_total counter
        handled_total{grpc_code="OK",grpc_method="Range"} 154
        handled_total{grpc_code="OK",grpc_method="Txn"} 1.2e+06
        handled_total_other 7
        """;

    assertThat(Metrics.sum(text, "handled_total")).isEqualTo(1_200_154);
    assertThat(Metrics.sum(text, "handled_total_other")).isEqualTo(7);
    assertThat(Metrics.sum(text, "absent")).isZero();
  }
}
