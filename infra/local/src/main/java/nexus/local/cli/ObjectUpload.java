package nexus.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** An object that the application fetches itself, followed until all of it is queued. */
final class ObjectUpload {

  private static final Duration POLL = Duration.ofMillis(300);

  /** How long no chunk may be done. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Nexus nexus;
  private final Server server;
  private final ObjectName object;

  ObjectUpload(Nexus nexus, Server server, ObjectName object) {
    this.nexus = nexus;
    this.server = server;
    this.object = object;
  }

  /**
   * Asks for the object, and waits until it is done.
   *
   * @return what it became
   * @throws CommandFailure when the server does not take it, or a chunk fails
   */
  JsonNode run() throws InterruptedException {
    long begun = System.nanoTime();
    JsonNode asked = server.post(new Target("/ingestCsvChunk"), body()).json();
    if (asked.hasNonNull("ignored")) {
      throw new CommandFailure(Fields.text(asked, "ignored"));
    }
    Server.Answer done = follow(asked);
    if (nexus.json()) {
      nexus.console().line(done.text());
    } else {
      double seconds = (System.nanoTime() - begun) / 1e9;
      nexus.console().lines(Ledger.lines(object.toString(), done.json(), seconds, 20));
    }
    return done.json();
  }

  private ObjectNode body() {
    ObjectNode body = Server.JSON.createObjectNode();
    if (nexus.cluster() != null) {
      body.put("cluster", nexus.cluster());
    }
    return body.put("bucket", object.bucket()).put("key", object.key());
  }

  private Server.Answer follow(JsonNode asked) throws InterruptedException {
    Target target =
        new Target("/api/v1/ingests/" + Fields.text(asked, "upload"))
            .with("cluster", asked.path("cluster").textValue());
    long most = -1;
    long moved = System.nanoTime();
    try {
      while (true) {
        Server.Answer progress = server.get(target);
        long done = Fields.number(progress.json().path("chunks"), "done");
        if (isOver(progress.json())) {
          return progress;
        }
        nexus.console().progress(object.key() + "  " + IngestsCommand.bar(progress.json()));
        moved = done > most ? System.nanoTime() : moved;
        most = done;
        if (System.nanoTime() - moved > PATIENCE.toNanos()) {
          throw new CommandFailure("no chunk was done for " + PATIENCE.toMinutes() + " min");
        }
        TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
      }
    } finally {
      nexus.console().progress("");
    }
  }

  private static boolean isOver(JsonNode progress) {
    String status = Fields.text(progress, "status").toLowerCase(Locale.ROOT);
    if (status.equals("failed")) {
      JsonNode failure = progress.path("failures").path(0);
      throw new CommandFailure(
          "chunk " + failure.path("chunk").asText() + " failed: " + Fields.text(failure, "reason"));
    }
    return status.equals("done");
  }
}
