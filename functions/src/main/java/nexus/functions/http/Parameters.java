package nexus.functions.http;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import nexus.telemetry.model.InvalidInputException;

/** Checks the names of a query's parameters. */
public final class Parameters {

  private Parameters() {}

  /**
   * Refuses a name that is not known: a slip of the pen must not be taken for a default.
   *
   * @throws InvalidInputException naming the parameter
   */
  public static void check(Collection<String> given, Set<String> known) {
    for (String name : given) {
      if (!known.contains(name)) {
        throw new InvalidInputException(
            name, "unknown parameter " + name + "; known are " + new TreeSet<>(known));
      }
    }
  }
}
