package nexus.functions.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page's files against the list of what is served, and against its own policy. */
final class DashboardFilesTest {

  private static final Path FOLDER = Path.of("src/main/resources/dashboard");
  private static final Pattern ASSET = Pattern.compile("(?:src|href)=\"assets/([^\"]+)\"");
  private static final Pattern IMPORT = Pattern.compile("from \"\\./([^\"]+)\"");

  private static List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static String text(String file) throws IOException {
    return Files.readString(FOLDER.resolve(file));
  }

  private static Stream<String> named(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult found) -> found.group(1));
  }

  @Test
  void everyFileIsServedAndEveryFileServedIsThere() throws IOException {
    assertThat(files()).containsExactlyInAnyOrderElementsOf(DashboardFunction.OWN);
  }

  @Test
  void whateverThePageAndItsModulesNameIsServed() throws IOException {
    List<String> served =
        Stream.of(DashboardFunction.OWN, DashboardFunction.OF_UPLOT, DashboardFunction.OF_SWAGGER)
            .flatMap(List::stream)
            .toList();

    assertThat(named(ASSET, text("index.html"))).isNotEmpty().isSubsetOf(served);
    assertThat(named(ASSET, text("docs.html"))).isNotEmpty().isSubsetOf(served);
    for (String file : files()) {
      if (file.endsWith(".js")) {
        assertThat(named(IMPORT, text(file))).as(file).isSubsetOf(served);
      }
    }
  }

  @Test
  void nothingInThePageNeedsALaxerPolicy() throws IOException {
    for (String name : List.of("index.html", "docs.html")) {
      String page = text(name);
      assertThat(page).doesNotContain("style=", "<style").doesNotContainPattern("\\son\\w+=");
      assertThat(Pattern.compile("<script(?![^>]* src=)").matcher(page).find()).isFalse();
    }
    assertThat(Asset.POLICY).doesNotContain("unsafe");
  }

  @Test
  void textNeverBecomesMarkup() throws IOException {
    for (String file : files()) {
      assertThat(text(file))
          .as(file)
          .doesNotContainPattern("\\.(inner|outer)HTML *=[^=]")
          .doesNotContain("insertAdjacentHTML", "document.write", "eval(", "new Function");
    }
  }

  @Test
  void aModuleOfMoreThan300LinesIsCut() throws IOException {
    for (String file : files()) {
      assertThat(text(file).lines().count()).as(file).isLessThanOrEqualTo(310);
    }
  }
}
