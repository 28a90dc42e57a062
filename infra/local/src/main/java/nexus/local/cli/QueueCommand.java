package nexus.local.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nexus queue}. */
@Command(
    name = "queue",
    mixinStandardHelpOptions = true,
    description = "What waits to be stored, since when, and whether it becomes less.")
final class QueueCommand implements Callable<Integer> {

  private static final String ROW = "%12s  %10s  %12s  %10s  %s";

  @ParentCommand private Nexus nexus;

  @Option(names = "--watch", description = "A line every second, until it is interrupted.")
  private boolean watch;

  @Override
  public Integer call() throws InterruptedException {
    Server server = nexus.server();
    QueueState first = QueueState.read(nexus, server);
    if (nexus.json()) {
      nexus.console().line(first.text());
    } else {
      nexus
          .console()
          .line(String.format(ROW, "MESSAGES", "OLDEST", "DEAD LETTERS", "CHANGE/S", "STATE"));
    }
    if (!watch) {
      tellOnce(server, first);
      return 0;
    }
    for (QueueState before = first; ; ) {
      QueueState now = next(server);
      tell(now, before);
      before = now;
    }
  }

  /** An empty queue needs no second look. */
  private void tellOnce(Server server, QueueState first) throws InterruptedException {
    if (!nexus.json()) {
      QueueState now = first.messages() == 0 ? first : next(server);
      tell(now, first);
    }
  }

  private QueueState next(Server server) throws InterruptedException {
    TimeUnit.SECONDS.sleep(1);
    return QueueState.read(nexus, server);
  }

  private void tell(QueueState now, QueueState before) {
    nexus.console().line(nexus.json() ? now.text() : line(now, before));
  }

  static String line(QueueState now, QueueState before) {
    return String.format(
        Locale.ROOT,
        ROW,
        Units.count(now.messages()),
        now.messages() == 0 ? "-" : Units.age(now.oldestAgeMs()),
        Units.count(now.deadLetters()),
        Units.count(now.perSecond(before)),
        now.since(before));
  }
}
