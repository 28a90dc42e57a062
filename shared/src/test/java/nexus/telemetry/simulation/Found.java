package nexus.telemetry.simulation;

import nexus.telemetry.simulation.Simulation.Outcome;

/**
 * How soon a planted bug is found.
 *
 * @param byCommit seeds until anything was found; 0 for never
 * @param byClient seeds until something was found that a client can see; 0 for never
 */
record Found(long byCommit, long byClient) {

  /**
   * Runs one seed after the other.
   *
   * @param client whether to go on until a client can see it
   */
  static Found of(Mutation mutation, Simulation.Runner runner, long mostSeeds, boolean client) {
    Found found = new Found(0, 0);
    for (long seed = 1; seed <= mostSeeds && !found.isEnough(client); seed++) {
      Outcome outcome = runner.run(seed, mutation::over, false);
      boolean any = !outcome.problems().isEmpty();
      boolean seen = outcome.problems().stream().anyMatch(Found::isSeen);
      found =
          new Found(
              found.byCommit == 0 && any ? seed : found.byCommit,
              found.byClient == 0 && seen ? seed : found.byClient);
    }
    return found;
  }

  private boolean isEnough(boolean client) {
    return client ? byClient > 0 : byCommit > 0;
  }

  private static boolean isSeen(String problem) {
    return !problem.startsWith(Commits.COMMIT);
  }

  /** A row of the table of docs/guarantees.md. */
  String row(Mutation mutation) {
    return "| %s | %s | %s |".formatted(mutation.says(), text(byCommit), text(byClient));
  }

  private static String text(long seeds) {
    return seeds == 0 ? "–" : Long.toString(seeds);
  }
}
