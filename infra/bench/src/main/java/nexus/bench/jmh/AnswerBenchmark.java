package nexus.bench.jmh;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.util.List;
import java.util.Map;
import nexus.bench.GeneratedTelemetry;
import nexus.telemetry.query.GpuQuery;
import nexus.telemetry.query.GpuSeries;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One GPU's day at 15 s, all 10 metrics: 57,600 points. */
@State(Scope.Benchmark)
public class AnswerBenchmark extends Defaults {

  private static final int POINTS = 57_600;

  private static final Map<String, List<String>> DAY =
      Map.of(
          "gpu", List.of("dgx-a01/0"),
          "from", List.of("2025-07-01T00:00:00Z"),
          "limit", List.of("100000"));

  private final ObjectWriter writer = new ObjectMapper().writerFor(GpuSeries.class);
  private final GpuQuery query;
  private final GpuSeries answer;

  public AnswerBenchmark() {
    StoredCluster store =
        new StoredCluster(
            GeneratedTelemetry.samples("--hosts", "1", "--gpus", "1", "--scrapes", "5760"));
    query = new GpuQuery(store.kv, store.keys, StoredCluster.BLOCK_SPAN_MS, StoredCluster.CLOCK);
    answer = query.run(DAY, StoredCluster.NAME);
    int points = answer.series().stream().mapToInt(series -> series.points().size()).sum();
    if (points != POINTS) {
      throw new IllegalStateException(points + " points, not " + POINTS);
    }
  }

  /** Blocks in memory to points. */
  @Benchmark
  @OperationsPerInvocation(POINTS)
  @Counts("points")
  public GpuSeries query() {
    return query.run(DAY, StoredCluster.NAME);
  }

  /** Points to JSON as bytes. */
  @Benchmark
  @OperationsPerInvocation(POINTS)
  @Counts("points")
  public byte[] writeJson() throws JsonProcessingException {
    return writer.writeValueAsBytes(answer);
  }
}
