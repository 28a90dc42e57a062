package nexus.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import nexus.bench.Series;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Range;
import nexus.telemetry.store.StoredTimes;

/**
 * The second ingester and the second drainer have a clock that is a month off, and a fleet sends
 * what happens now, of which a week is kept. What must hold: nothing is lost, nothing is removed or
 * marked for it, and what is not taken is counted, told, and taken once the clock is right.
 */
final class WrongClocks {

  /** Off by this, longer than anything is kept. */
  static final Duration MONTH = Duration.ofDays(30);

  /** How long what is sent is kept. */
  static final Duration KEPT = Duration.ofDays(7);

  /** When the capture begins: all that is sent is of the last hours. */
  static final Duration SINCE = Duration.ofHours(12);

  private static final Duration TAKE_OVER = Duration.ofSeconds(90);

  private WrongClocks() {}

  /**
   * In a cluster without samples there is nothing to compare a fast clock with: all is too old, and
   * told so. From the first sample on the clock refuses nothing, so both ingesters are sent to.
   */
  static void fast(Stage stage) throws InterruptedException {
    drainsAlone(stage);
    refusedThenTaken(stage, "expired");
    takeTurns(stage);
  }

  /** What happens now is a month ahead of a slow clock: rejected, whatever is there already. */
  static void slow(Stage stage) throws InterruptedException {
    drainsAlone(stage);
    refusedThenTaken(stage, "rejected");
    takeTurns(stage);
    refusedThenTaken(stage, "rejected");
  }

  /** So the drainer whose clock is wrong is the first to say what is too old. */
  private static void drainsAlone(Stage stage) throws InterruptedException {
    Child right = stage.drainers().get(0).process();
    right.kill();
    stage.fault("SIGKILL of " + right.name() + ": who drains first has a wrong clock");
  }

  /** The ingester whose clock is wrong tells that it takes nothing; the other one takes it. */
  private static void refusedThenTaken(Stage stage, String counted) throws InterruptedException {
    byte[] file = stage.capture().next();
    JsonNode told = stage.load().answer(file, stage.ingesters().get(1));
    stage.fault(
        "an upload to an ingester whose clock is wrong: " + told.path(counted) + " " + counted);
    stage.check(
        told.path("accepted").asLong(-1) == 0
            && told.path(counted).asLong() == told.path("values").asLong(-2),
        "an ingester whose clock is wrong answered " + told);
    stage.load().upload(file, 0);
    stage.await("the drain of what was sent again", TAKE_OVER, () -> stage.waiting() == 0);
  }

  /** Uploads go on while both drain, and the one whose clock is wrong alone, in turns. */
  private static void takeTurns(Stage stage) throws InterruptedException {
    stage.startLoad();
    Child right = stage.drainers().get(0).process();
    String wrong = stage.drainers().get(1).owner();
    for (int i = 0; i < stage.count(6, 2); i++) {
      right.start();
      stage.drainers().get(0).awaitReady();
      stage.pass(1_000, 3_000);
      right.kill();
      stage.fault("SIGKILL of " + right.name() + ": who drains now has a wrong clock");
      stage.await("a claim under a wrong clock", TAKE_OVER, () -> Claimed.by(stage, wrong) > 0);
      stage.pass(2_000, 4_000);
    }
    right.start();
    stage.load().stop();
    stage.await("the drain of everything", TAKE_OVER, () -> stage.waiting() == 0);
    noneIsTooOld(stage);
  }

  /** What is marked, or was removed, is a week older than the newest of all samples. */
  private static void noneIsTooOld(Stage stage) {
    long newestMs =
        stage.capture().sent().values().stream().mapToLong(Series::lastMs).max().orElseThrow();
    long tooOldMs = newestMs - KEPT.toMillis();
    List<Entry> limits = new ArrayList<>();
    limits.addAll(stage.read(Range.key(stage.keys().expiring(stage.cluster()))).entries());
    stage.check(!limits.isEmpty(), "no drainer has looked for what is too old");
    limits.addAll(stage.read(Range.key(stage.keys().expired(stage.cluster()))).entries());
    for (Entry limit : limits) {
      long ms = StoredTimes.timeMs(limit);
      stage.check(
          ms <= tooOldMs,
          "%s is %s, and nothing from %s on is too old"
              .formatted(limit.key(), Instant.ofEpochMilli(ms), Instant.ofEpochMilli(tooOldMs)));
    }
  }
}
