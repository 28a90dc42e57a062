package nexus.functions.api.uploads;

import java.util.List;
import nexus.telemetry.model.Timestamps;
import nexus.telemetry.query.uploads.LiveSender;

/**
 * What a live source sends.
 *
 * @param source its name
 * @param kind how it sends: {@code remote_write}, {@code prometheus}, {@code otlp} or {@code
 *     scrape}
 * @param live whether it sent within the last minute
 * @param samplesPerMinute samples of the last whole minute, or of the one that has just begun
 * @param requests requests so far
 * @param samples values taken so far
 * @param rejected values that could not be used, or were too old
 * @param ignored values of no field of a GPU
 * @param firstReceived when it sent first, RFC 3339
 * @param lastReceived when it sent last
 * @param silentSeconds how long ago that is
 */
public record SourceAnswer(
    String source,
    String kind,
    boolean live,
    long samplesPerMinute,
    long requests,
    long samples,
    long rejected,
    long ignored,
    String firstReceived,
    String lastReceived,
    long silentSeconds) {

  private static final long LIVE_SECONDS = 60;

  /** A cluster's sources, ascending by name. */
  public record All(String cluster, List<SourceAnswer> sources) {

    static All of(String cluster, List<LiveSender> found, long nowMs) {
      return new All(cluster, found.stream().map(one -> SourceAnswer.of(one, nowMs)).toList());
    }
  }

  private static SourceAnswer of(LiveSender told, long nowMs) {
    long silent = Math.max(0, nowMs - told.lastMs()) / 1_000;
    return new SourceAnswer(
        told.source(),
        told.kind(),
        silent < LIVE_SECONDS,
        told.samplesPerMinute(),
        told.requests(),
        told.samples(),
        told.rejected(),
        told.ignored(),
        Timestamps.format(told.firstMs()),
        Timestamps.format(told.lastMs()),
        silent);
  }
}
