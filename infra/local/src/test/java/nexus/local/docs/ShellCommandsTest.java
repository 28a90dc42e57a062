package nexus.local.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ShellCommandsTest {

  @Test
  void wordsAreCutAsTheShellCutsThem() {
    assertThat(
            ShellCommands.of("curl -d '{\"a\": 1}' \"http://h/x?a=b&c=d\" \\\n  -o f # and so on"))
        .containsExactly(List.of("curl", "-d", "{\"a\": 1}", "http://h/x?a=b&c=d", "-o", "f"));
  }

  @Test
  void everyCommandOfAPipeAListAndALoopIsFound() {
    assertThat(ShellCommands.of("for x in a b; do one $x | two && three; done\n! four || five"))
        .containsExactly(
            List.of("one", "$x"),
            List.of("two"),
            List.of("three"),
            List.of("four"),
            List.of("five"));
  }

  @Test
  void commandsWithinACommandAreFound() {
    assertThat(ShellCommands.of("one \"$(two \"$(three)\" x)/y\" $(four)"))
        .containsExactly(
            List.of("three"),
            List.of("two", ShellCommands.OUTPUT, "x"),
            List.of("four"),
            List.of("one", ShellCommands.OUTPUT + "/y", ShellCommands.OUTPUT));
  }

  @Test
  void assignmentsAndRedirectionsAreNoWords() {
    assertThat(ShellCommands.of("A=1 B=\"x y\" one two >three 2>&1 <<<\"$four\"\nc=$(five)"))
        .containsExactly(List.of("one", "two"), List.of("five"));
  }
}
