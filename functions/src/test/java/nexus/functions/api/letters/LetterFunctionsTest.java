package nexus.functions.api.letters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static nexus.telemetry.testing.TestStore.CLUSTER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import nexus.functions.http.Request;
import nexus.functions.wiring.TestSettings;
import nexus.telemetry.letters.DeadLetter;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.query.letters.DeadLetterQuery;
import nexus.telemetry.testing.TestStore;
import org.junit.jupiter.api.Test;

class LetterFunctionsTest {

  private final TestStore store = new TestStore();
  private final ObjectMapper json = new ObjectMapper();
  private final LetterFunctions letters =
      new LetterFunctions(
          new DeadLetterQuery(store.kv, store.keys, TestStore.CLOCK),
          TestSettings.ofCluster(CLUSTER),
          json);

  private static Request request(String... parameters) {
    return new Request(TestStore.parameters(parameters), "", () -> new byte[0], Long.MAX_VALUE);
  }

  private LetterAnswers.Redriven redrive(String body) {
    return letters.redrive(new Request(Map.of(), "", () -> body.getBytes(UTF_8), 1));
  }

  private String unreadable(String tail) {
    String key = store.keys.deadLetter(CLUSTER, "03", tail);
    store.put(key, "unreadable");
    return key;
  }

  @Test
  void aLetterIsToldMemberByMember() throws IOException {
    String queued = store.keys.queue(CLUSTER, "03") + "1784390461234_h_0_s";
    String key = store.keys.deadLetter(CLUSTER, "03", "1784390461234_h_0_s");
    store.put(key, new DeadLetter(1, queued, "because", 5, TestStore.NOW, 9).encode());
    String unreadable = unreadable("x");

    assertThat(json.writeValueAsString(letters.page(request())))
        .isEqualTo(
            "{\"cluster\":\"c1\",\"count\":2,\"deadLetters\":[{\"key\":\""
                + key
                + "\",\"kind\":\"message\",\"source\":\""
                + queued
                + "\",\"host\":\"h\",\"gpu\":\"0\",\"reason\":\"because\",\"attempts\":5,"
                + "\"firstSeen\":\"2025-07-18T20:00:00Z\",\"bytes\":9},{\"key\":\""
                + unreadable
                + "\",\"kind\":\"message\",\"reason\":\"the letter itself cannot be read\"}],"
                + "\"cursor\":null}");
    assertThat(json.writeValueAsString(letters.delete(request("key", unreadable))))
        .isEqualTo(
            "{\"cluster\":\"c1\",\"deleted\":{\"key\":\""
                + unreadable
                + "\",\"kind\":\"message\",\"reason\":\"the letter itself cannot be read\"}}");
  }

  @Test
  void pagesJoinToTheWhole() {
    List<String> keys = List.of(unreadable("a"), unreadable("b"), unreadable("c"));
    List<String> joined = new ArrayList<>();
    LetterAnswers.Page page = letters.page(request("limit", "1"));
    page.deadLetters().forEach(letter -> joined.add(letter.key()));
    while (page.cursor() != null) {
      page = letters.page(request("limit", "1", "cursor", page.cursor()));
      page.deadLetters().forEach(letter -> joined.add(letter.key()));
    }

    assertThat(joined).isEqualTo(keys);
  }

  @Test
  void aCursorIsOneThatAnAnswerHeldAndStandsAlone() {
    String key = unreadable("a");

    for (String body :
        List.of("{\"cursor\":\"x\"}", "{\"key\":\"" + key + "\",\"cursor\":\"x\"}")) {
      assertThatThrownBy(() -> redrive(body))
          .isInstanceOfSatisfying(
              InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("cursor"));
    }
    assertThatThrownBy(() -> letters.page(request("cursor", "x")))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("cursor"));
  }

  @Test
  void aRedriveTellsWhatStayed() throws IOException {
    String key = unreadable("a");

    assertThat(json.writeValueAsString(redrive("{}")))
        .startsWith(
            "{\"cluster\":\"c1\",\"redriven\":0,\"failures\":1,\"failed\":[{\"key\":\""
                + key
                + "\",\"reason\":\"")
        .endsWith("\"}],\"remaining\":1,\"cursor\":null}");
  }

  @Test
  void aLetterWhoseKeyEndsInABlankIsTheOneThatIsDeleted() {
    String plain = unreadable("a");
    String blank = unreadable("a ");

    letters.delete(request("key", blank));

    assertThat(letters.page(request()).deadLetters())
        .extracting(LetterAnswers.Item::key)
        .containsExactly(plain);
  }
}
