package nexus.telemetry.query;

import java.util.function.Function;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.model.UnreadableException;

/** Decodes stored values, naming the key of one that cannot be read. */
public final class StoredValues {

  private StoredValues() {}

  /**
   * The value of an entry.
   *
   * @throws UnreadableException when the entry's value cannot be read
   */
  public static <T> T decode(Entry entry, Function<byte[], T> codec) {
    try {
      return codec.apply(entry.value());
    } catch (UnreadableException e) {
      throw UnreadableException.answer(entry.key(), e.getMessage(), e);
    }
  }
}
