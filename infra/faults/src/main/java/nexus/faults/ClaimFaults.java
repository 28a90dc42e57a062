package nexus.faults;

import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import nexus.telemetry.drain.DrainLimits;
import nexus.telemetry.drain.DrainOptions;
import nexus.telemetry.drain.Drainer;

/** Claims that end early, and a drainer that is wrong about the time. */
final class ClaimFaults {

  private static final Duration OFF = Duration.ofMinutes(10);
  private static final Duration TAKE_OVER = Duration.ofSeconds(70);
  private static final long HOUR_MS = 3_600_000;

  private ClaimFaults() {}

  /** Ends every lease, the claims' among them, while drainers work under them. */
  static void revokeLeases(Stage stage) throws InterruptedException {
    stage.load().start(3, Duration.ofMillis(30));
    for (int i = 0; i < stage.count(40, 8); i++) {
      stage.pass(300, 1_500);
      List<Long> leases = stage.etcd().leases();
      if (!Claimed.all(stage).isEmpty() && !leases.isEmpty()) {
        long lease = leases.get(stage.random().nextInt(leases.size()));
        if (stage.etcd().revoke(lease)) {
          stage.fault("revoked lease " + Long.toHexString(lease));
        }
      }
    }
  }

  /**
   * The application's drainer dies, and one whose clock is ten minutes fast or slow takes over;
   * then both work side by side.
   */
  static void shiftClock(Stage stage) throws InterruptedException {
    stage.startLoad();
    Child application = stage.drainers().get(0).process();
    for (int i = 0; i < stage.count(6, 1); i++) {
      stage.pass(500, 1_500);
      Duration off = i % 2 == 0 ? OFF : OFF.negated();
      application.kill();
      stage.fault("a drainer whose clock is off by " + off);
      try (Drainer wrong = drainer(stage, Clock.offset(Clock.systemUTC(), off))) {
        stage.await("a drain with a wrong clock", TAKE_OVER, () -> drains(stage, wrong));
        application.start();
        stage.drainers().get(0).awaitReady();
        for (int turn = 0; turn < 30; turn++) {
          drains(stage, wrong);
          stage.pass(50, 200);
        }
      }
    }
  }

  private static Drainer drainer(Stage stage, InstantSource clock) {
    DrainOptions options =
        new DrainOptions("wrong-clock", 8, 0, 100, 16, HOUR_MS, 7 * 24 * HOUR_MS, 10);
    return new Drainer(stage.kv(), stage.keys(), options, clock);
  }

  /** Drains; whether anything was stored. */
  private static boolean drains(Stage stage, Drainer drainer) {
    return drainer.drain(stage.cluster(), new DrainLimits(1_000_000, 5_000)).messages() > 0;
  }
}
