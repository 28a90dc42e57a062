package nexus.functions.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** That the alias of each function moves whenever what the function runs with changes. */
final class PublishedVersionsTest {

  /** What Release stands for: they may be longer than a description. */
  private static final Set<String> TOO_LONG = Set.of("MessageQueuePrefix", "ScrapeTargets");

  private static Template template;

  @BeforeAll
  static void read() throws IOException {
    template = Template.read();
  }

  /** Parameters with the values themselves: those of SSM have the name of one. */
  private static boolean hasTheValue(Object parameter) {
    Object type = template.at("Parameters", parameter.toString()).get("Type");
    return type != null && !type.toString().startsWith("AWS::SSM::");
  }

  private static Stream<String> parameters(Map<String, Object> function) {
    return Stream.concat(
            template.environment(function).values().stream(),
            Stream.of("MemorySize", "Timeout").map(property -> function.getOrDefault(property, "")))
        .filter(PublishedVersionsTest::hasTheValue)
        .map(Object::toString)
        .filter(parameter -> !TOO_LONG.contains(parameter));
  }

  private static List<String> described(Map<String, Object> function, String property) {
    return Arrays.stream(function.get(property).toString().split("[ ()-]+", -1))
        .filter(word -> word.startsWith("${"))
        .map(word -> word.substring(2, word.length() - 1))
        .toList();
  }

  @Test
  void everyFunctionPublishesSnapshotsBehindAnAlias() {
    Map<String, Object> all = template.at("Globals", "Function");

    assertThat(all).containsEntry("AutoPublishAlias", "live").containsKey("Runtime");
    assertThat(all).containsEntry("SnapStart", Map.of("ApplyOn", "PublishedVersions"));
    assertThat(template.functions())
        .allSatisfy(
            function ->
                assertThat(function)
                    .doesNotContainKeys("AutoPublishAlias", "SnapStart", "Runtime"));
  }

  @Test
  void aChangedParameterPublishesAVersion() {
    for (Map<String, Object> function : template.functions()) {
      assertThat(described(function, "VersionDescription"))
          .contains("Release")
          .containsAll(parameters(function).toList());
    }
  }

  @Test
  void aChangedReleaseChangesTheFunction() {
    assertThat(template.functions())
        .allSatisfy(
            function -> assertThat(described(function, "Description")).containsExactly("Release"));
  }
}
