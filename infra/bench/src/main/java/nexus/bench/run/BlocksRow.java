package nexus.bench.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import nexus.bench.Gpu;
import nexus.bench.Metric;
import nexus.bench.SplitMix;
import nexus.bench.Timings;
import nexus.local.LocalFailure;

/** One block of one series, out of stores that hold ever more blocks. */
final class BlocksRow implements Measurement {

  private static final String CLUSTER = "blocks";

  /**
   * A store.
   *
   * @param gpus its GPUs
   * @param hours blocks of each
   */
  private record Size(int gpus, int hours) {}

  private static final List<Size> SIZES =
      List.of(
          new Size(10, 10),
          new Size(100, 10),
          new Size(100, 100),
          new Size(1_000, 100),
          new Size(10_000, 100));

  @Override
  public String name() {
    return "blocks";
  }

  @Override
  public List<Figure> measure(Bench bench) throws IOException, InterruptedException {
    List<Figure> figures = new ArrayList<>();
    try (Stack stack = bench.start(Map.of())) {
      BlockFixture fixture = new BlockFixture(stack.etcd().kv(), stack.etcd().keys(), CLUSTER);
      for (Size size : SIZES.subList(0, bench.size(SIZES.size(), 2))) {
        fixture.grow(size.gpus(), size.hours());
        figures.add(measure(bench, stack, fixture, size));
      }
    }
    return figures;
  }

  private static Figure measure(Bench bench, Stack stack, BlockFixture fixture, Size size)
      throws IOException {
    SplitMix random = new SplitMix(1);
    Timings times =
        Requests.get(
            stack,
            bench.size(2_000, 20),
            bench.size(3_000, 20),
            () -> question(fixture, size, random),
            answer -> {
              if (Json.points(answer) != BlockFixture.SCRAPES) {
                throw new LocalFailure("not the block's points in an answer");
              }
            });
    long blocks = (long) size.gpus() * size.hours();
    bench.say("%,d blocks: p50 %.2f ms", blocks, times.median());
    return new Figure(
        "one hour of one series out of %,d blocks, p50".formatted(blocks), times.median(), "ms");
  }

  private static String question(BlockFixture fixture, Size size, SplitMix random) {
    Gpu gpu = fixture.gpu(random.below(size.gpus()));
    long from = BlockFixture.startMs(random.below(size.hours()));
    Metric metric = Questions.anyMetric(random);
    return Questions.between(CLUSTER, gpu, from, from + BlockFixture.HOUR_MS)
        + "&metric="
        + metric.dcgmName();
  }
}
