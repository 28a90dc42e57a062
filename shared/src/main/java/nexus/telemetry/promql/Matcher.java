package nexus.telemetry.promql;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
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

  private Matcher(String name, Op op, String value, Predicate<String> like) {
    this.name = name;
    this.op = op;
    this.value = value;
    this.like = like;
  }

  /**
   * A matcher. Patterns are RE2's, which take no longer than in proportion to the text, and are of
   * the whole value.
   *
   * @throws SyntaxException when the pattern is none
   */
  public static Matcher of(String name, Op op, String value) {
    if (op == Op.EQUAL || op == Op.NOT_EQUAL) {
      return new Matcher(name, op, value, value::equals);
    }
    Optional<Set<String>> words = words(value);
    if (words.isPresent()) {
      return new Matcher(name, op, value, words.get()::contains);
    }
    try {
      Pattern pattern = Pattern.compile(value);
      return new Matcher(name, op, value, pattern::matches);
    } catch (PatternSyntaxException e) {
      throw new SyntaxException("error parsing regexp: " + e.getMessage());
    }
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

  /** Whether a label with this value is wanted. */
  public boolean matches(String candidate) {
    return like.test(candidate) != op.isNegative();
  }

  @Override
  public String toString() {
    return name + op.sign() + Quoted.of(value);
  }
}
