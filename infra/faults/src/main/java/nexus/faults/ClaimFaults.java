package nexus.faults;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import nexus.telemetry.drain.DrainLimits;
import nexus.telemetry.drain.DrainOptions;
import nexus.telemetry.drain.Drainer;
import nexus.telemetry.kv.Range;

/** Claims that end early, and a drainer that is wrong about the time. */
final class ClaimFaults {

  private static final Duration OFF = Duration.ofMinutes(10);
  private static final Duration TAKE_OVER = Duration.ofSeconds(70);
  private static final long HOUR_MS = 3_600_000;
  private static final Duration MONTH = Duration.ofDays(30);
  private static final Duration NEARLY_A_DAY = Duration.ofHours(23);

  /** With a day more, it is more than a week. */
  static final Duration NEARLY_A_WEEK = Duration.ofHours(6 * 24 + 20);

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

  /**
   * With a retention of a week and a capture that began nearly a week ago: a row is dated nearly a
   * day ahead, and while the application's drainer is dead one works whose clock is thirty days
   * fast. Both together put the retention a day too far; nothing may be removed by it.
   */
  static void runAhead(Stage stage) throws InterruptedException {
    Child application = stage.drainers().get(0).process();
    stage.startLoad();
    for (int i = 0; i < stage.count(4, 1); i++) {
      stage.pass(1_000, 3_000);
      application.kill();
      stage.load().upload(stage.capture().next(Instant.now().plus(NEARLY_A_DAY)));
      stage.fault("a row that is dated ahead by " + NEARLY_A_DAY);
      stage.fault("a drainer whose clock is off by " + MONTH);
      try (Drainer wrong = drainer(stage, Clock.offset(Clock.systemUTC(), MONTH))) {
        stage.await("a drain with a wrong clock", TAKE_OVER, () -> drains(stage, wrong));
        for (int turn = 0; turn < 60; turn++) {
          drains(stage, wrong);
          stage.pass(50, 200);
        }
      }
      application.start();
      stage.drainers().get(0).awaitReady();
    }
    boolean marked =
        !stage.read(Range.key(stage.keys().expiring(stage.cluster()))).entries().isEmpty();
    stage.check(marked, "nothing was marked as too old");
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
