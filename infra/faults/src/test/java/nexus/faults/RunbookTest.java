package nexus.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import nexus.faults.Rehearsals.Section;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunbookTest {

  private static Runbook parse(String text) {
    return Runbook.parse(text.lines().toList());
  }

  @Test
  void everySectionWithCommandsIsRehearsedAndNoOther() throws IOException {
    Runbook runbook = Runbook.parse(Files.readAllLines(Path.of("..", "RUNBOOK.md")));
    assertThat(Rehearsals.ALL).extracting(Section::title).isEqualTo(runbook.runnable());
  }

  @Test
  void commandsAreThoseOfTheirSectionInOrder() {
    Runbook runbook =
        parse(
            "## A\n```sh\none\n```\ntext\n```sh\ntwo\nthree\n```\n## B\n```sh needs-aws\nfour\n```");
    assertThat(runbook.commands("A")).containsExactly("one\n", "two\nthree\n");
    assertThat(runbook.commands("B")).isEmpty();
    assertThat(runbook.commands("C")).isEmpty();
    assertThat(runbook.runnable()).containsExactly("A");
    assertThat(runbook.sections().get("B").get(0).needsAws()).isTrue();
  }

  @Test
  void theIndentationOfAListIsNotTheCommands() {
    assertThat(parse("## A\n1. do\n\n   ```sh\n   if x; then\n     y\n   fi\n   ```").commands("A"))
        .containsExactly("if x; then\n  y\nfi\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "## A;```;x;```| line 2: a block of another kind",
        "## A;```bash;x;```| line 2: a block of another kind",
        "## A;```sh;x| line 2: a block that is not closed",
        "## A;```sh;```| line 2: an empty block",
        "```sh;x;```| line 1: a block outside of a section",
        "## A;## A| line 2: a second section of that name",
      })
  void whatIsNotUnderstoodIsRefusedWithItsLine(String document, String problem) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(document.replace(';', '\n')))
        .withMessageContaining(problem);
  }
}
