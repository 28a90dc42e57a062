package nexus.telemetry.simulation;

import java.util.SplittableRandom;

/**
 * How often things go wrong, in thousandths. Every seed has its own: some kinds not at all and
 * others often, as a fault that comes with all others seldom shows what it does by itself.
 *
 * @param refused a call fails, and is not applied
 * @param answerLost a call is applied, and fails
 * @param late a call fails, and is applied later, or never
 * @param crash a process dies, of all steps
 * @param pause a process stands still for a while, of all steps
 * @param leap time passes, of all steps: seconds, so that leases end
 * @param clock a process's clock is set wrong, of all steps
 * @param compaction the store forgets older revisions, of all steps
 * @param watchEnds a watch ends instead of telling
 * @param watchRepeats a watch tells once more what it told
 * @param watchLoses a watch passes over something, which etcd does not unless it is at fault
 */
record Faults(
    int refused,
    int answerLost,
    int late,
    int crash,
    int pause,
    int leap,
    int clock,
    int compaction,
    int watchEnds,
    int watchRepeats,
    int watchLoses) {

  /** Nothing goes wrong. */
  static final Faults NONE = new Faults(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** Whether every call that is sent is applied once, and answered. */
  boolean callsAreAnswered() {
    return refused + answerLost + late + crash == 0;
  }

  static Faults of(SplittableRandom random) {
    return new Faults(
        rate(random, 60),
        rate(random, 80),
        rate(random, 80),
        rate(random, 20),
        rate(random, 40),
        rate(random, 40),
        rate(random, 20),
        rate(random, 20),
        rate(random, 400),
        rate(random, 200),
        random.nextInt(4) == 0 ? 300 : 0);
  }

  /** None in half of all seeds. */
  private static int rate(SplittableRandom random, int most) {
    return random.nextBoolean() ? 0 : 1 + random.nextInt(most);
  }
}
