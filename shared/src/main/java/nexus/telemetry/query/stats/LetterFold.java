package nexus.telemetry.query.stats;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Page;
import nexus.telemetry.letters.DeadLetters;
import nexus.telemetry.letters.Letter;

/** Adds up dead letters. */
final class LetterFold {

  /** Letters whose reasons begin with the same characters, so many, count as one reason's. */
  private static final int MAX_REASON = 200;

  private LetterFold() {}

  /**
   * What a page of letters says.
   *
   * @param page the first of {@link Keyspace#deadLetters}
   */
  static LetterFigures of(Keyspace keys, String cluster, Page page) {
    List<Letter> letters = DeadLetters.letters(keys, cluster, page);
    OptionalLong oldest =
        letters.stream()
            .flatMap(letter -> letter.says().stream())
            .mapToLong(says -> says.firstFailedMs())
            .min();
    return new LetterFigures(page.count(), oldest, mostFrequent(letters));
  }

  private static Map<String, Long> mostFrequent(List<Letter> letters) {
    Map<String, Long> counts = new TreeMap<>();
    letters.forEach(letter -> counts.merge(cut(letter.reason()), 1L, Long::sum));
    Map<String, Long> most = new LinkedHashMap<>();
    counts.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(LetterFigures.MAX_REASONS)
        .forEach(reason -> most.put(reason.getKey(), reason.getValue()));
    return most;
  }

  private static String cut(String reason) {
    return reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) : reason;
  }
}
