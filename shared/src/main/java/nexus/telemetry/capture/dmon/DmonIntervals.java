package nexus.telemetry.capture.dmon;

import nexus.telemetry.csv.rows.TimelessRow;
import nexus.telemetry.csv.times.Scrape;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.Timestamps;

/**
 * Times of a dmon's rows that have none: that of the first row, and an interval later each time a
 * GPU, or an instance of it, comes again, or one comes that stood before the last one so far.
 */
final class DmonIntervals {

  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private final long intervalMs;
  private final long firstMs;
  private final Scrape scrape = new Scrape();

  /** How many rows the interval before had. */
  private int before;

  private long ms;
  private String text;

  DmonIntervals(long firstMs, long intervalMs) {
    this.firstMs = firstMs;
    this.intervalMs = intervalMs;
    begin(firstMs);
  }

  /**
   * The time of the next row.
   *
   * @param instance the number of its MIG instance; empty for a whole GPU
   * @param part the number of its compute instance; empty for a whole instance
   * @throws InvalidInputException when nobody knows it, or too many rows are of one time
   */
  String of(String gpu, String instance, String part) {
    long hash = hash(gpu + '.' + instance + '.' + part);
    TimelessRow row = new TimelessRow(hash, hash, 0, 0, TimelessRow.gpu(gpu, instance, part));
    if (scrape.isLeftOut(row)) {
      throw unclear();
    } else if (isOfNext(row)) {
      before = scrape.size();
      scrape.begin();
      begin(ms + intervalMs);
    }
    if (scrape.size() == Scrape.MAX_ROWS) {
      throw invalid("more than " + Scrape.MAX_ROWS + " rows are of one time");
    }
    scrape.add(row, ms == firstMs);
    return text;
  }

  private void begin(long timeMs) {
    ms = timeMs;
    text = Timestamps.format(ms);
  }

  private boolean isOfNext(TimelessRow row) {
    if (scrape.contains(row) || scrape.isOutOfOrder(row)) {
      return true;
    } else if (ms == firstMs || scrape.isKnown(row)) {
      return false;
    }
    Scrape.Place place = scrape.place(row);
    if (place == Scrape.Place.UNCLEAR && scrape.size() >= before) {
      scrape.leaveOut(row);
      throw unclear();
    }
    return place == Scrape.Place.NEXT;
  }

  private static long hash(String text) {
    long hash = 1;
    for (int i = 0; i < text.length(); i++) {
      hash = hash * FACTOR + text.charAt(i);
    }
    return hash;
  }

  private static InvalidInputException unclear() {
    return invalid(
        "the row has no time, and its GPU came late: as GPUs do not stand in ascending order,"
            + " nothing tells in which interval it is: send what nvidia-smi dmon -o DT writes");
  }

  private static InvalidInputException invalid(String message) {
    return new InvalidInputException("time", message);
  }
}
