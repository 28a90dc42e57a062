package nexus.functions.http.body;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import nexus.telemetry.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a body is told in the words of the one who sent it. */
class JsonFaultTest {

  /** What a body is read as. */
  record Body(String cluster, Body inner) {}

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "{\"cluster\":\"a\",\"cluster\":\"b\"} # cluster",
        "{\"cluster\":\"a\",\"cluster\":\"a\"} # cluster",
        "{\"inner\":{\"cluster\":\"a\",\"cluster\":\"b\"}} # cluster",
        "{\"inner\":null,\"inner\":null} # inner",
        "{\"cl'uster\":1,\"cl'uster\":1} # cl'uster",
      })
  void aFieldThatIsThereTwiceIsNamed(String json, String field) {
    InvalidInputException fault = fault(json);

    assertThat(fault).hasMessageStartingWith("the field " + field + " is there twice (line 1,");
    assertThat(fault.field()).isEqualTo(field);
  }

  @Test
  void whatIsNoJsonIsToldAsThat() {
    assertThat(fault("{\"cluster\"")).hasMessageStartingWith("the body is not JSON");
    assertThat(fault("")).hasMessageStartingWith("the body must be one JSON object");
  }

  private static InvalidInputException fault(String json) {
    ObjectMapper mapper = new ObjectMapper();
    new StrictJson().customize(mapper);
    try {
      throw new AssertionError("read: " + mapper.readValue(json, Body.class));
    } catch (JacksonException e) {
      return JsonFault.of(e);
    }
  }
}
