package nexus.bench.run;

import java.io.IOException;
import java.util.List;

/** One row of {@code infra/bench/run}. */
interface Measurement {

  /** What the row is called on the command line. */
  String name();

  /**
   * Starts what it needs, measures, and stops it again.
   *
   * @throws nexus.local.LocalFailure when something does not work, or a result is wrong
   */
  List<Figure> measure(Bench bench) throws IOException, InterruptedException;
}
