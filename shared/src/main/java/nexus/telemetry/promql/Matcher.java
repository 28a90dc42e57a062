package nexus.telemetry.promql;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What a selector asks of a label. A label that a series does not have is empty. */
public final class Matcher {

  /** How a value is compared. */
  public enum Op {
    EQUAL("="),
    NOT_EQUAL("!="),
    REGEX("=~"),
    NOT_REGEX("!~");

    private final String sign;

    Op(String sign) {
      this.sign = sign;
    }

    /** As it is written. */
    public String sign() {
      return sign;
    }

    private boolean isNegative() {
      return this == NOT_EQUAL || this == NOT_REGEX;
    }
  }

  private final String name;
  private final Op op;
  private final String value;
  private final Predicate<String> like;
  private final long size;

  private Matcher(String name, Op op, String value, Predicate<String> like, long size) {
    this.name = name;
    this.op = op;
    this.value = value;
    this.like = like;
    this.size = size;
  }

  /**
   * A matcher. Patterns are of the whole value.
   *
   * @throws SyntaxException when the pattern is none, or too large
   */
  public static Matcher of(String name, Op op, String value) {
    if (op == Op.EQUAL || op == Op.NOT_EQUAL) {
      return new Matcher(name, op, value, value::equals, 0);
    }
    Optional<Set<String>> words = words(bare(value));
    if (words.isPresent()) {
      return new Matcher(name, op, value, words.get()::contains, 0);
    }
    Regex regex = Regex.of(value);
    return new Matcher(name, op, value, regex::matches, regex.size());
  }

  /** What stands within the parentheses that Grafana sets around what is chosen in a list. */
  private static String bare(String pattern) {
    boolean closed = pattern.startsWith("(") && pattern.endsWith(")");
    return closed ? pattern.substring(1, pattern.length() - 1) : pattern;
  }

  /** The words of a pattern that is nothing but some, as lists of hosts are. */
  private static Optional<Set<String>> words(String pattern) {
    Set<String> words = new HashSet<>();
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '|') {
        words.add(word.toString());
        word.setLength(0);
      } else if (c == '\\'
          && i + 1 < pattern.length()
          && ".-".indexOf(pattern.charAt(i + 1)) >= 0) {
        word.append(pattern.charAt(++i));
      } else if (Character.isLetterOrDigit(c) || "_ :/-".indexOf(c) >= 0) {
        word.append(c);
      } else {
        return Optional.empty();
      }
    }
    words.add(word.toString());
    return Optional.of(words);
  }

  /** The label's name. */
  public String name() {
    return name;
  }

  /** How it is compared. */
  public Op op() {
    return op;
  }

  /** With what it is compared. */
  public String value() {
    return value;
  }

  /** Most instructions of its regular expression; none where it needs none. */
  public long size() {
    return size;
  }

  /** Whether a label with this value is wanted. */
  public boolean matches(String candidate) {
    return like.test(candidate) != op.isNegative();
  }

  @Override
  public String toString() {
    return name + op.sign() + Quoted.of(value);
  }
}
