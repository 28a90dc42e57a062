package nexus.telemetry.query.stats;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What was set aside, judged by the first {@value #MAX_LETTERS} letters by key.
 *
 * @param count messages, blocks and values set aside, however many
 * @param firstFailedMs when the oldest first failed, epoch milliseconds; empty when there is none
 * @param reasons the {@value #MAX_REASONS} most frequent reasons, most frequent first, and how many
 *     letters have each
 */
public record LetterFigures(long count, OptionalLong firstFailedMs, Map<String, Long> reasons) {

  /** Dead letters that are looked at. */
  static final int MAX_LETTERS = 100;

  /** Reasons that are told of. */
  static final int MAX_REASONS = 5;

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
