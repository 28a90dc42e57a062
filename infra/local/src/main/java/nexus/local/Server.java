package nexus.local;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * A server that was started.
 *
 * @param process that it is
 * @param base where it is to answer
 * @param api how it is asked
 * @param ready path that is answered with 200 once it can work
 * @param onNamedEtcd whether it needs an etcd that was not started here, and may be wrong
 */
record Server(ManagedProcess process, URI base, Api api, String ready, boolean onNamedEtcd) {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  /** How long an etcd that was not started here may keep it from working. */
  private static final Duration NAMED_ETCD_LIMIT = Duration.ofSeconds(6);

  private static final Duration POLL = Duration.ofMillis(25);

  /**
   * Waits until it can work; returns false when it has ended instead.
   *
   * @throws LocalFailure when it takes too long
   */
  boolean awaitReady() throws InterruptedException {
    long begun = System.nanoTime();
    int refusals = 0;
    while (true) {
      Optional<Api.Reply> reply = api.reply(ready);
      if (reply.isPresent() && reply.get().status() == 200) {
        return true;
      }
      if (process.awaitEnd(POLL)) {
        return false;
      }
      long waited = System.nanoTime() - begun;
      if (reply.isPresent() && onNamedEtcd) {
        refusals++;
        if (refusals > 1 && waited > NAMED_ETCD_LIMIT.toNanos()) {
          throw new LocalFailure(
              "the application cannot use the etcd at ETCD_ENDPOINTS: " + reply.get().error());
        }
      }
      if (waited > START_LIMIT.toNanos()) {
        throw new LocalFailure(
            "%s%s did not answer 200 in 60 s; the last lines:\n%s"
                .formatted(base, ready, process.tail(20)));
      }
    }
  }
}
