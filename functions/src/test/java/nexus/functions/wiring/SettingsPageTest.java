package nexus.functions.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
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
  private static final Pattern BINDING =
      Pattern.compile("^nexus\\.[a-z-]+=\\$\\{([A-Z_]+):}$", Pattern.MULTILINE);

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

  private static List<String> variables() throws IOException {
    try (var properties = SettingsPageTest.class.getResourceAsStream("/application.properties")) {
      String text = new String(properties.readAllBytes(), StandardCharsets.UTF_8);
      return BINDING.matcher(text).results().map(binding -> binding.group(1)).toList();
    }
  }

  private static Settings settings(Map<String, String> environment) throws IOException {
    return Main.settings(
        new SmallRyeConfigBuilder()
            .withSources(new PropertiesConfigSource(environment, "environment", 300)));
  }

  @Test
  void theTableNamesEveryVariableAndNoOther() throws IOException {
    assertThat(variables()).hasSameSizeAs(NexusConfig.class.getMethods());
    assertThat(table().keySet()).containsExactlyInAnyOrderElementsOf(variables());
  }

  @Test
  void theTablesDefaultsAreTheSettingsOwn() throws IOException {
    Map<String, String> defaults = table();
    String processors = Integer.toString(settings(Map.of()).workers());
    assertThat(defaults.replace("WORKERS", processors)).isEqualTo("processors");

    assertThat(settings(defaults))
        .usingRecursiveComparison()
        .withEqualsForType((one, other) -> one.queues().equals(other.queues()), Keyspace.class)
        .isEqualTo(settings(Map.of()));
  }
}
