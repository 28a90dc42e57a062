package nexus.telemetry.incidents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds docs/incidents.md to the tables. */
class IncidentsPageTest {

  private static final Path PAGE = Path.of("..", "docs", "incidents.md");

  private static List<NamedCsvRecord> rows(String table) throws IOException {
    try (Reader text = new InputStreamReader(RuleBook.class.getResourceAsStream(table), UTF_8);
        CsvReader<NamedCsvRecord> csv =
            CsvReader.builder().commentStrategy(CommentStrategy.SKIP).ofNamedCsvRecord(text)) {
      return csv.stream().toList();
    }
  }

  /** A row of the table, and no other that is like one. */
  @Test
  void everyRuleIsThereAsItIs() throws IOException {
    List<String> page = Files.readAllLines(PAGE);

    assertThat(page.stream().filter(line -> line.matches("\\| `\\w+` \\| `\\w+` \\| `.*")))
        .containsExactlyElementsOf(
            rows("incidents.csv").stream()
                .map(
                    row ->
                        "| `%s` | `%s` | `%s` | %s | %s | %s | %s | %s |"
                            .formatted(row.getFields().toArray()))
                .toList());
  }

  @Test
  void everyXidIsThereAsItIs() throws IOException {
    List<String> page = Files.readAllLines(PAGE);

    assertThat(page.stream().filter(line -> line.matches("\\| \\d+ \\|.*")))
        .containsExactlyElementsOf(
            rows("xids.csv").stream()
                .map(row -> "| " + String.join(" | ", row.getFields()) + " |")
                .toList());
  }
}
