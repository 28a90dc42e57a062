package nexus.local.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page in Markdown, as far as it can go wrong.
 *
 * @param file where it is
 * @param text all of it
 * @param anchors what a link to one of its headings ends with, as GitHub makes them
 * @param links targets of links and pictures
 * @param fences blocks of code
 * @param spans pieces of code within a line
 */
record Page(
    Path file,
    String text,
    List<String> anchors,
    List<Piece> links,
    List<Fence> fences,
    List<Piece> spans) {

  /** A part of the page, and the line on which it begins. */
  record Piece(int line, String text) {}

  /** A block of code, and the language that it names; empty where it names none. */
  record Fence(int line, String language, String text) {}

  private static final Pattern FENCE =
      Pattern.compile("(?ms)^( *)```([^\\n`]*)\\n(.*?)^ *```[ \\t]*$");
  private static final Pattern SPAN = Pattern.compile("`([^`\\n]+)`");
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *$");

  Page {
    anchors = List.copyOf(anchors);
    links = List.copyOf(links);
    fences = List.copyOf(fences);
    spans = List.copyOf(spans);
  }

  static Page read(Path file) throws IOException {
    String text = Files.readString(file);
    List<Fence> fences = FENCE.matcher(text).results().map(found -> fence(text, found)).toList();
    String prose = blank(FENCE, text);
    String withoutCode = blank(SPAN, prose);
    return new Page(
        file,
        text,
        anchors(prose),
        pieces(LINK, withoutCode),
        fences,
        pieces(SPAN, prose.replace("\\|", "|")));
  }

  /** Where the piece is, for who has to mend it. */
  String at(int line) {
    return Project.ROOT.relativize(file) + ":" + line;
  }

  private static Fence fence(String text, MatchResult found) {
    String language = found.group(2).strip().split(" ", 2)[0];
    String code = found.group(3).replaceAll("(?m)^" + found.group(1), "");
    return new Fence(line(text, found.start(3)), language, code);
  }

  private static List<Piece> pieces(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(found -> new Piece(line(text, found.start()), found.group(1)))
        .toList();
  }

  private static int line(String text, int position) {
    return 1 + (int) text.substring(0, position).chars().filter(c -> c == '\n').count();
  }

  /** The text with all that matches taken out, line breaks excepted. */
  private static String blank(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(found.group().replaceAll("[^\\n]", " ")));
  }

  private static List<String> anchors(String prose) {
    List<String> anchors = new ArrayList<>();
    for (MatchResult heading : HEADING.matcher(prose).results().toList()) {
      String anchor = anchor(heading.group(1));
      long before = anchors.stream().filter(other -> other.matches(anchor + "(-\\d+)?")).count();
      anchors.add(before == 0 ? anchor : anchor + "-" + before);
    }
    return anchors;
  }

  private static String anchor(String heading) {
    return heading
        .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }
}
