package nexus.telemetry.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import nexus.telemetry.json.StoredVersion;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.model.StoredFormat;
import nexus.telemetry.model.UnreadableException;

/** Small records as they are kept in etcd. A newer writer may add members. */
final class RecordJson {

  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private RecordJson() {}

  static byte[] encode(Object value) {
    try {
      return JSON.writeValueAsBytes(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A record that says its version. */
  interface Versioned {
    int v();
  }

  /**
   * @param format what the record is
   * @throws UnreadableException naming the key, when its value is no such record
   * @throws NewerFormatException naming the key, when its value is of a newer version
   */
  static <T> T decode(StoredFormat format, Entry entry, Class<T> type) {
    try {
      T record = JSON.readValue(entry.value(), type);
      if (record == null) {
        throw new IOException("null is no record");
      }
      if (record instanceof Versioned told && told.v() < 1) {
        throw new IOException("it says no version");
      }
      if (!(record instanceof Versioned told) || told.v() > format.read()) {
        checkVersion(format, entry);
      }
      return record;
    } catch (IOException e) {
      checkVersion(format, entry);
      String why =
          e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
      throw UnreadableException.answer(entry.key(), why, e);
    }
  }

  /**
   * @throws NewerFormatException naming the key, when its value is of a newer version
   */
  static void checkVersion(StoredFormat format, Entry entry) {
    Optional<NewerFormatException> newer = StoredVersion.newer(format, entry.value());
    if (newer.isPresent()) {
      throw newer.get().at(entry.key());
    }
  }
}
