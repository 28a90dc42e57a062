package nexus.telemetry.query.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.MetricColumn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketTest {

  private static double value(Aggregation aggregation, double... values) {
    Bucket bucket = new Bucket(0, aggregation == Aggregation.P95);
    for (double value : values) {
      bucket.add(value);
    }
    return bucket.value(aggregation);
  }

  @Property
  void theMeanOfAConstantIsThatConstant(
      @ForAll double constant, @ForAll @IntRange(min = 1, max = 500) int count) {
    double[] values = new double[count];
    Arrays.fill(values, constant);

    assertThat(value(Aggregation.AVG, values)).isEqualTo(constant);
  }

  @Test
  void sumKeepsWhatRoundingWouldLose() {
    assertThat(value(Aggregation.SUM, 1, 1e100, 1, -1e100)).isEqualTo(2);
    assertThat(value(Aggregation.SUM, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1))
        .isEqualTo(1);
  }

  @Test
  void aSumBeyondTheGreatestDoubleIsThatDouble() {
    assertThat(value(Aggregation.SUM, Double.MAX_VALUE, Double.MAX_VALUE, 1))
        .isEqualTo(Double.MAX_VALUE);
    assertThat(value(Aggregation.SUM, -Double.MAX_VALUE, -Double.MAX_VALUE))
        .isEqualTo(-Double.MAX_VALUE);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "19, 19", "20, 19", "21, 20", "100, 95"})
  void percentilesAreByNearestRank(int count, double expected) {
    double[] descending = new double[count];
    for (int i = 0; i < count; i++) {
      descending[i] = count - i;
    }

    assertThat(value(Aggregation.P95, descending)).isEqualTo(expected);
  }

  @Test
  void aPercentileOfTooManySamplesIsRefused() {
    int size = BucketPoints.MAX_HELD + 1;
    long[] times = new long[size];
    for (int i = 0; i < size; i++) {
      times[i] = i;
    }
    MetricColumn samples = new MetricColumn("A", times, new double[size]);

    assertThatThrownBy(() -> new BucketPoints(size, Aggregation.P95).add(samples, 0, size))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("step"));
    assertThat(new BucketPoints(size, Aggregation.MAX).add(samples, 0, size)).isTrue();
    assertThat(new BucketPoints(size / 2, Aggregation.P95).add(samples, 0, size)).isTrue();
  }
}
