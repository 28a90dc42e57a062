package nexus.functions.api.letters;

import java.util.Optional;
import nexus.telemetry.model.InvalidInputException;

/**
 * The body of {@code POST /api/v1/deadletters/redrive}.
 *
 * @param cluster cluster whose letters they are; null for the default one
 * @param key the letter's key; null for all of them
 * @param cursor an earlier answer's, to go on behind it; null to begin
 */
public record RedriveRequest(String cluster, String key, String cursor) {

  /**
   * The letter's key, or empty for all. A blank one is neither.
   *
   * @throws InvalidInputException when it is blank
   */
  Optional<String> checkedKey() {
    if (key != null && key.isBlank()) {
      throw new InvalidInputException("key", "key is blank; leave it out to redrive all");
    }
    return Optional.ofNullable(key);
  }
}
