package nexus.functions.api.series;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.SeriesName;
import nexus.telemetry.model.Sha256;
import nexus.telemetry.model.TimeRange;
import nexus.telemetry.model.Timestamps;
import nexus.telemetry.query.series.Position;
import nexus.telemetry.query.series.SeriesRequest;

/**
 * Where a series continues. A caller gets it as one word, base64url (RFC 4648) of
 *
 * <pre>
 * version 1 | revision 8 | from 8 | to 8 | time 8 | series, UTF-8 | hash 8     (bytes)
 * </pre>
 *
 * <p>The hash is of all before it and of the query's identity: a cursor of another query, or a
 * damaged one, is refused. It holds no secret: whoever forges one reads what they may read anyway.
 *
 * @param revision etcd's revision that every page reads at
 * @param fromMs resolved start of the range; -1 for newest values
 * @param toMs resolved end of the range; -1 for newest values
 * @param next the first point not answered yet
 */
record SeriesCursor(long revision, long fromMs, long toMs, Position next) {

  /** Longest cursor there is. */
  static final int MAX_LENGTH = 1_500;

  private static final long NEWEST = -1;
  private static final byte VERSION = 1;
  private static final int FIXED = 1 + 4 * Long.BYTES;
  private static final int HASH = 8;

  /** Of a request that continues. */
  static SeriesCursor of(SeriesRequest next) {
    return new SeriesCursor(
        next.revision(),
        next.range().map(TimeRange::fromMs).orElse(NEWEST),
        next.range().map(TimeRange::toMs).orElse(NEWEST),
        next.start().orElseThrow());
  }

  /**
   * The request for the page that begins here, of the times that the first page resolved.
   *
   * @throws InvalidInputException when it has times and the request has none, or the reverse
   */
  SeriesRequest goOn(SeriesRequest first) {
    if (first.range().isEmpty() != (fromMs == NEWEST)) {
      throw notOfThisQuery();
    }
    return first.range().isEmpty()
        ? first.from(next, revision)
        : first.within(new TimeRange(fromMs, toMs)).from(next, revision);
  }

  /** The word for the caller. */
  String encode(String queryIdentity) {
    byte[] metric = next.metric().getBytes(UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(FIXED + metric.length + HASH);
    bytes.put(VERSION).putLong(revision).putLong(fromMs).putLong(toMs).putLong(next.timeMs());
    bytes.put(metric);
    bytes.put(hash(queryIdentity, bytes.array()));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /**
   * @throws InvalidInputException when it is no cursor of this query
   */
  static SeriesCursor decode(String text, String queryIdentity) {
    byte[] bytes = fromBase64(text);
    int end = bytes.length - HASH;
    if (end <= FIXED
        || bytes[0] != VERSION
        || !Arrays.equals(hash(queryIdentity, bytes), Arrays.copyOfRange(bytes, end, end + HASH))) {
      throw notOfThisQuery();
    }
    ByteBuffer fields = ByteBuffer.wrap(bytes, 1, end - 1);
    long revision = fields.getLong();
    long fromMs = fields.getLong();
    long toMs = fields.getLong();
    long timeMs = fields.getLong();
    String metric = new String(bytes, FIXED, end - FIXED, UTF_8);
    if (revision <= 0
        || !areTimes(fromMs, toMs)
        || !isTime(timeMs)
        || !SeriesName.isValid(metric)) {
      throw notOfThisQuery();
    }
    return new SeriesCursor(revision, fromMs, toMs, new Position(timeMs, metric));
  }

  private static boolean areTimes(long fromMs, long toMs) {
    return (fromMs == NEWEST && toMs == NEWEST)
        || (isTime(fromMs) && isTime(toMs) && fromMs <= toMs);
  }

  private static boolean isTime(long ms) {
    return ms >= 0 && ms <= Timestamps.MAX_MS;
  }

  private static byte[] fromBase64(String text) {
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      InvalidInputException refused = notOfThisQuery();
      refused.initCause(e);
      throw refused;
    }
  }

  private static InvalidInputException notOfThisQuery() {
    return new InvalidInputException(
        "cursor", "not a cursor of this query: send the same parameters with it");
  }

  private static byte[] hash(String queryIdentity, byte[] cursor) {
    MessageDigest sha256 = Sha256.digest();
    sha256.update(cursor, 0, cursor.length - HASH);
    return Arrays.copyOf(sha256.digest(queryIdentity.getBytes(UTF_8)), HASH);
  }
}
