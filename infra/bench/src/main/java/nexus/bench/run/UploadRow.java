package nexus.bench.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import nexus.bench.Plan;
import nexus.bench.Timings;

/** A capture over HTTP until every point is queryable, each time into a cluster of its own. */
final class UploadRow implements Measurement {

  private static final String WHAT = "CSV upload → every point queryable";

  /**
   * Uploads that are measured, after as many and more that let the JIT compiler come to its end.
   */
  private static final int MEASURED = 5;

  private static final int WARM_UP = 10;

  @Override
  public String name() {
    return "upload";
  }

  @Override
  public List<Figure> measure(Bench bench) throws IOException, InterruptedException {
    Plan plan = bench.capture();
    Verification verification = new Verification(plan, 1);
    List<Ingestion> uploads = new ArrayList<>();
    try (Stack stack = bench.start(Map.of())) {
      for (int i = 0; i < bench.size(WARM_UP + MEASURED, 2); i++) {
        String cluster = "upload-" + i;
        Ingestion upload = Ingestion.ofFile(stack, cluster, plan, bench.captureFile());
        uploads.add(upload);
        bench.say(
            "upload %d: answered after %.2f s, queryable after %.2f s: %,.0f rows/s; %s",
            i, upload.answered(), upload.queryable(), upload.rowsPerSecond(), upload.used());
        bench.say("  %,d points compared with what was sent", verification.check(stack, cluster));
      }
    }
    return figures(uploads, bench.size(MEASURED, 1));
  }

  private static List<Figure> figures(List<Ingestion> uploads, int measured) {
    List<Ingestion> warm = uploads.subList(uploads.size() - measured, uploads.size());
    List<Ingestion> early = uploads.subList(1, 1 + measured);
    Timings rates = Timings.of(warm.stream().mapToDouble(Ingestion::rowsPerSecond).toArray());
    return List.of(
        new Figure(WHAT + ", warm, median of " + warm.size(), rates.median(), "rows/s")
            .target(Goal.atLeast(1_000_000))
            .firstBar(Goal.elsewhere("above VictoriaMetrics")),
        new Figure("the same, best", rates.most(), "rows/s"),
        new Figure(
            "the same, uploads 2 to " + (1 + measured) + " of a process, median",
            Timings.of(early.stream().mapToDouble(Ingestion::rowsPerSecond).toArray()).median(),
            "rows/s"),
        new Figure(
            "the same, first upload of a new process", uploads.get(0).rowsPerSecond(), "rows/s"),
        new Figure(
            "the same, processor time of the application, median",
            Timings.of(warm.stream().mapToDouble(one -> one.used().application()).toArray())
                .median(),
            "s"),
        new Figure(
            "the same, processor time of etcd, median",
            Timings.of(warm.stream().mapToDouble(one -> one.used().etcd()).toArray()).median(),
            "s"));
  }
}
