package nexus.functions.scrape;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import nexus.functions.wiring.ScrapeSettings;
import nexus.telemetry.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TargetJsonTest {

  private static List<Target> read(String json) {
    return TargetJson.read(json.getBytes(UTF_8));
  }

  private static List<String> shown(String json) {
    return read(json).stream()
        .map(target -> target.name() + " " + target.cluster().orElse("-"))
        .toList();
  }

  @Test
  void targetsHaveSchemePathAndClusterOfTheirGroup() {
    assertThat(
            shown(
                """
                [{"targets": ["node1:9400", "node2"], "labels": {"cluster": "prod", "rack": "7"}},
                 {"targets": ["[fd00::1]:9400"],
                  "labels": {"__scheme__": "https", "__metrics_path__": "/gpu/metrics?a=b"}},
                 {"targets": []},
                 {"targets": ["node1:9400"], "labels": {"cluster": "prod"}}]
                """))
        .containsExactly(
            "http://node1:9400/metrics prod",
            "http://node2/metrics prod",
            "https://[fd00::1]:9400/gpu/metrics?a=b -");
  }

  @Test
  void anEmptyFileOfGroupsHasNoTargets() {
    assertThat(read("[]")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "- targets: [a]                                          | line 1 is no JSON",
        "[] []                                                   | line 1 is no JSON",
        "{\"targets\": [\"a:1\"]}                                 | the file is no list",
        "[7]                                                     | group 1: it is no object",
        "[{\"targets\": []}, {\"target\": [\"a:1\"]}]             | group 2: 'target' is neither",
        "[{\"labels\": {}}]                                      | group 1: targets is no list",
        "[{\"targets\": [7]}]                                    | 7 is none",
        "[{\"targets\": [\"http://a:1/metrics\"]}]               | group 1: a target is a text",
        "[{\"targets\": [\"a:1/../x\"]}]                         | group 1: a target is a text",
        "[{\"targets\": [\"a:1?x\"]}]                            | group 1: a target is a text",
        "[{\"targets\": [\"u@a:1\"]}]                            | group 1: a target is a text",
        "[{\"targets\": [\"a:99999\"]}]                          | group 1: an address has a host",
        "[{\"targets\": [\"a\"], \"targets\": [\"b\"]}]          | Duplicate field",
        "[{\"targets\": [\"a\"], \"labels\": 7}]                 | group 1: labels is no object",
        "[{\"targets\": [\"a\"], \"labels\": {\"x\": 7}}]        | group 1: the label x is no text",
        "[{\"targets\": [\"a\"], \"labels\": {\"cluster\": \"/\"}}]             | group 1: cluster",
        "[{\"targets\": [\"a\"], \"labels\": {\"__scheme__\": \"file\"}}]       | group 1: an address",
        "[{\"targets\": [\"a\"], \"labels\": {\"__metrics_path__\": \"@b/\"}}]  | begins with a /",
        "[{\"targets\": [\"a\"], \"labels\": {\"__param_x\": \"y\"}}]           | is not read",
      })
  void aFileThatCannotBeUsedIsRefusedWithItsGroup(String json, String why) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(why);
  }

  @Test
  void oneTargetCannotBeOfTwoClusters() {
    assertThatThrownBy(
            () ->
                read(
                    "[{\"targets\":[\"a\"]},{\"targets\":[\"a\"],\"labels\":{\"cluster\":\"c\"}}]"))
        .hasMessageContaining("group 2: http://a/metrics is there twice");
  }

  @Test
  void thereAreNoMoreTargetsThanOneProcessScrapes() {
    String hosts =
        IntStream.rangeClosed(0, ScrapeSettings.MOST_TARGETS)
            .mapToObj(number -> "\"n" + number + "\"")
            .collect(Collectors.joining(","));

    assertThatThrownBy(() -> read("[{\"targets\":[" + hosts + "]}]"))
        .hasMessageContaining("more than " + ScrapeSettings.MOST_TARGETS);
  }
}
