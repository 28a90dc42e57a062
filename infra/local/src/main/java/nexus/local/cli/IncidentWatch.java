package nexus.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells of each incident once when it is there, and again when it came again or is over. What is
 * not in a later list any more was taken back, or is older than what was asked for.
 */
final class IncidentWatch {

  private Map<String, String> told = new HashMap<>();

  /**
   * What is new in a list.
   *
   * @param incidents the newest first, as the server lists them
   * @return those to tell of, the oldest first
   */
  List<JsonNode> next(List<JsonNode> incidents) {
    Map<String, String> now = new HashMap<>();
    List<JsonNode> fresh = new ArrayList<>();
    for (JsonNode incident : incidents) {
      String id = Fields.text(incident, "id");
      String state = Fields.text(incident, "count") + ' ' + Fields.text(incident, "until");
      now.put(id, state);
      if (!state.equals(told.get(id))) {
        fresh.add(incident);
      }
    }
    told = now;
    Collections.reverse(fresh);
    return fresh;
  }
}
