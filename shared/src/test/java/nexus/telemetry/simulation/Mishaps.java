package nexus.telemetry.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What happens without a call: processes die and stand still, time leaps, clocks are set wrong. */
final class Mishaps {

  private static final int LONGEST_PAUSE_MS = 60_000;
  private static final int LONGEST_LEAP_MS = 40_000;
  private static final int LONGEST_LONG_LEAP_MS = 30 * 3_600_000;

  private final SplittableRandom random;
  private final SimulatedTime time;
  private final SimulatedStore store;
  private final Trace trace;
  private final List<WrongClock> clocks = new ArrayList<>();
  private boolean leapsFar;

  /** A clock, and by how much it may be set wrong. */
  private record WrongClock(String name, SimulatedTime.Clock clock, long mostMs) {}

  Mishaps(SplittableRandom random, SimulatedTime time, SimulatedStore store, Trace trace) {
    this.random = random;
    this.time = time;
    this.store = store;
    this.trace = trace;
  }

  /**
   * A clock that may be set wrong by as much, either way, and in some runs is so from the start.
   */
  void mayGoWrong(String name, SimulatedTime.Clock clock, long mostMs) {
    clocks.add(new WrongClock(name, clock, mostMs));
    clock.set(random.nextInt(3) == 0 ? random.nextLong(-mostMs, mostMs + 1) : 0);
  }

  /** Whether time may leap by a day. */
  void leapFar(boolean far) {
    leapsFar = far;
  }

  /** Maybe something happens; whether it did. */
  boolean happen(Faults faults, List<Worker> workers) {
    int fate = random.nextInt(1_000);
    if ((fate -= faults.crash()) < 0) {
      crash(workers.get(random.nextInt(workers.size())));
    } else if ((fate -= faults.pause()) < 0) {
      pause(workers.get(random.nextInt(workers.size())));
    } else if ((fate -= faults.leap()) < 0) {
      boolean far = leapsFar && random.nextInt(3) == 0;
      int durationMs = 1 + random.nextInt(far ? LONGEST_LONG_LEAP_MS : LONGEST_LEAP_MS);
      trace.say("time", "leaps", durationMs + " ms");
      time.pass(durationMs);
    } else if ((fate -= faults.clock()) < 0) {
      WrongClock wrong = clocks.get(random.nextInt(clocks.size()));
      long aheadMs = random.nextLong(-wrong.mostMs(), wrong.mostMs() + 1);
      trace.say(wrong.name(), "clock set", aheadMs + " ms ahead");
      wrong.clock().set(aheadMs);
    } else if ((fate -= faults.compaction()) < 0) {
      store.compact(random);
      trace.say("store", "forgets", "");
    } else {
      return false;
    }
    trace.chosen(3, fate);
    return true;
  }

  private void crash(Worker victim) {
    if (!victim.ended()) {
      trace.say(victim.name(), "dies", "");
      victim.doom(true);
    }
  }

  private void pause(Worker victim) {
    int durationMs = 1 + random.nextInt(LONGEST_PAUSE_MS);
    trace.say(victim.name(), "stands still", durationMs + " ms");
    victim.sleepUntil(time.nowMs() + durationMs);
  }
}
