package nexus.local.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class LinksTest {

  private static final Path README = Project.ROOT.resolve("README.md");
  private static final int README_BYTES = 9_000;

  /** How sources name a page. */
  private static final Pattern MENTION =
      Pattern.compile("(?<![\\w/.-])((?:docs|infra)/[\\w./-]*\\.md(?:#[\\w-]+)?)");

  private static final Pattern AUDIENCE = Pattern.compile("\\A# [^\\n]+\\n\\nFor [^\\n]+");

  @Test
  void everyLinkLeadsToAFileAndAHeading() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Page page : Project.pages()) {
      for (Page.Piece link : page.links()) {
        if (!link.text().startsWith("https://") && !leads(page, link.text())) {
          broken.add(page.at(link.line()) + " " + link.text());
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void everyPageThatASourceNamesIsThere() throws IOException {
    List<String> broken = new ArrayList<>();
    Page root = Page.read(README);
    for (Map.Entry<Path, String> source : Project.sources().entrySet()) {
      for (MatchResult mention : MENTION.matcher(source.getValue()).results().toList()) {
        if (!leads(root, mention.group(1))) {
          broken.add(source.getKey() + " " + mention.group(1));
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void theReadmeLinksToEveryPage() throws IOException {
    Set<Path> linked = linked(Page.read(README));
    // A page of many small ones stands for them.
    linked.addAll(linked(Page.read(Alerts.PAGE)));

    assertThat(pagesBehindTheReadme())
        .hasSizeGreaterThan(10)
        .extracting(Page::file)
        .filteredOn(file -> !linked.contains(file))
        .isEmpty();
  }

  @Test
  void everyPageSaysFirstWhomItIsFor() throws IOException {
    assertThat(pagesBehindTheReadme())
        .filteredOn(page -> !AUDIENCE.matcher(page.text()).find())
        .extracting(Page::file)
        .isEmpty();
  }

  @Test
  void theReadmeIsReadInAMinute() throws IOException {
    assertThat(Files.size(README)).isLessThanOrEqualTo(README_BYTES);
  }

  private static Set<Path> linked(Page page) {
    return page.links().stream().map(link -> file(page, link.text())).collect(Collectors.toSet());
  }

  private static List<Page> pagesBehindTheReadme() throws IOException {
    return Project.pages().stream().filter(page -> !page.file().equals(README)).toList();
  }

  private static boolean leads(Page from, String link) throws IOException {
    Path file = file(from, link);
    int anchor = link.indexOf('#');
    return Files.exists(file)
        && (anchor < 0 || Page.read(file).anchors().contains(link.substring(anchor + 1)));
  }

  private static Path file(Page from, String link) {
    String path = link.replaceFirst("#.*", "");
    return path.isEmpty() ? from.file() : from.file().resolveSibling(path).normalize();
  }
}
