package nexus.functions.api.series;

import java.util.List;
import nexus.telemetry.model.Timestamps;
import nexus.telemetry.query.series.SeriesPage;

/**
 * Times of which an answer may lack samples, because what was stored of them cannot be read.
 *
 * @param from start, inclusive, RFC 3339
 * @param to end, exclusive, RFC 3339
 * @param reason why it cannot be read
 * @param key the dead letter that keeps its bytes; empty where there is none yet, as a request sets
 *     aside only so many
 */
public record MissingTimes(String from, String to, String reason, String key) {

  static List<MissingTimes> of(SeriesPage page) {
    return page.missing().stream()
        .map(
            one ->
                new MissingTimes(
                    Timestamps.format(one.fromMs()),
                    Timestamps.format(one.toMs()),
                    one.reason(),
                    one.key()))
        .toList();
  }
}
