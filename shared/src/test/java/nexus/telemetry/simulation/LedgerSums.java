package nexus.telemetry.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import nexus.telemetry.kv.Entry;

/**
 * What the ledger's entries say, read without the ledger's code.
 *
 * @param uploads uploads that have a first chunk
 * @param whole uploads all of whose chunks have an entry
 * @param accepted values accepted
 */
record LedgerSums(long uploads, long whole, long accepted) {

  private static final JsonMapper JSON = new JsonMapper();

  static LedgerSums of(List<Entry> entries) {
    long accepted = 0;
    Map<String, Long> missing = new TreeMap<>();
    long uploads = 0;
    for (Entry entry : entries) {
      try {
        JsonNode said = JSON.readTree(entry.value());
        accepted += said.get("accepted").asLong();
        uploads += said.get("chunk").asInt() == 0 ? 1 : 0;
        missing.merge(
            said.get("upload").asText(), said.get("chunks").asLong() - 1, (left, any) -> left - 1);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    long whole = missing.values().stream().filter(left -> left == 0).count();
    return new LedgerSums(uploads, whole, accepted);
  }
}
