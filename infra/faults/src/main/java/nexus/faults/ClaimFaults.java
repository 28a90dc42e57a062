package nexus.faults;

import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import nexus.telemetry.drain.DrainLimits;
import nexus.telemetry.drain.DrainOptions;
import nexus.telemetry.drain.Drainer;
import nexus.telemetry.etcd.KvException;

/** Claims that end early, and a drainer that is wrong about the time. */
final class ClaimFaults {

  private static final Duration OFF = Duration.ofMinutes(10);

  private ClaimFaults() {}

  /** Ends every lease, the claims' among them, while drainers work under them. */
  static void revokeLeases(Stage stage) throws InterruptedException {
    stage.load().start(3, Duration.ofMillis(30));
    for (int i = 0; i < stage.count(40, 8); i++) {
      stage.pass(300, 1_500);
      List<Long> leases = stage.etcd().leases();
      if (!Claimed.all(stage).isEmpty() && !leases.isEmpty()) {
        long lease = leases.get(stage.random().nextInt(leases.size()));
        stage.etcd().revoke(lease);
        stage.fault("revoked lease " + Long.toHexString(lease));
      }
    }
    stage.check(stage.faults() > 0, "no drainer ever held a lease");
  }

  /** Beside the application, drainers whose clocks are ten minutes fast and slow. */
  static void shiftClock(Stage stage) throws InterruptedException {
    stage.load().start(3, Duration.ofMillis(30));
    for (int i = 0; i < stage.count(6, 2); i++) {
      Duration off = i % 2 == 0 ? OFF : OFF.negated();
      stage.fault("a drainer whose clock is off by " + off);
      drain(stage, Clock.offset(Clock.systemUTC(), off));
    }
  }

  private static void drain(Stage stage, InstantSource clock) throws InterruptedException {
    DrainOptions options =
        new DrainOptions("wrong-clock", 8, 0, 100, 16, 3_600_000, 7L * 24 * 3_600_000, 10);
    long stored = 0;
    try (Drainer drainer = new Drainer(stage.kv(), stage.keys(), options, clock)) {
      for (int i = 0; i < stage.count(60, 30); i++) {
        try {
          stored += drainer.drain(stage.cluster(), new DrainLimits(1_000_000, 5_000)).messages();
        } catch (KvException away) {
          stage.check(away.retryable(), "the drain failed: " + away.getMessage());
        }
        Thread.sleep(100);
      }
    }
    stage.check(stored > 0, "the drainer with the wrong clock never had anything to drain");
  }
}
