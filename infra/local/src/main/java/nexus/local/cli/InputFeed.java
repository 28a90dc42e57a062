package nexus.local.cli;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Sends what comes on standard input while it comes, a second's lines at a time. */
final class InputFeed {

  private static final Duration EVERY = Duration.ofSeconds(1);

  /** How long the last lines are tried, once no more come. */
  private static final Duration LAST_TRIES = Duration.ofMinutes(5);

  private final Intake intake;
  private final Feed feed;
  private final boolean namesColumns;
  private final InstantSource clock;

  private Head head;
  private Instant begun;
  private Instant last;

  InputFeed(Intake intake, Feed feed, boolean namesColumns, InstantSource clock) {
    this.intake = intake;
    this.feed = feed;
    this.namesColumns = namesColumns;
    this.clock = clock;
  }

  /**
   * Returns when the input has ended, or Ctrl-C was pressed, and all was sent.
   *
   * @throws CommandFailure when it cannot be read or sent
   */
  void run() throws InterruptedException {
    try (Stop stop = new Stop()) {
      boolean over = false;
      while (!over) {
        boolean ended = intake.awaitEnd(EVERY);
        over = ended || stop.isAsked();
        send(ended, over, stop);
      }
    } catch (IOException failure) {
      throw new CommandFailure("cannot be read: " + failure.getMessage(), failure);
    }
  }

  /** What has ended may end without a newline; what was interrupted may have half a line. */
  private void send(boolean ended, boolean over, Stop stop)
      throws IOException, InterruptedException {
    if (head == null) {
      head = Head.of(intake.start(), namesColumns).orElse(null);
    }
    if (head == null) {
      return;
    }
    intake.takeHead(head);
    byte[] lines = intake.lines(ended);
    if (Piece.hasRows(head.ends(), lines, lines.length)) {
      send(lines, over, stop);
      intake.take(lines.length);
    }
  }

  private void send(byte[] lines, boolean over, Stop stop) throws InterruptedException {
    Instant read = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    begun = begun == null ? read : begun;
    Piece piece = new Piece(head, intake.start(), lines, intake.takenLines());
    Pace pace = new Pace(begun, read, last);
    Instant giveUp = read.plus(LAST_TRIES);
    for (Optional<Duration> again = feed.send(piece, pace);
        again.isPresent();
        again = feed.send(piece, pace)) {
      boolean last = stop.isAsked() || (over && clock.instant().isAfter(giveUp));
      if (last) {
        throw new CommandFailure(piece.where() + " could not be sent");
      }
      boolean stopped = stop.await(again.get());
      over |= stopped;
    }
    last = feed.last(piece, pace);
  }
}
