package nexus.functions.wiring;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A variable's value on its way from text to a type. Each method that gives a type throws {@link
 * BadSettingException} when the text is none of it, or out of the variable's bounds.
 *
 * @param variable the variable
 * @param text its value; empty when unset or blank
 */
record Setting(Variable variable, Optional<String> text) {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)?");
  private static final Pattern CREDENTIALS = Pattern.compile("//[^/,]*@");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,12})([KMG])?");

  Setting {
    text = text.map(String::strip).filter(value -> !value.isEmpty());
  }

  /** Says that the value must be something else. */
  BadSettingException bad(String allowed) {
    return new BadSettingException(
        variable.name(), CREDENTIALS.matcher(text.orElse("")).replaceAll("//***@"), allowed);
  }

  boolean isSet() {
    return text.isPresent();
  }

  /** This where it is set, else the same variable with another text. */
  Setting or(Optional<String> other) {
    return isSet() ? this : new Setting(variable, other);
  }

  /** The text, or what the variable means without; never empty for one that means something. */
  String value() {
    return text.or(variable::byDefault).orElse("");
  }

  /** A whole number. */
  int number() {
    return number(Integer.parseInt(variable.most()));
  }

  /** A whole number with another upper bound. */
  int number(int most) {
    int least = Integer.parseInt(variable.least());
    String allowed = "a whole number, " + least + " to " + most;
    try {
      int value = Integer.parseInt(value());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw bad(allowed);
    }
    throw bad(allowed);
  }

  /** {@code 500ms}, {@code 3s}, {@code 5m}, {@code 1h}, {@code 7d}, or a number of seconds. */
  Duration duration() {
    Duration value = duration(value());
    if (value.compareTo(duration(variable.least())) < 0
        || value.compareTo(duration(variable.most())) > 0) {
      throw badDuration();
    }
    return value;
  }

  private Duration duration(String duration) {
    Matcher matcher = DURATION.matcher(duration);
    if (!matcher.matches()) {
      throw badDuration();
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2) == null ? "s" : matcher.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      case "d" -> Duration.ofDays(Math.min(number, 1_000_000));
      default -> Duration.ofSeconds(number);
    };
  }

  private BadSettingException badDuration() {
    return bad(
        "a duration such as 500ms, 3s, 5m, 1h or 7d, "
            + variable.least()
            + " to "
            + variable.most());
  }

  /** A number of bytes, or one with {@code K}, {@code M} or {@code G} behind it. */
  long size() {
    long value = bytes(value());
    long least = bytes(variable.least());
    long most = bytes(variable.most());
    if (value < least || value > most) {
      throw bad("a number of bytes such as 65536, 64K or 8M, " + least + " to " + most);
    }
    return value;
  }

  /** The bytes that a text says, or -1. */
  private static long bytes(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      return -1;
    }
    int shift =
        switch (matcher.group(2) == null ? "" : matcher.group(2)) {
          case "K" -> 10;
          case "M" -> 20;
          case "G" -> 30;
          default -> 0;
        };
    return Long.parseLong(matcher.group(1)) << shift;
  }

  /** {@code true} or {@code false}. */
  boolean flag() {
    return switch (value()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw bad("true or false");
    };
  }

  /** A file that can be read; empty when the variable is unset. */
  Optional<Path> file() {
    return text.map(this::readable);
  }

  private Path readable(String file) {
    Path path = Path.of(file);
    if (!Files.isReadable(path) || Files.isDirectory(path)) {
      throw bad("a file that can be read");
    }
    return path;
  }
}
