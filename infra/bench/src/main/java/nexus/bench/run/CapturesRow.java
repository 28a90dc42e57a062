package nexus.bench.run;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import nexus.bench.Generate;
import nexus.bench.Plan;

/**
 * Captures of several kinds, each of the same size, side by side: sent to one application as they
 * are generated, each into a cluster of its own, until every point is queryable.
 */
final class CapturesRow implements Measurement {

  private static final int MEBIBYTE = 1 << 20;

  /** Of what is compared with what was sent, point by point. */
  private static final int COMPARED = 4 * MEBIBYTE;

  /** Of what comes before, for the JIT compiler; each kind twice. */
  private static final int WARM_UP = 64 * MEBIBYTE;

  private static final int MEASURED = 1024 * MEBIBYTE;

  private static final String MANY_HOSTS = "--hosts 31 --gpus 8 --format ";

  /** A kind of capture: its plan, what is said beside it, and what it is called in figures. */
  private record Kind(String what, Plan plan, String said) {

    /** Of about so many bytes. */
    Plan of(int bytes) throws IOException {
      long few = bytes(plan.withScrapes(10));
      long more = bytes(plan.withScrapes(20));
      return plan.withScrapes((int) Math.max(1, 10L * bytes / (more - few)));
    }

    private static long bytes(Plan plan) throws IOException {
      return Generate.write(plan, OutputStream.nullOutputStream());
    }
  }

  private static final List<Kind> KINDS =
      List.of(
          new Kind("the long format", Bench.plan(MANY_HOSTS + "long"), ""),
          new Kind("Prometheus's text", Bench.plan(MANY_HOSTS + "prometheus"), ""),
          new Kind(
              "CSV of nvidia-smi",
              Bench.plan("--hosts 1 --gpus 8 --step 1s --format nvidia-smi"),
              "&host=dgx-a01&tz=UTC"));

  @Override
  public String name() {
    return "captures";
  }

  @Override
  public List<Figure> measure(Bench bench) throws IOException, InterruptedException {
    List<Ingestion> ingestions = new ArrayList<>();
    try (Stack stack = bench.start(Map.of())) {
      for (Kind kind : KINDS) {
        compare(bench, stack, kind);
      }
      for (int i = 0; i < bench.size(2, 0); i++) {
        for (Kind kind : KINDS) {
          ingest(bench, stack, kind, WARM_UP);
        }
      }
      for (Kind kind : KINDS) {
        ingestions.add(ingest(bench, stack, kind, bench.size(MEASURED, COMPARED)));
      }
    }
    return figures(bench.size(MEASURED, COMPARED) / MEBIBYTE, ingestions);
  }

  private static void compare(Bench bench, Stack stack, Kind kind)
      throws IOException, InterruptedException {
    Plan plan = kind.of(COMPARED);
    Ingestion.ofStream(stack, cluster(kind, "compared"), plan, kind.said());
    long points = new Verification(plan, 1).check(stack, cluster(kind, "compared"));
    bench.say("%s: %,d points compared with what was sent", kind.what(), points);
  }

  private static Ingestion ingest(Bench bench, Stack stack, Kind kind, int bytes)
      throws IOException, InterruptedException {
    String cluster = cluster(kind, String.valueOf(System.nanoTime()));
    Ingestion ingestion = Ingestion.ofStream(stack, cluster, kind.of(bytes), kind.said());
    bench.say(
        "%d MiB of %s: %,d rows, answered after %.2f s, queryable after %.2f s: %,.0f rows/s,"
            + " %,.0f values/s; %s",
        bytes / MEBIBYTE,
        kind.what(),
        ingestion.rows(),
        ingestion.answered(),
        ingestion.queryable(),
        ingestion.rowsPerSecond(),
        ingestion.valuesPerSecond(),
        ingestion.used());
    return ingestion;
  }

  private static String cluster(Kind kind, String end) {
    return "captures-" + KINDS.indexOf(kind) + "-" + end;
  }

  private static List<Figure> figures(int mebibytes, List<Ingestion> ingestions) {
    Ingestion first = ingestions.get(0);
    List<Figure> figures = new ArrayList<>();
    for (int i = 0; i < KINDS.size(); i++) {
      String what = "%,d MiB of %s".formatted(mebibytes, KINDS.get(i).what());
      Ingestion one = ingestions.get(i);
      figures.add(
          new Figure(what + " → every point queryable, rows", one.rowsPerSecond(), "rows/s"));
      figures.add(new Figure(what + ", values", one.valuesPerSecond(), "values/s"));
      if (i > 0) {
        double rows = one.rowsPerSecond() / first.rowsPerSecond();
        double values = one.valuesPerSecond() / first.valuesPerSecond();
        figures.add(new Figure(what + ", rows/s ÷ the long format's", rows, ""));
        figures.add(new Figure(what + ", values/s ÷ the long format's", values, ""));
      }
    }
    return figures;
  }
}
