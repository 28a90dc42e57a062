package nexus.local.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class AlertsTest {

  private static final List<String> HEADINGS = List.of("## What to do", "## When it is over");

  @Test
  void everyAlertNamesItsPageAndEveryPageHasAnAlert() throws IOException {
    Map<String, String> runbooks = Alerts.runbooks();

    assertThat(runbooks).hasSizeGreaterThan(20);
    assertThat(runbooks)
        .allSatisfy((alert, page) -> assertThat(page).isEqualTo("docs/alerts/" + alert + ".md"));
    try (Stream<Path> pages = Files.list(Alerts.PAGES)) {
      assertThat(pages.map(page -> "docs/alerts/" + page.getFileName()))
          .containsExactlyInAnyOrderElementsOf(runbooks.values());
    }
  }

  @Test
  void everyPageSaysWhatToDoAndWhenItIsOver() throws IOException {
    for (String alert : Alerts.runbooks().keySet()) {
      String page = Files.readString(Alerts.PAGES.resolve(alert + ".md"));

      assertThat(page).startsWith("# " + alert + "\n");
      assertThat(page.lines().filter(line -> line.startsWith("## ")))
          .as(alert)
          .containsExactlyElementsOf(HEADINGS);
    }
  }

  @Test
  void thePageOfAllHasEachOnce() throws IOException {
    String all = Files.readString(Alerts.PAGE);

    for (String alert : Alerts.runbooks().keySet()) {
      assertThat(all).containsOnlyOnce("| [" + alert + "](alerts/" + alert + ".md) |");
    }
  }
}
