package nexus.telemetry.promql.functions;

import com.google.re2j.Matcher;

/**
 * Puts parts of what matched into a text, as Go's regular expressions do: {@code $1}, {@code ${1}},
 * {@code $name}, and {@code $$} for a dollar. A name is as long as it can be; a part that there is
 * not is empty.
 */
final class Expansion {

  private final String template;
  private final Matcher matcher;
  private final StringBuilder text = new StringBuilder();
  private int at;

  private Expansion(String template, Matcher matcher) {
    this.template = template;
    this.matcher = matcher;
  }

  /**
   * The text.
   *
   * @param enough how many characters are too many: the text ends soon after these
   */
  static String of(String template, Matcher matcher, int enough) {
    Expansion expansion = new Expansion(template, matcher);
    while (expansion.at < template.length() && expansion.text.length() <= enough) {
      expansion.next();
    }
    return expansion.text.toString();
  }

  private void next() {
    char c = template.charAt(at++);
    if (c != '$' || at == template.length()) {
      text.append(c);
      return;
    }
    if (template.charAt(at) == '$') {
      text.append('$');
      at++;
      return;
    }
    boolean braced = template.charAt(at) == '{';
    int from = braced ? at + 1 : at;
    int to = from;
    while (to < template.length() && isOfName(template.charAt(to))) {
      to++;
    }
    boolean closed = !braced || (to < template.length() && template.charAt(to) == '}');
    if (to == from || !closed) {
      text.append('$');
      return;
    }
    text.append(group(template.substring(from, to)));
    at = braced ? to + 1 : to;
  }

  private static boolean isOfName(char c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }

  private String group(String name) {
    String group = null;
    if (name.matches("\\d{1,8}")) {
      int number = Integer.parseInt(name);
      group = number <= matcher.groupCount() ? matcher.group(number) : null;
    } else if (matcher.pattern().namedGroups().containsKey(name)) {
      group = matcher.group(name);
    }
    return group == null ? "" : group;
  }
}
