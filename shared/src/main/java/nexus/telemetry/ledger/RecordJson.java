package nexus.telemetry.ledger;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import nexus.telemetry.kv.Entry;

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

  /**
   * @throws UncheckedIOException naming the key, when its value is no such record
   */
  static <T> T decode(Entry entry, Class<T> type) {
    try {
      T record = JSON.readValue(entry.value(), type);
      if (record == null) {
        throw new IOException("null is no record");
      }
      return record;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot be read: " + entry.key(), e);
    }
  }
}
