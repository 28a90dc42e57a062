package nexus.bench.jmh;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import nexus.bench.GeneratedTelemetry;
import nexus.functions.api.series.SeriesAnswer;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.TimeRange;
import nexus.telemetry.model.Timestamps;
import nexus.telemetry.query.gpu.GpuReference;
import nexus.telemetry.query.series.SeriesPage;
import nexus.telemetry.query.series.SeriesQuery;
import nexus.telemetry.query.series.SeriesRequest;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One GPU's day at 15 s, all 10 metrics: 57,600 points. */
@State(Scope.Benchmark)
public class AnswerBenchmark extends Defaults {

  private static final int POINTS = 57_600;

  private static final SeriesRequest DAY =
      SeriesRequest.samples(
              StoredCluster.NAME,
              new GpuReference.ByPlace(new GpuId("dgx-a01", "0")),
              new TimeRange(
                  Timestamps.parse("2025-07-01T00:00:00Z"),
                  SeriesRequest.endOfTime(StoredCluster.CLOCK.millis())))
          .withLimit(SeriesRequest.MAX_LIMIT);

  private final ObjectWriter writer = new ObjectMapper().writerFor(SeriesAnswer.class);
  private final SeriesQuery query;
  private final SeriesAnswer answer;

  public AnswerBenchmark() {
    StoredCluster store =
        new StoredCluster(
            GeneratedTelemetry.samples("--hosts", "1", "--gpus", "1", "--scrapes", "5760"));
    query = new SeriesQuery(store.kv, store.keys, StoredCluster.BLOCK_SPAN_MS, StoredCluster.CLOCK);
    SeriesPage page = query.run(DAY);
    if (page.size() != POINTS) {
      throw new IllegalStateException(page.size() + " points, not " + POINTS);
    }
    answer = SeriesAnswer.of(page, null);
  }

  /** Blocks in memory to points. */
  @Benchmark
  @OperationsPerInvocation(POINTS)
  @Counts("points")
  public SeriesPage query() {
    return query.run(DAY);
  }

  /** Points to JSON as bytes. */
  @Benchmark
  @OperationsPerInvocation(POINTS)
  @Counts("points")
  public byte[] writeJson() throws JsonProcessingException {
    return writer.writeValueAsBytes(answer);
  }
}
