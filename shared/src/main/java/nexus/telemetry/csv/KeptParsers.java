package nexus.telemetry.csv;

import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import nexus.telemetry.csv.gpus.FileTerms;
import nexus.telemetry.model.SampleTimes;

/**
 * Parsers of live senders' requests, kept from one request to the next: the rows of a scrape are
 * those of the scrape before but for time and value, and are recognised by their bytes. What is
 * read is the same as with a new parser.
 *
 * <p>Requests that are read at the same time have a parser each. Together those that wait hold a
 * bounded amount of memory; those that were used least recently go first. Safe for use by many
 * threads.
 */
public final class KeptParsers {

  /** Most parsers that wait. */
  private static final int MOST = 64;

  private static final SampleTimes UTC = SampleTimes.of(Optional.of(ZoneOffset.UTC));

  /** Requests that are read alike. */
  private record Kind(String of, boolean delimited, String header, boolean timeGiven, Given given) {

    static Kind of(String of, CsvHeader header) {
      Given given = header.given();
      return new Kind(
          of, header.isDelimited(), header.text(), given.time() != null, given.withoutTime());
    }
  }

  private final long mostBytes;

  /** Those that wait, by least recent use. */
  private final Map<Kind, Deque<CsvParser>> waiting = new LinkedHashMap<>(16, 0.75f, true);

  private int count;
  private long bytes;

  /** Holds an eighth of the heap at most. */
  public KeptParsers() {
    this(Runtime.getRuntime().maxMemory() / 8);
  }

  /**
   * @param mostBytes most bytes that those that wait hold, about
   */
  KeptParsers(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /**
   * What a request holds.
   *
   * @param chunk its samples and what became of its rows
   * @param timeGiven whether rows took the time that is given beside them
   */
  public record Read(ParsedChunk chunk, boolean timeGiven) {}

  /**
   * Reads a request. Times without a zone are of UTC.
   *
   * @param of whose rows these are: a parser is used for one alone
   * @param earliestMs what is older is expired, epoch milliseconds; 0 for nothing
   * @param nowMs the clock, epoch milliseconds; what is more than a day ahead of it is rejected
   */
  public Read parse(String of, CsvHeader header, CsvPiece piece, long earliestMs, long nowMs) {
    Kind kind = Kind.of(of, header);
    FileTerms terms = FileTerms.of(header.given().interval(), earliestMs, nowMs);
    CsvParser parser = take(kind);
    if (parser == null) {
      parser = new CsvParser(header, 1, terms, UTC, RejectSink.NONE, more -> {}, mostBytes);
    } else {
      parser.next(header, terms);
    }
    parser.read(piece);
    ParsedChunk chunk = parser.take();
    // Which GPU gpu= stands for depends on the rows of the request before a known one.
    if (parser.header() == header && header.given().gpu() == null) {
      putBack(kind, parser);
    }
    return new Read(chunk, terms.times().isBegun());
  }

  private synchronized CsvParser take(Kind kind) {
    Deque<CsvParser> some = waiting.get(kind);
    return some == null ? null : removed(kind, some);
  }

  private synchronized void putBack(Kind kind, CsvParser parser) {
    waiting.computeIfAbsent(kind, fresh -> new ArrayDeque<>()).push(parser);
    count++;
    bytes += parser.keptBytes();
    while (count > MOST || bytes > mostBytes) {
      Iterator<Map.Entry<Kind, Deque<CsvParser>>> all = waiting.entrySet().iterator();
      Map.Entry<Kind, Deque<CsvParser>> oldest = all.next();
      CsvParser last = oldest.getValue().removeLast();
      count--;
      bytes -= last.keptBytes();
      if (oldest.getValue().isEmpty()) {
        all.remove();
      }
    }
  }

  private CsvParser removed(Kind kind, Deque<CsvParser> some) {
    CsvParser parser = some.pop();
    count--;
    bytes -= parser.keptBytes();
    if (some.isEmpty()) {
      waiting.remove(kind);
    }
    return parser;
  }
}
