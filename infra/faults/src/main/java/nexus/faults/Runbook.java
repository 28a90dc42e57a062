package nexus.faults;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The commands of a runbook, section by section: those that can be run here, and those that are
 * marked as needing AWS.
 *
 * @param sections commands by the title of their section, in the document's order
 */
record Runbook(Map<String, List<Block>> sections) {

  private static final String HERE = "sh";
  private static final String ON_AWS = "sh needs-aws";
  private static final Pattern FENCE = Pattern.compile("^( *)```(.*)$");

  /**
   * A fenced block.
   *
   * @param text the commands, without the block's indentation
   * @param needsAws whether it cannot be run here
   */
  record Block(String text, boolean needsAws) {}

  /**
   * Reads a Markdown document.
   *
   * @throws IllegalArgumentException naming the line: a block of another kind than {@code sh} and
   *     {@code sh needs-aws}, outside of a section, empty, or not closed
   */
  static Runbook parse(List<String> lines) {
    Map<String, List<Block>> sections = new LinkedHashMap<>();
    String section = null;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      Matcher fence = FENCE.matcher(line);
      if (line.startsWith("## ")) {
        section = line.substring(3).strip();
        check(sections.put(section, new ArrayList<>()) == null, i, "a second section of that name");
      } else if (fence.matches()) {
        check(section != null, i, "a block outside of a section");
        int end = closing(lines, i, fence.group(1));
        sections.get(section).add(block(lines, i, end, fence));
        i = end;
      }
    }
    return new Runbook(sections);
  }

  private static Block block(List<String> lines, int begin, int end, Matcher fence) {
    String kind = fence.group(2).strip();
    check(kind.equals(HERE) || kind.equals(ON_AWS), begin, "a block of another kind: " + kind);
    int indentation = fence.group(1).length();
    StringBuilder text = new StringBuilder();
    for (String line : lines.subList(begin + 1, end)) {
      text.append(line.substring(Math.min(indentation, line.length()))).append('\n');
    }
    check(!text.toString().isBlank(), begin, "an empty block");
    return new Block(text.toString(), kind.equals(ON_AWS));
  }

  private static int closing(List<String> lines, int begin, String indentation) {
    int end = begin + 1;
    while (end < lines.size() && !lines.get(end).equals(indentation + "```")) {
      end++;
    }
    check(end < lines.size(), begin, "a block that is not closed");
    return end;
  }

  private static void check(boolean holds, int line, String problem) {
    if (!holds) {
      throw new IllegalArgumentException("line " + (line + 1) + ": " + problem);
    }
  }

  /** Commands of a section that can be run here; none where there is no such section. */
  List<String> commands(String section) {
    return sections.getOrDefault(section, List.of()).stream()
        .filter(block -> !block.needsAws())
        .map(Block::text)
        .toList();
  }

  /** Titles of the sections that have commands to be run here. */
  List<String> runnable() {
    return sections.keySet().stream().filter(title -> !commands(title).isEmpty()).toList();
  }
}
