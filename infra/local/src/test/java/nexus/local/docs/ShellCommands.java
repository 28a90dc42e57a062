package nexus.local.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The simple commands of a shell text, each as its words: also those behind pipes, in loops and in
 * {@code $(…)}. Assignments before a command and redirections are left out. It knows as much of the
 * shell as the pages use.
 */
final class ShellCommands {

  /** Stands in a word for what a command within it prints. */
  static final String OUTPUT = "$(…)";

  private static final Set<String> KEYWORDS =
      Set.of("if", "then", "else", "elif", "fi", "while", "until", "do", "done", "!", "{", "}");

  private final String text;
  private final List<List<String>> commands = new ArrayList<>();
  private List<String> words = new ArrayList<>();
  private StringBuilder word;
  private boolean redirected;
  private int at;

  private ShellCommands(String text, int at) {
    this.text = text;
    this.at = at;
  }

  static List<List<String>> of(String text) {
    ShellCommands commands = new ShellCommands(text, 0);
    commands.readUntil('\0');
    return List.copyOf(commands.commands);
  }

  private void readUntil(char end) {
    while (at < text.length() && text.charAt(at) != end) {
      char c = text.charAt(at++);
      switch (c) {
        case '\\' -> escaped();
        case '\'' -> single();
        case '"' -> quoted();
        case '$' -> dollar();
        case ' ', '\t' -> endWord();
        case '\n', ';', '|', '&', '(', ')' -> endCommand();
        case '<', '>' -> redirection();
        case '#' -> hash();
        default -> append(c);
      }
    }
    endCommand();
    at++;
  }

  private void append(CharSequence piece) {
    if (word == null) {
      word = new StringBuilder();
    }
    word.append(piece);
  }

  private void append(char c) {
    append(String.valueOf(c));
  }

  private void escaped() {
    if (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '\n') {
        append(c);
      }
    }
  }

  private void single() {
    int end = text.indexOf('\'', at);
    append(text.substring(at, end));
    at = end + 1;
  }

  private void quoted() {
    append("");
    while (text.charAt(at) != '"') {
      char c = text.charAt(at++);
      switch (c) {
        case '\\' -> escaped();
        case '$' -> dollar();
        default -> append(c);
      }
    }
    at++;
  }

  private void dollar() {
    if (!text.startsWith("(", at)) {
      append('$');
      return;
    }
    ShellCommands inner = new ShellCommands(text, at + 1);
    inner.readUntil(')');
    commands.addAll(inner.commands);
    at = inner.at;
    append(OUTPUT);
  }

  /** {@code 2>}, {@code >>} and {@code <<<} alike: what follows is a file or a text. */
  private void redirection() {
    if (word != null && word.toString().matches("\\d")) {
      word = null;
    }
    endWord();
    while (at < text.length() && "<>&".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    redirected = true;
  }

  private void hash() {
    if (word != null) {
      append('#');
      return;
    }
    while (at < text.length() && text.charAt(at) != '\n') {
      at++;
    }
  }

  private void endWord() {
    if (word != null) {
      if (!redirected) {
        words.add(word.toString());
      }
      redirected = false;
      word = null;
    }
  }

  private void endCommand() {
    endWord();
    while (!words.isEmpty() && isBeforeACommand(words.get(0))) {
      words.remove(0);
    }
    if (!words.isEmpty() && !words.get(0).equals("for")) {
      commands.add(List.copyOf(words));
    }
    words = new ArrayList<>();
    redirected = false;
  }

  private static boolean isBeforeACommand(String word) {
    return KEYWORDS.contains(word) || word.matches("(?s)[A-Za-z_]+=.*");
  }
}
