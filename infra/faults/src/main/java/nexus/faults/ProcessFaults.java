package nexus.faults;

import java.time.Duration;
import java.util.List;

/** Applications that are killed and frozen. */
final class ProcessFaults {

  /** A claim lasts 25 s, and longer by an election. */
  private static final Duration CLAIMS_END = Duration.ofSeconds(70);

  private ProcessFaults() {}

  static void killDrainers(Stage stage) throws InterruptedException {
    stage.load().start(4, Duration.ofMillis(30));
    for (int i = 0; i < stage.count(50, 8); i++) {
      App drainer = stage.drainers().get(stage.random().nextInt(stage.drainers().size()));
      drainer.awaitReady();
      stage.pass(100, 2_000);
      drainer.process().kill();
      stage.fault("SIGKILL of " + drainer.process().name());
      drainer.process().start();
    }
  }

  /** Each time one of the two is being sent a file of many chunks, which then goes to the other. */
  static void killIngest(Stage stage) throws InterruptedException {
    for (int i = 0; i < stage.count(20, 4); i++) {
      byte[] large = stage.capture().next(40);
      int first = i % stage.ingesters().size();
      Thread upload = new Thread(() -> upload(stage, large, first), "large-upload");
      upload.start();
      stage.await(
          "a message of the upload", CLAIMS_END, () -> stage.waiting() > 0 || !upload.isAlive());
      stage.pass(0, 100);
      App ingester = stage.ingesters().get(first);
      ingester.process().kill();
      stage.fault("SIGKILL of " + ingester.process().name() + " in mid-upload");
      upload.join();
      stage.await("the drain", CLAIMS_END, () -> stage.waiting() == 0);
      ingester.process().start();
      ingester.awaitReady();
    }
    stage.check(stage.load().refused(0) > 0, "no upload was cut off");
  }

  private static void upload(Stage stage, byte[] file, int first) {
    try {
      stage.load().upload(file, first);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Freezes a drainer until its claims have ended and the other one has drained all that it held;
   * then it wakes, and goes on with what it had begun.
   */
  static void pauseDrainer(Stage stage) throws InterruptedException {
    stage.load().start(4, Duration.ofMillis(20));
    for (int i = 0; i < stage.count(4, 1); i++) {
      App frozen = stage.drainers().get(i % stage.drainers().size());
      stage.await("a claim of " + frozen.owner(), CLAIMS_END, () -> claims(stage, frozen) > 3);
      stage.pass(0, 500);
      frozen.process().pause();
      stage.fault("SIGSTOP of " + frozen.process().name());
      App other = stage.drainers().get((i + 1) % stage.drainers().size());
      stage.await("the end of its claims", CLAIMS_END, () -> claims(stage, frozen) == 0);
      stage.await("the other's taking over", CLAIMS_END, () -> claims(stage, other) > 3);
      stage.pass(1_000, 2_000);
      frozen.process().resume();
      stage.pass(2_000, 4_000);
    }
  }

  private static long claims(Stage stage, App drainer) {
    return Claimed.by(stage, drainer.owner());
  }

  /** Many of both kinds at once, of which some are killed. */
  static void crowd(Stage stage) throws InterruptedException {
    stage.load().start(4, Duration.ofMillis(50));
    List<App> drainers = stage.drainers();
    for (int i = 0; i < stage.count(10, 2); i++) {
      stage.pass(1_000, 4_000);
      App drainer = drainers.get(stage.random().nextInt(drainers.size()));
      drainer.process().kill();
      stage.fault("SIGKILL of " + drainer.process().name());
      stage.pass(500, 1_500);
      App ingester = stage.ingesters().get(stage.random().nextInt(stage.ingesters().size()));
      ingester.process().kill();
      stage.fault("SIGKILL of " + ingester.process().name());
      ingester.process().start();
      drainer.process().start();
    }
    stage.pass(3_000, 5_000);
  }
}
