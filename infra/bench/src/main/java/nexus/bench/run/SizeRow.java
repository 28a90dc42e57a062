package nexus.bench.run;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import nexus.bench.Plan;

/** Bytes that one capture takes in an etcd that holds nothing else. */
final class SizeRow implements Measurement {

  @Override
  public String name() {
    return "size";
  }

  @Override
  public List<Figure> measure(Bench bench) throws IOException, InterruptedException {
    Plan plan = bench.capture();
    try (Stack stack = bench.start(Map.of())) {
      Ingestion.ofFile(stack, "size", plan, bench.captureFile());
      Etcd.Blocks blocks = stack.etcd().blocks("size");
      long before = stack.etcd().databaseBytes();
      stack.etcd().compactAndDefragment();
      long after = stack.etcd().databaseBytes();
      bench.say(
          "%,d blocks of %,d bytes; database %,d bytes, then %,d",
          blocks.count(), blocks.bytes(), before, after);
      double samples = plan.values();
      String unit = "B/sample";
      return List.of(
          new Figure("stored bytes a sample, blocks", blocks.bytes() / samples, unit)
              .target(Goal.atMost(0.35))
              .firstBar(Goal.atMost(0.5)),
          new Figure("etcd database, compacted and defragmented", after / samples, unit)
              .target(Goal.atMost(0.8))
              .firstBar(Goal.atMost(2)),
          new Figure("etcd database, before that", before / samples, unit));
    }
  }
}
