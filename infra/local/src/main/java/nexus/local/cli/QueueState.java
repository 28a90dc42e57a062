package nexus.local.cli;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What waits at one time.
 *
 * @param text the server's answer as it came
 * @param messages messages not stored yet
 * @param oldestAgeMs milliseconds since the oldest was published; 0 when none waits
 * @param deadLetters what was set aside
 * @param atNanos when this was, of {@link System#nanoTime}
 */
record QueueState(String text, long messages, long oldestAgeMs, long deadLetters, long atNanos) {

  /** Asks the server, for as little as tells it. */
  static QueueState read(Nexus nexus, Server server) throws InterruptedException {
    return of(server.get(nexus.target("/clusterStats").with("top", 1)), System.nanoTime());
  }

  static QueueState of(Server.Answer answer, long atNanos) {
    JsonNode queue = answer.json().path("queue");
    if (!queue.path("messages").isNumber()) {
      throw new CommandFailure("the statistics tell nothing of the queue");
    }
    return new QueueState(
        answer.text(),
        Fields.number(queue, "messages"),
        Fields.number(queue, "oldestAgeMs"),
        Fields.number(queue, "deadLetters"),
        atNanos);
  }

  /** What becomes of the queue: {@code empty}, {@code draining}, {@code growing}, {@code still}. */
  String since(QueueState before) {
    if (messages == 0) {
      return "empty";
    } else if (messages == before.messages) {
      return "still";
    }
    return messages < before.messages ? "draining" : "growing";
  }

  /** Messages a second by which the queue became longer since {@code before}, or shorter. */
  long perSecond(QueueState before) {
    double seconds = Math.max(1e-3, (atNanos - before.atNanos) / 1e9);
    return Math.round((messages - before.messages) / seconds);
  }
}
