package nexus.local.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A command as a page shows it.
 *
 * @param at page and line
 * @param words the command and its arguments
 */
record DocumentedCommand(String at, List<String> words) {

  DocumentedCommand {
    words = List.copyOf(words);
  }

  /** Those of all blocks of shell, of all consoles, and of scripts that are named within a line. */
  static List<DocumentedCommand> all() throws IOException {
    List<DocumentedCommand> all = new ArrayList<>();
    for (Page page : Project.pages()) {
      for (Page.Fence fence : page.fences()) {
        all.addAll(of(page.at(fence.line()), shell(fence)));
      }
      for (Page.Piece span : page.spans()) {
        String first = span.text().split(" ", 2)[0];
        if (isScript(first) || span.text().startsWith("mvn ")) {
          all.addAll(of(page.at(span.line()), span.text()));
        }
      }
    }
    return all;
  }

  static List<DocumentedCommand> named(String tool) throws IOException {
    return all().stream().filter(command -> command.name().equals(tool)).toList();
  }

  private static boolean isScript(String name) {
    Path file = Project.ROOT.resolve(name);
    return name.contains("/") && Files.isRegularFile(file) && Files.isExecutable(file);
  }

  String name() {
    return words.get(0);
  }

  /** Whether it is an executable file of the project. */
  boolean isScript() {
    return isScript(name());
  }

  List<String> arguments() {
    return words.subList(1, words.size());
  }

  /** The parts of the values, at their commas, of options that are written in one word. */
  List<String> valuesOf(String... options) {
    return Stream.of(options)
        .flatMap(
            option ->
                arguments().stream()
                    .filter(word -> word.startsWith(option))
                    .map(word -> word.substring(option.length())))
        .flatMap(value -> Stream.of(value.split(",", -1)))
        .filter(value -> !value.isEmpty())
        .toList();
  }

  /** The words behind each of that word. */
  List<String> after(String option) {
    List<String> after = new ArrayList<>();
    for (int i = 1; i < words.size(); i++) {
      if (words.get(i - 1).equals(option)) {
        after.add(words.get(i));
      }
    }
    return after;
  }

  private static String shell(Page.Fence fence) {
    return switch (fence.language()) {
      case "sh" -> fence.text();
      case "console" ->
          fence
              .text()
              .lines()
              .filter(line -> line.startsWith("$ "))
              .map(line -> line.substring(2))
              .collect(Collectors.joining("\n"));
      default -> "";
    };
  }

  private static List<DocumentedCommand> of(String at, String shell) {
    return ShellCommands.of(shell).stream().map(words -> new DocumentedCommand(at, words)).toList();
  }
}
