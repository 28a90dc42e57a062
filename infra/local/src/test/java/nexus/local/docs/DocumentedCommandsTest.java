package nexus.local.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import nexus.local.cli.CommandLineModel;
import org.junit.jupiter.api.Test;

/** The commands that pages show, against the scripts, options, modules and tests that there are. */
final class DocumentedCommandsTest {

  private static final Set<String> TOOLS =
      Set.of(
          "[",
          "aws",
          "cp",
          "curl",
          "etcdctl",
          "export",
          "jq",
          "mvn",
          "prometheus",
          "vmagent",
          "sam",
          "sed",
          "terraform");

  private static final String NEXUS = "infra/local/nexus";

  /** Hands its options on to etcdctl. */
  private static final String CTL = "infra/etcd/ctl";

  @Test
  void everyCommandIsAScriptOfTheProjectOrAKnownTool() throws IOException {
    List<DocumentedCommand> all = DocumentedCommand.all();

    assertThat(all)
        .hasSizeGreaterThan(50)
        .filteredOn(command -> !TOOLS.contains(command.name()) && !command.isScript())
        .isEmpty();
  }

  @Test
  void everyOptionOfAScriptIsOneThatItNames() throws IOException {
    List<String> unknown = new ArrayList<>();
    for (DocumentedCommand command : DocumentedCommand.all()) {
      if (command.isScript() && !Set.of(NEXUS, CTL).contains(command.name())) {
        String script = Files.readString(Project.ROOT.resolve(command.name()));
        command.arguments().stream()
            .filter(word -> word.startsWith("--") && !script.contains(word))
            .forEach(word -> unknown.add(command + " has no " + word));
      }
    }
    assertThat(unknown).isEmpty();
  }

  @Test
  void everyUseOfTheCommandLineIsOneThatItTakes() throws IOException {
    List<DocumentedCommand> uses = new ArrayList<>(DocumentedCommand.named(NEXUS));
    uses.removeIf(use -> use.arguments().isEmpty());

    assertThat(uses)
        .isNotEmpty()
        .allSatisfy(
            use -> assertThat(CommandLineModel.refusal(use.arguments())).as("%s", use).isEmpty());
  }

  @Test
  void theTableOfTheCommandLineHasEveryCommandAndItsOwnOptions() throws IOException {
    List<String> synopses =
        Page.read(Project.ROOT.resolve("docs/command-line.md"))
            .text()
            .lines()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.replaceFirst("^\\| `([^`]+)`.*", "$1").replace("\\|", " "))
            .toList();

    assertThat(synopses.stream().map(DocumentedCommandsTest::command))
        .containsExactlyInAnyOrderElementsOf(CommandLineModel.commands());
    assertThat(synopses)
        .allSatisfy(
            synopsis ->
                assertThat(CommandLineModel.optionsOf(command(synopsis)))
                    .containsAll(options(synopsis)));
  }

  @Test
  void everyOptionOnThePageOfTheCommandLineIsOneOfIts() throws IOException {
    List<String> known =
        CommandLineModel.commands().stream()
            .flatMap(command -> CommandLineModel.optionsOf(command).stream())
            .toList();
    List<String> named =
        Page.read(Project.ROOT.resolve("docs/command-line.md")).spans().stream()
            .map(Page.Piece::text)
            .filter(span -> span.startsWith("--"))
            .toList();

    assertThat(named).isNotEmpty();
    assertThat(known).containsAll(named);
  }

  @Test
  void mavenIsToldOfModulesProfilesAndTestsThatThereAre() throws IOException {
    String pom = Files.readString(Project.ROOT.resolve("pom.xml"));
    Set<Path> sources = Project.sources().keySet();

    assertThat(DocumentedCommand.named("mvn"))
        .isNotEmpty()
        .allSatisfy(
            command -> {
              assertThat(
                      command.after("-pl").stream().flatMap(list -> Stream.of(list.split(",", -1))))
                  .allSatisfy(
                      module ->
                          assertThat(Project.ROOT.resolve(module).resolve("pom.xml")).exists());
              assertThat(command.valuesOf("-P"))
                  .allSatisfy(profile -> assertThat(pom).contains("<id>" + profile + "</id>"));
              assertThat(command.valuesOf("-Dtest=", "-Dit.test="))
                  .allMatch(test -> test.equals("none") || isTest(test, sources));
            });
  }

  /** A class, or the classes of a package as {@code nexus/local/docs/**}. */
  private static boolean isTest(String name, Set<Path> sources) {
    return sources.stream()
        .map(Path::toString)
        .anyMatch(
            file ->
                name.endsWith("/**")
                    ? file.contains("/src/test/java/" + name.substring(0, name.length() - 2))
                    : file.endsWith("/" + name + ".java"));
  }

  private static String command(String synopsis) {
    return synopsis.split(" ", 2)[0];
  }

  private static List<String> options(String synopsis) {
    return Stream.of(synopsis.split("[ \\[\\]]+", -1))
        .filter(word -> word.startsWith("--"))
        .toList();
  }
}
