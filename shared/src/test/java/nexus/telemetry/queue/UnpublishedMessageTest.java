package nexus.telemetry.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.testing.Samples;
import nexus.telemetry.testing.StoreContents;
import org.junit.jupiter.api.Test;

final class UnpublishedMessageTest {

  private static final long HOUR = 3_600_000;
  private static final GpuId GPU = new GpuId("h", "0");

  private static List<GpuSamples> cut(GpuSamples samples) {
    List<GpuSamples> parts = new ArrayList<>();
    for (UnpublishedMessage part : UnpublishedMessage.cut(samples, 0, HOUR, 1)) {
      assertThat(part.json().length).isLessThanOrEqualTo(UnpublishedMessage.MAX_BYTES);
      parts.add(MessageCodec.decode(part.json()).samples());
      assertThat(parts.get(parts.size() - 1).firstMs()).isEqualTo(part.firstMs());
    }
    assertThat(parts.stream().mapToInt(GpuSamples::size).sum()).isEqualTo(samples.size());
    assertThat(StoreContents.expected(parts)).isEqualTo(StoreContents.expected(List.of(samples)));
    return parts;
  }

  @Test
  void scrapeIsOneMessage() {
    assertThat(cut(Samples.series(GPU, 0, 15_000, 240))).hasSize(1);
  }

  @Test
  void noMessageCoversMoreThanAWindowOfBlocks() {
    List<GpuSamples> parts = cut(Samples.series(GPU, 5 * HOUR, HOUR, 24 * 7));

    assertThat(parts).hasSize(8);
    assertThat(parts).allMatch(part -> part.lastMs() - part.firstMs() < 24 * HOUR);
  }

  @Test
  void largeMessageIsCutByTime() {
    long[] times = LongStream.range(0, 60_000).toArray();
    double[] values = new double[times.length];
    Arrays.setAll(values, i -> Math.sqrt(i));

    assertThat(cut(Samples.of(GPU, "M", times, values))).hasSizeGreaterThan(3);
  }

  @Test
  void manyMetricsAtOneTimeAreCutByMetric() {
    List<MetricColumn> columns = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      String metric = "M".repeat(100) + i;
      columns.add(new MetricColumn(metric, new long[] {7}, new double[] {i}));
    }
    assertThat(cut(new GpuSamples(GPU, Samples.facts("u"), columns))).hasSizeGreaterThan(1);
  }

  @Test
  void repeatsOfOneTimeStayInOrder() {
    long[] times = new long[60_000];
    double[] values = new double[times.length];
    Arrays.setAll(values, i -> Math.sqrt(i));
    List<GpuSamples> parts = cut(Samples.of(GPU, "M", times, values));

    MetricColumn last = parts.get(parts.size() - 1).columns().get(0);
    assertThat(last.value(last.size() - 1)).isEqualTo(Math.sqrt(59_999));
  }
}
