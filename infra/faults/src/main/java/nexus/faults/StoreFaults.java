package nexus.faults;

import java.time.Duration;
import nexus.faults.Capture.SeriesName;
import nexus.local.Api;

/** A queue or an etcd that is full, and an etcd that forgets old revisions while they are read. */
final class StoreFaults {

  /** Small enough to be full in seconds. */
  static final int QUOTA_BYTES = 24 << 20;

  /** Few enough to be reached in seconds. */
  static final int QUEUE_MESSAGES = 400;

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int UNAVAILABLE = 503;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int GONE = 410;

  private StoreFaults() {}

  /**
   * Uploads until etcd takes no more; then an operator frees space, as {@code
   * docs/when-it-is-full.md} says.
   */
  static void fill(Stage stage) throws InterruptedException {
    stage.load().start(4, Duration.ZERO);
    for (int i = 0; i < stage.count(3, 1); i++) {
      int refused = stage.load().refused(UNAVAILABLE);
      stage.await("etcd's alarm that it is full", PATIENCE, () -> stage.etcd().isFull());
      stage.fault("the database is full: %d bytes".formatted(stage.etcd().databaseBytes()));
      stage.await(
          "the refusal of an upload with 503",
          PATIENCE,
          () -> stage.load().refused(UNAVAILABLE) > refused);
      stage.pass(2_000, 4_000);
      int acknowledged = stage.load().acknowledged();
      stage.etcd().compact();
      stage.etcd().defragment();
      stage.etcd().disarm();
      stage.await(
          "an upload once there is space",
          PATIENCE,
          () -> stage.load().acknowledged() > acknowledged);
    }
    stage.load().stop();
    stage.etcd().compact();
    stage.etcd().defragment();
    stage.etcd().disarm();
  }

  /**
   * Applications know the quota, and refuse uploads while there is room left for the drain: what
   * waits is stored, and etcd's own alarm is never raised.
   */
  static void reachHighWater(Stage stage) throws InterruptedException {
    stage.load().start(4, Duration.ZERO);
    for (int i = 0; i < stage.count(3, 1); i++) {
      int refused = stage.load().refused(UNAVAILABLE);
      stage.await(
          "the refusal of an upload with 503",
          PATIENCE,
          () -> stage.load().refused(UNAVAILABLE) > refused);
      stage.fault("the database is nearly full: %d bytes".formatted(stage.etcd().databaseBytes()));
      stage.await("the drain of what waits", PATIENCE, () -> stage.waiting() == 0);
      stage.check(!stage.etcd().isFull(), "etcd raised its alarm");
      int acknowledged = stage.load().acknowledged();
      stage.etcd().compact();
      stage.etcd().defragment();
      stage.await(
          "an upload once there is space",
          PATIENCE,
          () -> stage.load().acknowledged() > acknowledged);
    }
    stage.load().stop();
  }

  /** Nothing drains, so messages wait, up to the limit and no more uploads than go on by then. */
  static void fillQueue(Stage stage) throws InterruptedException {
    Child drainer = stage.drainers().get(0).process();
    stage.load().start(4, Duration.ofMillis(50));
    for (int i = 0; i < stage.count(5, 1); i++) {
      int refused = stage.load().refused(TOO_MANY_REQUESTS);
      drainer.kill();
      stage.fault("SIGKILL of " + drainer.name() + ", so that the queue fills");
      stage.await(
          "the refusal of an upload with 429",
          PATIENCE,
          () -> stage.load().refused(TOO_MANY_REQUESTS) > refused);
      stage.pass(2_000, 4_000);
      long waiting = stage.waiting();
      stage.check(waiting < 4 * QUEUE_MESSAGES, waiting + " messages wait");
      int acknowledged = stage.load().acknowledged();
      drainer.start();
      stage.await(
          "an upload once the queue is drained",
          PATIENCE,
          () -> stage.load().acknowledged() > acknowledged);
    }
  }

  /** Someone reads a GPU page by page, and the revision that the pages are of is forgotten. */
  static void compact(Stage stage) throws InterruptedException {
    for (int i = 0; i < 10; i++) {
      stage.load().upload(stage.capture().next());
    }
    App app = stage.ingesters().get(0);
    SeriesName first = stage.capture().sent().firstKey();
    String query =
        "/queryGpu?cluster=%s&gpu=%s&from=2000-01-01T00:00:00Z&to=2100-01-01T00:00:00Z&limit=100"
            .formatted(Api.encode(stage.cluster()), first.reference());
    for (int i = 0; i < stage.count(20, 4); i++) {
      stage.await("the drain", PATIENCE, () -> stage.waiting() == 0);
      String cursor = Reply.to(app, "GET", query).body().path("cursor").asText();
      String next = query + "&cursor=" + Api.encode(cursor);
      stage.check(Reply.to(app, "GET", next).status() == 200, "the second page did not come");
      stage.load().upload(stage.capture().next());
      stage.await("the drain", PATIENCE, () -> stage.waiting() == 0);
      stage.etcd().compact();
      stage.fault("compacted under a query's pages");
      Reply gone = Reply.to(app, "GET", next);
      stage.check(
          gone.status() == GONE
              && gone.body().path("error").path("field").asText().equals("cursor"),
          "a page of a forgotten revision was answered with " + gone);
    }
  }
}
