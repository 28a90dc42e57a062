package nexus.telemetry.model;

import java.util.Arrays;
import java.util.List;

/**
 * Every kind of value that is stored, and the versions of its form.
 *
 * <p>A release reads more than it writes: version N + 1 is read one release before any writes it.
 * What this release does not read yet is {@linkplain NewerFormatException newer}, never damaged. A
 * block and usage say their version in their first byte, all else in the member {@code v} of its
 * JSON object; where a kind has no such member yet, its absence means version 1.
 */
public enum StoredFormat {
  BLOCK("block", "a block", 2, 4, 4, 3),
  MESSAGE("message", "a message", 1, 4, 4, 2),
  LATEST("latest", "newest values", 1, 2, 2),
  METADATA("metadata", "the facts of a GPU", 1, 3, 3, 2),
  INCIDENTS("incidents", "incidents of a GPU", 1, 1, 1),
  USAGE("usage", "usage of the hours of a host", 1, 1, 1),
  UUID("uuid", "the place of a UUID", 1, 1, 1),
  DRAIN_COUNTERS("drainCounters", "the drain's counters", 1, 1, 1),
  INGEST_COUNTERS("ingestCounters", "ingest's counters", 1, 1, 1),
  EXPIRED("expired", "the mark of expiry", 1, 1, 1),
  LEDGER("ledger", "a ledger entry", 1, 1, 1),
  PLAN("plan", "the plan of an upload", 1, 1, 1),
  FAILURE("failure", "the failure of a chunk", 1, 1, 1),
  ATTEMPTS("attempts", "a count of attempts", 1, 1, 1),
  DEAD_LETTER("deadLetter", "a dead letter", 1, 1, 1),
  SOURCE("source", "what a live source sent", 1, 1, 1),
  FORMATS("formats", "the formats that may be written", 1, 1, 1);

  private final String word;
  private final String sentence;
  private final int first;
  private final int written;
  private final int read;

  /** A number that no release ever wrote, and none reads; 0 for none. */
  private final int unused;

  StoredFormat(String word, String sentence, int first, int written, int read) {
    this(word, sentence, first, written, read, 0);
  }

  StoredFormat(String word, String sentence, int first, int written, int read, int unused) {
    this.unused = unused;
    this.word = word;
    this.sentence = sentence;
    this.first = first;
    this.written = written;
    this.read = read;
  }

  /** Those whose version can be raised: all but the form in which that is said. */
  public static List<StoredFormat> raisable() {
    return Arrays.stream(values()).filter(format -> format != FORMATS).toList();
  }

  /** Its name in answers and in the store. */
  public String word() {
    return word;
  }

  /** Its name in sentences. */
  String sentence() {
    return sentence;
  }

  /** The version that release 1.0 wrote, and that every release reads. */
  public int first() {
    return first;
  }

  /** The newest version that this release can write. */
  public int written() {
    return written;
  }

  /** The newest version that this release can read. */
  public int read() {
    return read;
  }

  /** Whether only another release can read a version. */
  public boolean isNewer(long version) {
    return version > read || (unused > 0 && version == unused);
  }
}
