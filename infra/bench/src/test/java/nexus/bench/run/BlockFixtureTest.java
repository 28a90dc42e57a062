package nexus.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import nexus.bench.Gpu;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.query.GpuQuery;
import nexus.telemetry.query.GpuSeries;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlockFixtureTest {

  private static final Instant LATER = Instant.parse("2025-08-01T00:00:00Z");

  private final Kv kv = new InMemoryKv(() -> LATER);
  private final Keyspace keys = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);
  private final BlockFixture fixture = new BlockFixture(kv, keys, "c");

  @AfterEach
  void close() {
    kv.close();
  }

  @Test
  void everyHourOfEveryGpuIsThereForAQuery() {
    fixture.grow(10, 3);

    for (int hour = 0; hour < 3; hour++) {
      GpuSeries answer = query(fixture.gpu(9), hour);
      assertThat(answer.uuid()).isEqualTo(fixture.gpu(9).uuid());
      assertThat(answer.series()).hasSize(10);
      assertThat(answer.series())
          .allMatch(series -> series.points().size() == BlockFixture.SCRAPES);
    }
  }

  @Test
  void growingAddsOnlyWhatLacks() {
    fixture.grow(2, 1);
    long before = revision();
    fixture.grow(2, 1);
    assertThat(revision()).isEqualTo(before);

    fixture.grow(3, 4);
    long blocks =
        KvFutures.await(kv.range(Range.prefix(Keyspace.cluster("c")).keysOnly())).entries().stream()
            .filter(entry -> entry.key().contains("/data/"))
            .count();
    assertThat(blocks).isEqualTo(12);
    assertThat(query(fixture.gpu(0), 0).series()).hasSize(10);
  }

  private long revision() {
    return KvFutures.await(kv.status()).revision();
  }

  private GpuSeries query(Gpu gpu, int hour) {
    long from = BlockFixture.startMs(hour);
    Map<String, List<String>> parameters =
        Map.of(
            "gpu", List.of(gpu.host() + "/" + gpu.index()),
            "from", List.of(Long.toString(from)),
            "to", List.of(Long.toString(from + BlockFixture.HOUR_MS)));
    return new GpuQuery(kv, keys, BlockFixture.HOUR_MS, () -> LATER).run(parameters, "c");
  }
}
