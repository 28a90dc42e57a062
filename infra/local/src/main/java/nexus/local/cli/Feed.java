package nexus.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Sends the pieces of one thing that grows, in order, and says what became of them. */
final class Feed {

  private static final int MOST_REJECTS = 20;
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  /**
   * What the server finds wrong with a body; all else that is no break is wrong with the request.
   */
  private static final Set<Integer> OF_THE_BODY = Set.of(400, 413, 422);

  private final Nexus nexus;
  private final Server server;
  private final CaptureOptions options;
  private final String name;
  private final Totals totals;
  private final Consumer<Piece> refused;
  private final Instant given;
  private final Duration interval;

  private boolean timeless;
  private boolean taken;
  private Duration wait = FIRST_WAIT;
  private boolean away;

  /**
   * @param name what the thing is called
   * @param totals where everything is counted
   * @param refused is given what the server does not take
   * @throws CommandFailure when the time or the interval that was given is none
   */
  Feed(
      Nexus nexus,
      Server server,
      CaptureOptions options,
      String name,
      Totals totals,
      Consumer<Piece> refused) {
    this.nexus = nexus;
    this.server = server;
    this.options = options;
    this.name = name;
    this.totals = totals;
    this.refused = refused;
    this.given = options.time() == null ? null : instant(options.time());
    this.interval = options.every();
  }

  /**
   * Sends a piece. After a break the same is to be sent again, with the same time: what is there
   * already is found by its content.
   *
   * @param pace when it was read, and what was sent before
   * @return after how long to send it again; empty when it is done with
   * @throws CommandFailure when no piece can be taken as the command was given
   */
  Optional<Duration> send(Piece piece, Pace pace) {
    try {
      tell(piece, upload(piece, pace));
    } catch (Refused failure) {
      if (failure.isTemporary() || failure.status() >= 500) {
        return Optional.of(later(failure, failure.retryAfter()));
      }
      refuse(piece, failure);
    } catch (CommandFailure failure) {
      return Optional.of(later(failure, FIRST_WAIT));
    }
    return Optional.empty();
  }

  private Server.Answer upload(Piece piece, Pace pace) {
    String time = pace.first(given, piece.steps(), interval).toString();
    try {
      return server.upload(target(given != null || timeless ? time : null), piece);
    } catch (Refused failure) {
      if (timeless || given != null || !failure.missing().equals(Set.of("time"))) {
        throw failure;
      }
      timeless = true;
      return server.upload(target(time), piece);
    }
  }

  /** The time that the last row of a piece has, where it has none of its own. */
  Instant last(Piece piece, Pace pace) {
    return pace.last(given, piece.steps(), interval);
  }

  private Target target(String time) {
    return options.on(nexus.target(UploadCommand.PATH), time);
  }

  private static Instant instant(String time) {
    if (time.equalsIgnoreCase("now")) {
      return Instant.now();
    }
    try {
      return time.matches("\\d{1,10}")
          ? Instant.ofEpochSecond(Long.parseLong(time))
          : time.matches("\\d{13}")
              ? Instant.ofEpochMilli(Long.parseLong(time))
              : OffsetDateTime.parse(time).toInstant();
    } catch (DateTimeParseException notATime) {
      throw new CommandFailure(
          "--time is as 2026-11-28T20:00:00Z, seconds since 1970, or now, and not " + time,
          notATime);
    }
  }

  private void tell(Piece piece, Server.Answer answer) {
    if (away) {
      nexus.console().note("nexus: " + name + ": sent again");
    }
    taken = true;
    away = false;
    wait = FIRST_WAIT;
    totals.add(answer.json());
    if (nexus.json()) {
      nexus.console().line(answer.text());
    }
    tellRejects(piece, answer.json());
    nexus
        .console()
        .progress(name + "  line " + Units.count(piece.lastLine()) + "  " + totals.line());
  }

  private void tellRejects(Piece piece, JsonNode result) {
    int told = 0;
    for (JsonNode row : result.path("rejects")) {
      if (told++ == MOST_REJECTS) {
        nexus
            .console()
            .note("  … " + Units.counted(Fields.number(result, "rejected"), "value") + " rejected");
        return;
      }
      nexus
          .console()
          .note(
              "nexus: %s: line %d: %s"
                  .formatted(
                      name,
                      piece.lineOf(Fields.number(row, "line")),
                      CaptureReport.options(Fields.text(row, "reason"))));
    }
  }

  private void refuse(Piece piece, Refused failure) {
    if (!OF_THE_BODY.contains(failure.status()) || (!taken && !failure.missing().isEmpty())) {
      throw failure;
    }
    nexus
        .console()
        .note("nexus: %s: %s refused: %s".formatted(name, piece.where(), failure.getMessage()));
    totals.refuse(piece.lineCount());
    refused.accept(piece);
  }

  private Duration later(CommandFailure failure, Duration asked) {
    if (!away) {
      away = true;
      nexus
          .console()
          .note("nexus: " + name + ": " + failure.getMessage() + "; tried again until it goes on");
    }
    Duration now = asked.compareTo(wait) > 0 ? asked : wait;
    wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait.multipliedBy(2);
    return now;
  }
}
