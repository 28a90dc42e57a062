package nexus.functions.wiring;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One variable on its way from text to a typed value.
 *
 * @param name name of the variable
 * @param text its value; empty when unset or blank
 */
record Setting(String name, Optional<String> text) {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)?");
  private static final Pattern CREDENTIALS = Pattern.compile("//[^/,]*@");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,12})([KMG])?");

  Setting {
    text = text.map(String::strip).filter(value -> !value.isEmpty());
  }

  BadSettingException bad(String allowed) {
    return new BadSettingException(
        name, CREDENTIALS.matcher(text.orElse("")).replaceAll("//***@"), allowed);
  }

  String orElse(String byDefault) {
    return text.orElse(byDefault);
  }

  /** A whole number, {@code least} to {@code most}. */
  int number(int byDefault, int least, int most) {
    String allowed = "a whole number, " + least + " to " + most;
    if (text.isEmpty()) {
      return byDefault;
    }
    try {
      int value = Integer.parseInt(text.get());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw bad(allowed);
    }
    throw bad(allowed);
  }

  /** {@code 500ms}, {@code 3s}, {@code 5m}, {@code 1h}, {@code 7d}, or a number of seconds. */
  Duration duration(String byDefault, String least, String most) {
    Duration value = parse(text.orElse(byDefault), least, most);
    if (value.compareTo(parse(least, least, most)) < 0
        || value.compareTo(parse(most, least, most)) > 0) {
      throw badDuration(least, most);
    }
    return value;
  }

  private Duration parse(String duration, String least, String most) {
    Matcher matcher = DURATION.matcher(duration);
    if (!matcher.matches()) {
      throw badDuration(least, most);
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

  private BadSettingException badDuration(String least, String most) {
    return bad("a duration such as 500ms, 3s, 5m, 1h or 7d, " + least + " to " + most);
  }

  /** A number of bytes, or one with {@code K}, {@code M} or {@code G} behind it. */
  long size(long byDefault, long least, long most) {
    if (text.isEmpty()) {
      return byDefault;
    }
    Matcher matcher = SIZE.matcher(text.get());
    long value = matcher.matches() ? bytes(matcher) : -1;
    if (value < least || value > most) {
      throw bad("a number of bytes such as 65536, 64K or 8M, " + least + " to " + most);
    }
    return value;
  }

  private static long bytes(Matcher matcher) {
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
  boolean flag(boolean byDefault) {
    return switch (text.orElse(Boolean.toString(byDefault))) {
      case "true" -> true;
      case "false" -> false;
      default -> throw bad("true or false");
    };
  }

  /** A file that can be read. */
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
