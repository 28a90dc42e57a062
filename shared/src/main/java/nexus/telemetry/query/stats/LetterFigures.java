package nexus.telemetry.query.stats;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What was set aside, judged by the first {@value ClusterStats#MAX_LETTERS} letters by key.
 *
 * @param count messages, blocks and values set aside, however many
 * @param firstFailedMs when the oldest first failed, epoch milliseconds; empty when there is none
 * @param reasons the {@value ClusterStats#MAX_REASONS} most frequent reasons, most frequent first,
 *     and how many letters have each
 */
public record LetterFigures(long count, OptionalLong firstFailedMs, Map<String, Long> reasons) {

  /** Nothing was set aside. */
  static final LetterFigures NONE = ofUnknown(0);

  public LetterFigures {
    reasons = Collections.unmodifiableMap(new LinkedHashMap<>(reasons));
  }

  /** So many, of which nothing else is known. */
  static LetterFigures ofUnknown(long count) {
    return new LetterFigures(count, OptionalLong.empty(), Map.of());
  }
}
