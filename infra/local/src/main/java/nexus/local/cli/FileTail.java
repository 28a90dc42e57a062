package nexus.local.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;

/**
 * Follows one file under its name: sends whole lines that are new, and keeps how far it is.
 *
 * <p>What is about to be sent is noted before it is sent, and noted as sent once the server has
 * said so. A process that ends between the two sends the same again, with the same time, which the
 * server knows by its content. When another file has the name, the old one is sent to its end
 * first.
 */
final class FileTail implements AutoCloseable {

  /** Most bytes of lines in one upload. */
  static final int MOST_BYTES = 8 << 20;

  private final Path path;
  private final Console console;
  private final Feed feed;
  private final MarkFile marks;
  private final Settings settings;

  private Followed open;
  private Mark mark;
  private Head head;
  private Instant replaced;

  /**
   * How a file is followed.
   *
   * @param namesColumns whether the file has no header
   * @param fromEnd whether lines that are there at first are left out
   * @param grace how long a file without its name is still read
   * @param clock what time it is
   */
  record Settings(boolean namesColumns, boolean fromEnd, Duration grace, InstantSource clock) {}

  /**
   * What came of one look at the file.
   *
   * @param more whether something was done, and there may be more to do
   * @param full whether there is more, as one upload was not enough
   * @param after after how long to look again at the earliest
   */
  record Step(boolean more, boolean full, Duration after) {
    static final Step NOTHING = new Step(false, false, Duration.ZERO);

    static Step done(boolean full) {
      return new Step(true, full, Duration.ZERO);
    }

    static Step later(Duration wait) {
      return new Step(false, false, wait);
    }
  }

  FileTail(Path path, Console console, Feed feed, MarkFile marks, Settings settings) {
    this.path = path;
    this.console = console;
    this.feed = feed;
    this.marks = marks;
    this.settings = settings;
  }

  /** Sends one piece, if there is one. */
  Step step() throws IOException {
    if (open == null && !begin()) {
      return Step.NOTHING;
    }
    if (!open.is(mark)) {
      console.note("nexus: " + path + " was cut: it is read from its beginning");
      restart(open);
    }
    Optional<Piece> piece = next();
    if (piece.isPresent()) {
      return send(piece.get());
    }
    return isOver() ? change() : Step.NOTHING;
  }

  private boolean begin() throws IOException {
    mark = marks.read().orElse(null);
    if (mark != null) {
      open = Followed.open(path, mark).orElse(null);
    }
    if (open == null) {
      Followed found = Followed.open(path).orElse(null);
      if (found == null) {
        return false;
      }
      boolean known = mark != null;
      if (known) {
        console.note("nexus: " + path + " is another file than before: it is read from its start");
      }
      restart(found);
      if (settings.fromEnd() && !known) {
        skip();
      }
    }
    Compression.refuse(path, open.read(0, Compression.LONGEST));
    return true;
  }

  /** Begins with a file of which nothing was sent. */
  private void restart(Followed file) throws IOException {
    long begunMs = mark == null ? settings.clock().millis() : mark.begunMs();
    open = file;
    head = null;
    replaced = null;
    mark = Mark.fresh(file.id(), begunMs, mark == null ? null : mark.lastMs());
    marks.write(mark);
  }

  /** Takes all whole lines that are there for sent. */
  private void skip() throws IOException {
    LineEnds ends = LineEnds.of(open.read(0, 2));
    long size = open.size();
    for (long at = 0; at < size; ) {
      byte[] bytes = open.read(at, MOST_BYTES);
      int end = ends.afterLast(bytes);
      if (end > 0) {
        mark = mark.at(at + end, mark.lines() + ends.count(bytes, end));
      }
      at += bytes.length;
    }
    print();
  }

  private Optional<Piece> next() throws IOException {
    if (head == null && !findHead()) {
      return Optional.empty();
    }
    byte[] bytes =
        open.read(
            mark.offset(), mark.next() == null ? MOST_BYTES : mark.next().to() - mark.offset());
    int end = mark.next() == null ? end(bytes) : bytes.length;
    if (end == 0) {
      return Optional.empty();
    }
    if (mark.next() == null) {
      mark = mark.with(new Mark.Next(mark.offset() + end, settings.clock().millis()));
      marks.write(mark);
    }
    byte[] lines = end == bytes.length ? bytes : Arrays.copyOf(bytes, end);
    return Optional.of(new Piece(head, open.read(0, head.bytes()), lines, mark.lines()));
  }

  /** Where the whole lines end; 0 as long as there is nothing to send in them. */
  private int end(byte[] bytes) {
    int end = head.ends().afterLast(bytes);
    if (bytes.length == MOST_BYTES) {
      return end == 0 ? bytes.length : end;
    }
    return Piece.hasRows(head.ends(), bytes, end) ? end : 0;
  }

  private boolean findHead() throws IOException {
    head = Head.of(open.read(0, Head.MOST_BYTES), settings.namesColumns()).orElse(null);
    if (head != null && mark.offset() < head.bytes()) {
      mark = mark.at(head.bytes(), head.lines());
    }
    return head != null;
  }

  private Step send(Piece piece) throws IOException {
    Pace pace = mark.pace();
    Optional<Duration> again = feed.send(piece, pace);
    if (again.isPresent()) {
      return Step.later(again.get());
    }
    mark =
        mark.at(
            mark.next().to(),
            mark.lines() + head.ends().count(piece.lines(), piece.lines().length));
    mark = mark.lastAt(feed.last(piece, pace));
    print();
    return Step.done(open.size() - mark.offset() >= MOST_BYTES);
  }

  private void print() throws IOException {
    int length = (int) Math.min(Followed.PRINT, mark.offset());
    mark = length == mark.printed() ? mark : mark.printed(open.print(length), length);
    marks.write(mark);
  }

  /**
   * Whether another file has the name, and this one was given the time to be written to its end.
   */
  private boolean isOver() throws IOException {
    Optional<String> now = Followed.id(path);
    if (now.isEmpty() || now.get().equals(open.id())) {
      replaced = null;
      return false;
    }
    Instant time = settings.clock().instant();
    replaced = replaced == null ? time : replaced;
    return !time.isBefore(replaced.plus(settings.grace()));
  }

  private Step change() throws IOException {
    Optional<Followed> found = Followed.open(path);
    if (found.isEmpty()) {
      return Step.NOTHING;
    }
    if (open.size() > mark.offset()) {
      console.note("nexus: " + path + " has changed; the last line of the old one had no end");
    }
    open.close();
    restart(found.get());
    return Step.done(true);
  }

  @Override
  public void close() {
    try {
      if (open != null) {
        open.close();
      }
    } catch (IOException nothingIsWritten) {
      // Only read.
    }
    marks.close();
  }
}
