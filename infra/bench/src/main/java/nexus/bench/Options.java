package nexus.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code --name value} and {@code --name=value} of a command line. */
public final class Options {

  private final Map<String, String> values = new HashMap<>();

  /**
   * Reads {@code arguments}.
   *
   * @throws IllegalArgumentException with one line that names what is unknown or lacks its value
   */
  public Options(List<String> arguments, Set<String> known) {
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      int equals = argument.indexOf('=');
      String flag = equals < 0 ? argument : argument.substring(0, equals);
      if (!flag.startsWith("--") || !known.contains(flag.substring(2))) {
        throw new IllegalArgumentException("unknown option " + argument);
      }
      if (equals < 0 && ++i == arguments.size()) {
        throw new IllegalArgumentException(flag + " needs a value");
      }
      values.put(flag.substring(2), equals < 0 ? arguments.get(i) : argument.substring(equals + 1));
    }
  }

  public String text(String name, String normal) {
    return values.getOrDefault(name, normal);
  }

  /**
   * A whole number of {@code least} to {@code most}.
   *
   * @throws IllegalArgumentException naming the option when it is none
   */
  public int number(String name, int normal, int least, int most) {
    String text = text(name, Integer.toString(normal));
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // Falls through to the one message that both mistakes deserve.
    }
    throw new IllegalArgumentException(
        "--" + name + " is " + least + " to " + most + ", not " + text);
  }
}
