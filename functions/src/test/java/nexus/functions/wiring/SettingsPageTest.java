package nexus.functions.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import nexus.functions.testing.Csv;
import nexus.telemetry.keys.Keyspace;
import org.junit.jupiter.api.Test;

/** The table of {@code docs/settings.md} against the settings there are. */
final class SettingsPageTest {

  private static final Pattern ROW =
      Pattern.compile("^\\| `([A-Z_]+)` \\| (?:`([^`]+)`|–) \\| [^|]+ \\|$", Pattern.MULTILINE);

  /** Each variable of the table with its default; the empty text where it has none. */
  private static Map<String, String> table() throws IOException {
    Path root = Csv.sample().getParent().getParent().getParent();
    Map<String, String> table = new LinkedHashMap<>();
    for (MatchResult row :
        ROW.matcher(Files.readString(root.resolve("docs/settings.md"))).results().toList()) {
      assertThat(table.put(row.group(1), row.group(2) == null ? "" : row.group(2))).isNull();
    }
    return table;
  }

  private static Settings settings(Map<String, String> environment) {
    return Main.settings(
        new SmallRyeConfigBuilder()
            .withSources(new PropertiesConfigSource(environment, "environment", 300)));
  }

  @Test
  void theTableNamesEveryVariableAndNoOther() throws IOException {
    assertThat(table().keySet())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Variable.values()).map(Enum::name).toList());
  }

  @Test
  void theTableSaysTheDefaultsAsTheCodeDoes() throws IOException {
    table()
        .forEach(
            (name, byDefault) ->
                assertThat(byDefault)
                    .as(name)
                    .isEqualTo(Variable.valueOf(name).byDefault().orElse("")));
  }

  @Test
  void theTablesDefaultsAreTheSettingsOwn() throws IOException {
    Map<String, String> defaults = table();
    String processors = Integer.toString(settings(Map.of()).workers());
    assertThat(defaults.replace("WORKERS", processors)).isEqualTo("processors");
    String process = "process-" + ProcessHandle.current().pid();
    assertThat(defaults.replace("COLLECTOR_ID", process)).isEqualTo("process-PID");

    assertThat(settings(defaults))
        .usingRecursiveComparison()
        .withEqualsForType((one, other) -> one.queues().equals(other.queues()), Keyspace.class)
        .isEqualTo(settings(Map.of()));
  }
}
