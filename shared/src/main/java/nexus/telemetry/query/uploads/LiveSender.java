package nexus.telemetry.query.uploads;

import nexus.telemetry.ledger.LiveSource;

/**
 * What a live source sends.
 *
 * @param source its name
 * @param kind how it sends
 * @param samplesPerMinute samples of the last whole minute, or of the one that has just begun
 * @param requests requests so far
 * @param samples values taken so far
 * @param rejected values that could not be used, or were too old
 * @param ignored values of no field of a GPU
 * @param firstMs when it sent first, epoch milliseconds
 * @param lastMs when it sent last, epoch milliseconds
 */
public record LiveSender(
    String source,
    String kind,
    long samplesPerMinute,
    long requests,
    long samples,
    long rejected,
    long ignored,
    long firstMs,
    long lastMs) {

  static LiveSender of(LiveSource told, long nowMs) {
    return new LiveSender(
        told.source(),
        told.kind(),
        told.samplesPerMinute(nowMs),
        told.requests(),
        told.samples(),
        told.rejected(),
        told.ignored(),
        told.firstMs(),
        told.lastMs());
  }
}
