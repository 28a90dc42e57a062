package nexus.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import nexus.bench.Gpu;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.TimeRange;
import nexus.telemetry.query.gpu.GpuReference;
import nexus.telemetry.query.series.SeriesPage;
import nexus.telemetry.query.series.SeriesQuery;
import nexus.telemetry.query.series.SeriesRequest;
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
      SeriesPage answer = query(fixture.gpu(9), hour);
      assertThat(answer.facts().uuid()).isEqualTo(fixture.gpu(9).uuid());
      assertThat(answer.columns()).hasSize(10);
      assertThat(answer.columns()).allMatch(points -> points.size() == BlockFixture.SCRAPES);
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
    assertThat(query(fixture.gpu(0), 0).columns()).hasSize(10);
  }

  private long revision() {
    return KvFutures.await(kv.status()).revision();
  }

  private SeriesPage query(Gpu gpu, int hour) {
    long from = BlockFixture.startMs(hour);
    SeriesRequest request =
        SeriesRequest.samples(
            "c",
            new GpuReference.ByPlace(new GpuId(gpu.host(), String.valueOf(gpu.index()))),
            new TimeRange(from, from + BlockFixture.HOUR_MS));
    return new SeriesQuery(kv, keys, BlockFixture.HOUR_MS, () -> LATER).run(request);
  }
}
