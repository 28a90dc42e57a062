package nexus.bench.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import nexus.bench.Plan;

/** An upload of 5 GB into an application that may have 512 MiB of heap. */
final class MemoryRow implements Measurement {

  private static final double MEBIBYTE = 1 << 20;

  /** 4,900 scrapes of 248 GPUs: 12,152,000 rows, 5.05 GB. */
  private static final int SCRAPES = 4_900;

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public List<Figure> measure(Bench bench) throws IOException, InterruptedException {
    Plan plan = Bench.plan("--hosts 31 --gpus 8 --scrapes " + bench.size(SCRAPES, 40));
    Path log = bench.folder().resolve("gc.log");
    String[] options = {"-XX:+UseParallelGC", "-Xmx512m", "-Xlog:gc:file=" + log};
    try (Stack stack = bench.start(Map.of(), options)) {
      Ingestion upload = Ingestion.ofStream(stack, "memory", plan);
      long resident = ProcessFigures.mostResidentBytes(stack.local().applicationPid());
      GcLog heap = GcLog.read(log);
      bench.say(
          "%,d rows in %.1f s; heap at most %d MiB, %d MiB after a collection; %s",
          upload.rows(), upload.queryable(), heap.most(), heap.mostKept(), upload.used());
      int every = Math.max(1, plan.hosts() * plan.gpus() / 8);
      bench.say("  %,d points compared", new Verification(plan, every).check(stack, "memory"));
      String what = "upload of %,d rows with -Xmx512m".formatted(upload.rows());
      return List.of(
          new Figure("heap at most, " + what, heap.most(), "MiB")
              .target(Goal.atMost(512))
              .firstBar(Goal.atMost(1_024)),
          new Figure("the same, kept by a collection at most", heap.mostKept(), "MiB"),
          new Figure("the same, resident memory at most", resident / MEBIBYTE, "MiB"),
          new Figure(what + " → every point queryable", upload.rowsPerSecond(), "rows/s"));
    }
  }
}
