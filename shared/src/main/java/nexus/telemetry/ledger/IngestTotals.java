package nexus.telemetry.ledger;

import java.util.Arrays;
import nexus.telemetry.json.Json;
import nexus.telemetry.model.Bounds;
import nexus.telemetry.model.Counts;
import nexus.telemetry.model.StoredFormat;
import nexus.telemetry.model.UnreadableException;

/**
 * What was ingested so far, exactly: the value of an ingest counter's key, written in the
 * transaction that writes the ledger entry. {@code values = accepted + missing + rejected}.
 *
 * <pre>{"uploads":1,"rows":11,"values":9,"accepted":7,"missing":1,"rejected":1,"expired":2}</pre>
 *
 * <p>Where there are inexact ones, {@code "inexact":3} follows. They are among the accepted.
 *
 * <p>The expired ones are no part of {@code values}: an older reader, which knows of none, finds
 * that its sum is right.
 *
 * @param uploads uploads counted
 * @param rows rows read
 * @param values values those rows carry, without those that are expired
 * @param accepted values queued
 * @param missing values that were blank or not available
 * @param rejected values that could not be used
 * @param expired values that were older than the retention; 0 where it is not said
 * @param inexact accepted values that are whole numbers which a double cannot hold; 0 where it is
 *     not said
 */
public record IngestTotals(
    long uploads,
    long rows,
    long values,
    long accepted,
    long missing,
    long rejected,
    long expired,
    long inexact) {

  /** Nothing ingested yet. */
  public static final IngestTotals ZERO = new IngestTotals(0, 0, 0, 0, 0, 0, 0, 0);

  private static final String[] FIELDS = {
    "uploads", "rows", "values", "accepted", "missing", "rejected", "expired", "inexact"
  };

  /** Fields that every stored value has; the others came later, and are 0 where they lack. */
  private static final int REQUIRED = 6;

  /**
   * @throws IllegalArgumentException when one is negative, or the values do not add up
   */
  public IngestTotals {
    if (uploads < 0
        || rows < 0
        || accepted < 0
        || missing < 0
        || rejected < 0
        || expired < 0
        || inexact < 0) {
      throw new IllegalArgumentException("a counter is negative");
    }
    if (values != accepted + missing + rejected) {
      throw new IllegalArgumentException(
          values + " values are not " + accepted + " + " + missing + " + " + rejected);
    }
  }

  /** Totals without an inexact value. */
  public IngestTotals(
      long uploads,
      long rows,
      long values,
      long accepted,
      long missing,
      long rejected,
      long expired) {
    this(uploads, rows, values, accepted, missing, rejected, expired, 0);
  }

  /** Totals of some uploads. */
  static IngestTotals of(long uploads, Counts counts) {
    return new IngestTotals(
        uploads,
        counts.rows(),
        counts.values() - counts.expired(),
        counts.accepted(),
        counts.missing(),
        counts.rejected(),
        counts.expired(),
        counts.inexact());
  }

  /** Both together. */
  public IngestTotals plus(IngestTotals other) {
    return new IngestTotals(
        Math.addExact(uploads, other.uploads),
        Math.addExact(rows, other.rows),
        Math.addExact(values, other.values),
        Math.addExact(accepted, other.accepted),
        Math.addExact(missing, other.missing),
        Math.addExact(rejected, other.rejected),
        Math.addExact(expired, other.expired),
        Math.addExact(inexact, other.inexact));
  }

  /**
   * These without others, which are part of them. No count falls below 0: while versions are mixed,
   * an older writer keeps no count of what expired or is inexact.
   */
  IngestTotals minus(IngestTotals part) {
    Counts rest =
        new Counts(
            Math.max(0, rows - part.rows),
            Math.max(0, accepted - part.accepted),
            Math.max(0, missing - part.missing),
            Math.max(0, rejected - part.rejected),
            Math.max(0, expired - part.expired),
            Math.max(0, inexact - part.inexact),
            0,
            0);
    return of(Math.max(0, uploads - part.uploads), rest);
  }

  /** The stored form. */
  public byte[] encode() {
    long[] all = {uploads, rows, values, accepted, missing, rejected, expired, inexact};
    int written = inexact == 0 ? all.length - 1 : all.length;
    return Json.writeIntegers(Arrays.copyOf(FIELDS, written), Arrays.copyOf(all, written));
  }

  /**
   * The totals in a stored value.
   *
   * @throws UnreadableException when there are none, they do not add up, or one is larger than any
   *     sum can be
   * @throws nexus.telemetry.model.NewerFormatException when they are of a newer version
   */
  public static IngestTotals decode(byte[] value) {
    long[] v = Json.readIntegers(StoredFormat.INGEST_COUNTERS, value, REQUIRED, FIELDS);
    try {
      Bounds.checkCounts(v);
      return new IngestTotals(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]);
    } catch (IllegalArgumentException e) {
      throw UnreadableException.value(e.getMessage(), e);
    }
  }
}
