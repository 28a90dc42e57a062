package nexus.telemetry.promql;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;
import java.util.function.Function;

/**
 * A regular expression that came from outside. It is RE2's, which takes no longer than in
 * proportion to the text, and of the whole value. Nothing else compiles one: what would be too
 * large is refused before, so that no query takes the memory, or the stack, of all others.
 */
public final class Regex {

  /** Most instructions of all regular expressions of one request. */
  static final int MAX_IN_ALL = 20_000;

  private final Pattern pattern;
  private final long size;

  private Regex(Pattern pattern, long size) {
    this.pattern = pattern;
    this.size = size;
  }

  /**
   * Compiles one.
   *
   * @throws SyntaxException when it is none, or too large
   */
  public static Regex of(String text) {
    RegexSize size = RegexSize.check(text);
    try {
      return new Regex(Pattern.compile(text), size.instructions());
    } catch (PatternSyntaxException e) {
      throw new SyntaxException("error parsing regexp: " + e.getMessage());
    } catch (StackOverflowError e) {
      throw tooDeep();
    }
  }

  /**
   * Refuses one that is too large to ask what its groups matched.
   *
   * @throws SyntaxException saying what is too large
   */
  public static void checkCaptured(String text) {
    RegexSize.checkCaptured(text);
  }

  /**
   * Refuses a request whose regular expressions are too large together.
   *
   * @param sizes the sum of their sizes
   * @throws SyntaxException when it is too large
   */
  public static void checkAll(long sizes) {
    if (sizes > MAX_IN_ALL) {
      throw new SyntaxException(
          "the regular expressions are too large: together they take more than "
              + MAX_IN_ALL
              + " instructions");
    }
  }

  /** Most instructions it has. */
  public long size() {
    return size;
  }

  /** Whether it matches the whole value. */
  public boolean matches(String value) {
    try {
      return pattern.matches(value);
    } catch (StackOverflowError e) {
      throw tooDeep();
    }
  }

  /** What is told of a match of the whole value; empty where it does not match. */
  public <T> Optional<T> match(String value, Function<Matcher, T> told) {
    try {
      Matcher matcher = pattern.matcher(value);
      return matcher.matches() ? Optional.of(told.apply(matcher)) : Optional.empty();
    } catch (StackOverflowError e) {
      throw tooDeep();
    }
  }

  private static SyntaxException tooDeep() {
    return new SyntaxException("the regular expression is too large: it is nested too deep");
  }
}
