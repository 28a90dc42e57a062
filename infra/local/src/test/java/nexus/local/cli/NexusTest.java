package nexus.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong before a server is asked, and what is said where there is none. */
class NexusTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "| which command? upload, tail, gpus, query",
        "frobnicate | Unmatched argument at index 0: 'frobnicate'",
        "upload | Missing required parameter: 'FILE'",
        "query | Missing required parameter: 'GPU'",
        "query a/0 --spark | --spark needs a time: --since 1h",
        "query a/0 --since 1h --spark --csv | mutually exclusive",
        "query a/0 --since 1h --spark --json | leave --spark and --csv out",
        "query a/0 --limit 0 | --limit is 1 or more, not 0",
        "query a/0 --limit x | Invalid value for option '--limit'",
        "deadletters | list, redrive or delete?",
        "deadletters delete | Missing required option: '--key=KEY'",
        "deadletters list --limit 0 | --limit is 1 or more, not 0",
        "stats --url ftp://a | the address is http://HOST:PORT or https://…, not ftp://a",
        "stats --url localhost:8080 | the address is http://HOST:PORT",
        "stats --url http://a?b=c | the address is http://HOST:PORT",
      })
  void wrongUsageIsStatusTwoAndSaysWhat(String words, String complaint) {
    Run run = Run.of(words == null ? new String[0] : words.split(" ", -1));

    assertThat(run.err()).startsWith("nexus: ").contains(complaint, "--help'");
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void whatIsNearlyACommandOrOptionIsNamed() {
    assertThat(Run.of("stast").err()).contains("did you mean stats?");
    assertThat(Run.of("gpus", "--hots", "a").err()).contains("did you mean --host");
    assertThat(Run.of("gpus", "x").err()).doesNotContain("did you mean");
  }

  @Test
  void bashCompletesCommandsAndOptions(@TempDir Path folder) throws Exception {
    Path script = Files.writeString(folder.resolve("nexus"), Run.of("completion").out());

    assertThat(completed(script, "nexus", "inc")).containsExactly("incidents");
    assertThat(completed(script, "nexus", "incidents", "--wat")).containsExactly("--watch");
    assertThat(completed(script, "nexus", "")).contains("upload", "clusters", "completion");
  }

  private static List<String> completed(Path script, String... words) throws Exception {
    String ask =
        "compopt() { :; }; source '%s'; COMP_WORDS=(%s); COMP_CWORD=%d; _complete_nexus; printf '%%s\\n' \"${COMPREPLY[@]}\""
            .formatted(script, quoted(words), words.length - 1);
    Process bash = new ProcessBuilder("bash", "-c", ask).redirectErrorStream(true).start();
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(said).isZero();
    return said.lines().map(String::strip).toList();
  }

  private static String quoted(String... words) {
    return Stream.of(words).map(word -> "'" + word + "'").collect(Collectors.joining(" "));
  }

  @Test
  void helpNamesEveryCommand() {
    Run run = Run.of("--help");

    assertThat(run.status()).isZero();
    assertThat(run.out())
        .contains("upload", "gpus", "query", "stats", "queue", "ingests", "deadletters");
    assertThat(run.out()).contains("Exit status:").doesNotContain("\u001b");
  }

  @Test
  void addressWhereNobodyAnswersSaysHowToStart() {
    Run run = Run.with("", 0, Map.of("NEXUS_URL", "http://127.0.0.1:1"), "stats");

    assertThat(run.err())
        .isEqualTo(
            "nexus: nothing answers at http://127.0.0.1:1: start it with infra/local/up, or name"
                + " another with --url or NEXUS_URL\n");
    assertThat(run.status()).isEqualTo(1);
  }

  @Test
  void optionGoesBeforeTheVariable() {
    Run run =
        Run.with(
            "",
            0,
            Map.of("NEXUS_URL", "http://127.0.0.1:1"),
            "--url",
            "http://127.0.0.1:2",
            "queue");

    assertThat(run.err()).contains("http://127.0.0.1:2");
  }
}
