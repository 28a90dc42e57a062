package nexus.telemetry.ledger;

/**
 * What a live source sent so far: the value of its key.
 *
 * @param v format version
 * @param source name of the source
 * @param kind how it sends: {@code remote_write}, {@code prometheus}, {@code otlp} or {@code
 *     scrape}
 * @param requests requests that were taken
 * @param samples values that were taken
 * @param rejected values that cannot be used
 * @param ignored values of no field of a GPU
 * @param firstMs when the first request came, epoch milliseconds
 * @param lastMs when the last one came, epoch milliseconds
 * @param minuteMs when the minute began that {@code minuteSamples} are of, epoch milliseconds
 * @param minuteSamples values of that minute so far
 * @param wholeMinuteSamples values of the whole minute before it; 0 where nothing came in it
 */
public record LiveSource(
    int v,
    String source,
    String kind,
    long requests,
    long samples,
    long rejected,
    long ignored,
    long firstMs,
    long lastMs,
    long minuteMs,
    long minuteSamples,
    long wholeMinuteSamples)
    implements RecordJson.Versioned {

  /** Format version that is written. */
  public static final int VERSION = 1;

  private static final long MINUTE_MS = 60_000;

  /** A source that sent once. */
  static LiveSource first(String source, String kind, Sent sent) {
    long minute = minute(sent.lastMs());
    return new LiveSource(
        VERSION,
        source,
        kind,
        sent.requests(),
        sent.samples(),
        sent.rejected(),
        sent.ignored(),
        sent.firstMs(),
        sent.lastMs(),
        minute,
        sent.samples(),
        0);
  }

  /**
   * What came from a source in a while, a minute at most.
   *
   * @param firstMs when the first of it came, epoch milliseconds
   * @param lastMs when the last of it came, epoch milliseconds
   */
  public record Sent(
      long requests, long samples, long rejected, long ignored, long firstMs, long lastMs) {

    /** Both together. */
    Sent plus(Sent later) {
      return new Sent(
          requests + later.requests,
          samples + later.samples,
          rejected + later.rejected,
          ignored + later.ignored,
          Math.min(firstMs, later.firstMs),
          Math.max(lastMs, later.lastMs));
    }
  }

  /** This with what came since. */
  LiveSource plus(String kindNow, Sent sent) {
    long minute = Math.max(minuteMs, minute(sent.lastMs()));
    long whole =
        minute == minuteMs
            ? wholeMinuteSamples
            : minute == minuteMs + MINUTE_MS ? minuteSamples : 0;
    return new LiveSource(
        v,
        source,
        kindNow,
        requests + sent.requests(),
        samples + sent.samples(),
        rejected + sent.rejected(),
        ignored + sent.ignored(),
        Math.min(firstMs, sent.firstMs()),
        Math.max(lastMs, sent.lastMs()),
        minute,
        (minute == minuteMs ? minuteSamples : 0) + sent.samples(),
        whole);
  }

  /**
   * Samples a minute: of the last whole minute, or of the one that has just begun where there is
   * none. Of a source that has been silent for a minute, none.
   *
   * @param nowMs the clock, epoch milliseconds
   */
  public long samplesPerMinute(long nowMs) {
    long minute = minute(nowMs);
    if (minute == minuteMs) {
      return wholeMinuteSamples > 0 ? wholeMinuteSamples : minuteSamples;
    }
    return minute == minuteMs + MINUTE_MS ? minuteSamples : 0;
  }

  private static long minute(long timeMs) {
    return timeMs - Math.floorMod(timeMs, MINUTE_MS);
  }
}
