package nexus.telemetry.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Optional;
import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.model.StoredFormat;

/**
 * Tells a value that a newer release wrote from one that is damaged: it is one well-formed JSON
 * object, and its own member {@code v} is an integer above those that are known here. Where the
 * member stands, and what the others look like, does not matter.
 *
 * <p>Asked only where reading failed, so that it costs nothing else.
 */
public final class StoredVersion {

  private static final JsonFactory FACTORY = new JsonFactory();

  private StoredVersion() {}

  /** What to throw where the value is of a newer version; empty where it is not. */
  public static Optional<NewerFormatException> newer(StoredFormat format, byte[] value) {
    return newest(value)
        .filter(version -> isNewer(format, version))
        .map(version -> new NewerFormatException(format, version.toString()));
  }

  /**
   * Checks a value whose reader takes no notice of versions.
   *
   * @throws NewerFormatException when the value is of a newer version
   */
  public static void check(StoredFormat format, byte[] value) {
    newer(format, value)
        .ifPresent(
            newer -> {
              throw newer;
            });
  }

  /** Whether the parser stands at a version above those known. */
  static boolean isNewer(StoredFormat format, JsonParser json) throws IOException {
    return json.currentToken() == JsonToken.VALUE_NUMBER_INT
        && isNewer(format, json.getBigIntegerValue());
  }

  private static boolean isNewer(StoredFormat format, BigInteger version) {
    return version.compareTo(BigInteger.valueOf(format.read())) > 0
        || (version.signum() > 0 && format.isNewer(version.longValue()));
  }

  /** The highest {@code v} of an object; empty when it has none, or is no such object. */
  private static Optional<BigInteger> newest(byte[] value) {
    try (JsonParser json = FACTORY.createParser(value)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      Optional<BigInteger> newest = Optional.empty();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean version = json.currentName().equals("v");
        if (json.nextToken() == JsonToken.VALUE_NUMBER_INT && version) {
          BigInteger found = json.getBigIntegerValue();
          newest = newest.map(found::max).or(() -> Optional.of(found));
        }
        json.skipChildren();
      }
      return json.nextToken() == null ? newest : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
