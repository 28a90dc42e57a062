package nexus.telemetry.query;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.Names;

/** A request's parameters by name. A blank one counts as absent; unknown ones are ignored. */
final class QueryParameters {

  private final Map<String, List<String>> parameters;

  QueryParameters(Map<String, List<String>> parameters) {
    this.parameters = parameters;
  }

  /**
   * The value of a parameter that may be given once.
   *
   * @throws InvalidInputException when it is given twice or is longer than {@code maxLength}
   */
  Optional<String> single(String name, int maxLength) {
    return checked(name, once(name).map(String::strip), maxLength);
  }

  /** As {@link #single}, blanks at the value's ends and all. */
  Optional<String> exact(String name, int maxLength) {
    return checked(name, once(name), maxLength);
  }

  private Optional<String> once(String name) {
    List<String> given =
        values(name).stream().filter(value -> value != null && !value.isBlank()).toList();
    if (given.size() > 1) {
      throw new InvalidInputException(name, name + " is given more than once");
    }
    return given.stream().findFirst();
  }

  private static Optional<String> checked(String name, Optional<String> value, int maxLength) {
    if (value.isPresent() && value.get().length() > maxLength) {
      throw new InvalidInputException(name, name + " is longer than " + maxLength + " characters");
    }
    return value;
  }

  /**
   * A whole number.
   *
   * @throws InvalidInputException when it is none or outside {@code least} to {@code most}
   */
  int number(String name, int least, int most, int absent) {
    Optional<String> text = single(name, 20);
    if (text.isEmpty()) {
      return absent;
    }
    if (text.get().matches("\\d{1,9}")) {
      int number = Integer.parseInt(text.get());
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw new InvalidInputException(
        name, name + " must be a whole number from " + least + " to " + most);
  }

  /** The cluster asked for, or the default one. */
  String cluster(String defaultCluster) {
    return Names.check("cluster", single("cluster", Names.MAX_LENGTH).orElse(defaultCluster));
  }

  /**
   * Names given repeatedly or separated by commas, without repeats, ascending.
   *
   * @throws InvalidInputException when one is no name or there are more than {@code most}
   */
  SortedSet<String> names(String parameter, int most) {
    TreeSet<String> names = new TreeSet<>();
    for (String value : values(parameter)) {
      addNames(parameter, value, names, most);
    }
    return Collections.unmodifiableSortedSet(names);
  }

  private static void addNames(String parameter, String value, SortedSet<String> names, int most) {
    if (value == null || value.isBlank()) {
      return;
    }
    if (value.length() > most * (Names.MAX_LENGTH + 1)) {
      throw new InvalidInputException(parameter, parameter + " is too long");
    }
    for (String name : value.split(",", -1)) {
      names.add(Names.check(parameter, name.strip()));
      if (names.size() > most) {
        throw new InvalidInputException(parameter, parameter + " may name " + most + " at most");
      }
    }
  }

  private List<String> values(String name) {
    List<String> values = parameters.get(name);
    return values == null ? List.of() : values;
  }
}
