package nexus.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

final class IncidentWatchTest {

  private final IncidentWatch watch = new IncidentWatch();

  private static JsonNode incident(String id, int count, String until) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", id)
        .put("count", count)
        .put("until", until);
  }

  @Test
  void eachIsToldOnceTheOldestFirst() {
    JsonNode newer = incident("b", 1, null);
    JsonNode older = incident("a", 1, null);

    assertThat(watch.next(List.of(newer, older))).containsExactly(older, newer);
    assertThat(watch.next(List.of(newer, older))).isEmpty();
  }

  @Test
  void oneThatComesAgainOrEndsIsToldAgain() {
    watch.next(List.of(incident("a", 1, null)));

    JsonNode again = incident("a", 2, null);
    JsonNode over = incident("a", 2, "2026-01-01T00:00:00Z");
    assertThat(watch.next(List.of(again))).containsExactly(again);
    assertThat(watch.next(List.of(over))).containsExactly(over);
    assertThat(watch.next(List.of(over))).isEmpty();
    assertThat(watch.next(List.of())).isEmpty();
  }
}
