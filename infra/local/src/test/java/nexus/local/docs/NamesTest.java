package nexus.local.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What pages name in code type, against what there is under that name. */
final class NamesTest {

  private static final Pattern WORD = Pattern.compile("\\w+");

  /** A word that is hardly English: with an underscore, or with a capital within. */
  private static final Pattern IDENTIFIER =
      Pattern.compile("[A-Za-z]+(?:_[A-Za-z0-9]+)+|[A-Za-z][a-z0-9]+(?:[A-Z]\\w*)+");

  private static final Pattern PATH =
      Pattern.compile("(?:infra|shared|functions|events|docs|\\.ci)(?:/[\\w.-]+)*/?");

  /** Names of other programs. */
  private static final Set<String> ELSEWHERE = Set.of("prevent_destroy", "metrics_path");

  private static List<Page> pages;
  private static TreeSet<String> words;

  @BeforeAll
  static void read() throws IOException {
    pages = Project.pages();
    words = new TreeSet<>();
    for (String source : Project.sources().values()) {
      WORD.matcher(source).results().map(MatchResult::group).forEach(words::add);
    }
  }

  @Test
  void everyIdentifierOccursInTheSources() {
    Set<String> unknown = new TreeSet<>();
    for (Page page : pages) {
      for (Page.Piece span : page.spans()) {
        IDENTIFIER
            .matcher(span.text())
            .results()
            .map(MatchResult::group)
            .filter(name -> !isKnown(name) && !ELSEWHERE.contains(name))
            .forEach(name -> unknown.add(page.at(span.line()) + " " + name));
      }
    }
    assertThat(unknown).isEmpty();
  }

  /** Prometheus makes {@code NAME_count} and the like of a name; a page may stop before. */
  private static boolean isKnown(String name) {
    String longer = words.ceiling(name + "_");
    return words.contains(name) || (longer != null && longer.startsWith(name + "_"));
  }

  @Test
  void everyPathIsOneOfTheProject() {
    Set<String> unknown = new TreeSet<>();
    for (Page page : pages) {
      for (Page.Piece span : page.spans()) {
        String path = span.text().split(" ", 2)[0];
        if (PATH.matcher(path).matches()
            && !path.contains("/target/")
            && !Files.exists(Project.ROOT.resolve(path))) {
          unknown.add(page.at(span.line()) + " " + path);
        }
      }
    }
    assertThat(unknown).isEmpty();
  }

  @Test
  void theTableOfRoomsHasEveryRoomOfTheLibrary() throws IOException {
    List<String> named =
        Page.read(Project.ROOT.resolve("docs/architecture.md"))
            .text()
            .lines()
            .dropWhile(line -> !line.startsWith("| room |"))
            .takeWhile(line -> line.startsWith("|"))
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.replaceFirst("^\\| `([a-z]+)`.*", "$1"))
            .toList();
    Path library = Project.ROOT.resolve("shared/src/main/java/nexus/telemetry");
    try (Stream<Path> rooms = Files.list(library)) {
      assertThat(rooms.map(room -> room.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(named);
    }
  }
}
