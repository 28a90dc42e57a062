package nexus.functions.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import nexus.functions.testing.OpenApiRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * That generators make good clients of the description, and that what they stumble on is noticed.
 */
class OpenApiRulesTest {

  private final String description = read();

  private static String read() {
    try (InputStream file =
        OpenApiRulesTest.class.getClassLoader().getResourceAsStream("api/openapi.yaml")) {
      return new String(file.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theDescriptionKeepsEveryRule() {
    assertThat(OpenApiRules.problems(description)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "an anchor                |   Name:                 | Name: &name",
        "null as a type           | [string, 'null']        | 'null'",
        "nullable                 | { type: boolean }       | { type: boolean, nullable: true }",
        "integer that may be long | format: int64           | minimum: 0",
        "integer that may be long | maximum: 900000         | maximum: 3000000000",
        "number without double    | number, format: double  | number",
        "an enum that is not      | type: string, enum: [UP | enum: [UP",
        "a const                  | enum: [UP]              | const: UP",
        "an object without a name | items: { type: string } | items: { type: object, properties: {} }",
        "anyOf                    | type: [string, 'null']  | anyOf: []",
        "no name for a type       | ErrorAnswer:            | Error:",
        "no name for a type       | GpuPage:                | gpu_page:",
        "no name for a method     | Id: getHealth           | Id: health",
        "a second getHealth       | headHealth              | getHealth",
        "several types of a body  | multipart/form-data:    | a/b: {}^          a/c:",
        "the path says [name]     | v1/hosts/{host}/gpus:   | v1/hosts/{name}/gpus:",
      })
  void whatBreaksARuleIsNoticed(String problem, String kept, String broken) {
    String from = kept.replace('\'', '"');
    assertThat(description).contains(from);
    int at = description.indexOf(from);
    String changed =
        description.substring(0, at)
            + broken.replace('\'', '"').replace('^', '\n')
            + description.substring(at + from.length());

    assertThat(OpenApiRules.problems(changed)).anyMatch(one -> one.contains(problem));
  }
}
