package nexus.functions.api;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import nexus.functions.http.Request;
import nexus.telemetry.fields.Fields;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.Names;
import nexus.telemetry.model.SeriesName;
import nexus.telemetry.query.AskedCluster;

/**
 * Reads a request's parameters as what they are: names, numbers, lists. A blank value counts as
 * absent. Every method throws {@link InvalidInputException}, which names the parameter at fault.
 */
public final class RequestParameters {

  private final Map<String, List<String>> values;

  /**
   * @param values each parameter with every value it was given
   */
  public RequestParameters(Map<String, List<String>> values) {
    this.values = values;
  }

  /** The request's parameters; that their names are known is checked before. */
  public static RequestParameters of(Request request) {
    return new RequestParameters(request.parameters());
  }

  /** A value without the blanks around it, given once at most and {@code maxLength} at most. */
  public Optional<String> text(String name, int maxLength) {
    return checked(name, once(name).map(String::strip), maxLength);
  }

  /** As {@link #text}, with the blanks around it. */
  public Optional<String> exactText(String name, int maxLength) {
    return checked(name, once(name), maxLength);
  }

  /** A value that is a name. */
  public Optional<String> name(String name) {
    return text(name, Names.MAX_LENGTH).map(value -> Names.check(name, value));
  }

  /** The cluster asked for, or the default one. */
  public String cluster(String defaultCluster) {
    return Names.check("cluster", text("cluster", Names.MAX_LENGTH).orElse(defaultCluster));
  }

  /** The cluster asked for, or the default one, which may be empty. */
  public AskedCluster askedCluster(String defaultCluster) {
    return AskedCluster.of(cluster(defaultCluster), defaultCluster);
  }

  /** A whole number from {@code least} to {@code most}, or {@code absent}, whatever that is. */
  public int wholeNumber(String name, int least, int most, int absent) {
    Optional<String> text = text(name, 20);
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

  /**
   * Names given repeatedly or separated by commas, {@code most} at most, without repeats,
   * ascending.
   */
  public SortedSet<String> names(String name, int most) {
    return names(name, most, text -> Names.check(name, text));
  }

  /**
   * Metrics, or series of them ({@code METRIC{label="value"}}), given repeatedly or separated by
   * commas, {@code most} at most: their canonical names, whichever of a field's names were given.
   */
  public SortedSet<String> metrics(String name, int most) {
    return names(name, most, text -> series(name, text));
  }

  /**
   * The same, and the names as they were given, if there is room: a release that did not know them
   * for a field's may have stored samples under them.
   */
  public SortedSet<String> storedMetrics(String name, int most) {
    TreeSet<String> stored = new TreeSet<>(metrics(name, most));
    for (String given : names(name, most, text -> text)) {
      if (stored.size() < most && Names.isValid(given)) {
        stored.add(given);
      }
    }
    return Collections.unmodifiableSortedSet(stored);
  }

  private static String series(String parameter, String text) {
    int brace = text.indexOf('{');
    if (brace < 0) {
      return Names.check(parameter, Fields.canonical(text));
    }
    try {
      return SeriesName.of(Fields.canonical(text.substring(0, brace)) + text.substring(brace))
          .text();
    } catch (InvalidInputException e) {
      throw new InvalidInputException(parameter, e.getMessage());
    }
  }

  private SortedSet<String> names(String name, int most, UnaryOperator<String> checked) {
    TreeSet<String> names = new TreeSet<>();
    for (String value : all(name)) {
      addNames(name, value, checked, names, most);
    }
    return Collections.unmodifiableSortedSet(names);
  }

  private static void addNames(
      String parameter,
      String value,
      UnaryOperator<String> checked,
      SortedSet<String> names,
      int most) {
    if (value == null || value.isBlank()) {
      return;
    }
    if (value.length() > most * (Names.MAX_LENGTH + 1)) {
      throw new InvalidInputException(parameter, parameter + " is too long");
    }
    for (String name : split(value)) {
      names.add(checked.apply(name.strip()));
      if (names.size() > most) {
        throw new InvalidInputException(parameter, parameter + " may name " + most + " at most");
      }
    }
  }

  /** Cuts at commas, but for those between quotes and braces. */
  private static List<String> split(String value) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int braces = 0;
    int from = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (quoted && c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = braces > 0 && !quoted;
      } else if (!quoted && (c == '{' || c == '}')) {
        braces += c == '{' ? 1 : -1;
      } else if (!quoted && braces <= 0 && c == ',') {
        parts.add(value.substring(from, i));
        from = i + 1;
      }
    }
    parts.add(value.substring(from));
    return parts;
  }

  private Optional<String> once(String name) {
    List<String> given =
        all(name).stream().filter(value -> value != null && !value.isBlank()).toList();
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

  private List<String> all(String name) {
    List<String> given = values.get(name);
    return given == null ? List.of() : given;
  }

  /**
   * The time in a parameter, epoch milliseconds; empty when it was not given.
   *
   * @param nowMs what {@code now} is
   * @throws InvalidInputException naming the parameter, when it is no time
   */
  public Optional<Long> time(String name, long nowMs) {
    return text(name, TimeText.MAX_LENGTH).map(text -> TimeText.time(name, text, nowMs));
  }
}
