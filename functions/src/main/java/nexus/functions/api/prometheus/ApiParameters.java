package nexus.functions.api.prometheus;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import nexus.functions.http.Request;
import nexus.functions.http.body.FormBody;
import nexus.telemetry.promql.Matcher;
import nexus.telemetry.promql.Regex;
import nexus.telemetry.promql.SyntaxException;
import nexus.telemetry.promql.syntax.Durations;
import nexus.telemetry.promql.syntax.Parser;

/**
 * Parameters as Prometheus takes them, in the query and in a form's body: times as seconds since
 * 1970 or RFC 3339, durations as seconds or with units. A name that is known to none of those who
 * speak this API is an error.
 */
final class ApiParameters {

  /** The one that can be given several times. */
  private static final String SELECTORS = "match[]";

  private static final Set<String> KNOWN =
      Set.of(
          "cluster", "query", "time", "timeout", "start", "end", "step", SELECTORS, "limit",
          "metric", "label");

  /** What others know; it changes no value here. */
  private static final Set<String> OF_OTHERS =
      Set.of("stats", "dedup", "partial_response", "max_source_resolution", "limit_per_metric");

  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(?:\\d{1,18}(?:\\.\\d{0,18})?|\\.\\d{1,18})(?:[eE][-+]?\\d{1,3})?");
  private static final int MOST_SELECTORS = 100;
  private static final double MOST_SECONDS = 1e11;

  /** No query may take so long, whatever is asked for. */
  private static final long MOST_TIMEOUT_MS = 86_400_000;

  /** What Prometheus takes, and its clients send, for the first and the last of all times. */
  private static final Map<String, Long> END_OF_TIME =
      Map.of(
          "-292273086-05-16T16:47:06Z", (long) (-MOST_SECONDS * 1000),
          "292277025-08-18T07:12:54.999999999Z", (long) (MOST_SECONDS * 1000));

  private final Map<String, List<String>> values;

  private ApiParameters(Map<String, List<String>> values) {
    this.values = values;
  }

  static ApiParameters of(Request request) {
    Map<String, List<String>> all = new TreeMap<>();
    FormBody.parse(request.body().get()).forEach((name, given) -> add(all, name, given));
    request.parameters().forEach((name, given) -> add(all, name, given));
    for (String name : all.keySet()) {
      if (!KNOWN.contains(name) && !OF_OTHERS.contains(name)) {
        throw ApiFailures.badData(
            "unknown parameter " + name + "; known are " + new TreeSet<>(KNOWN));
      }
      if (KNOWN.contains(name) && !name.equals(SELECTORS) && all.get(name).size() > 1) {
        throw ApiFailures.badParameter(name, "it is given more than once");
      }
    }
    return new ApiParameters(all);
  }

  private static void add(Map<String, List<String>> all, String name, List<String> given) {
    all.computeIfAbsent(name, first -> new ArrayList<>()).addAll(given);
  }

  /** The first value given, if it is not empty. */
  Optional<String> text(String name) {
    return values.getOrDefault(name, List.of()).stream().findFirst().filter(one -> !one.isEmpty());
  }

  /** The query; empty where none is given, which is no expression. */
  String query() {
    return text("query").orElse("");
  }

  /** Epoch milliseconds. */
  OptionalLong time(String name) {
    return text(name).stream().mapToLong(text -> time(name, text)).findFirst();
  }

  /** Epoch milliseconds of a time that must be given. */
  long requiredTime(String name) {
    return time(name, text(name).orElse(""));
  }

  private static long time(String name, String text) {
    if (NUMBER.matcher(text).matches()) {
      double seconds = Double.parseDouble(text);
      if (Math.abs(seconds) <= MOST_SECONDS) {
        return Math.round(seconds * 1000);
      }
    }
    if (END_OF_TIME.containsKey(text)) {
      return END_OF_TIME.get(text);
    }
    try {
      OffsetDateTime time = OffsetDateTime.parse(text.replace(' ', '+'));
      if (time.getYear() >= 0 && time.getYear() <= 9999) { // as RFC 3339 has them
        return time.toInstant().toEpochMilli();
      }
    } catch (DateTimeException e) {
      // it is told below
    }
    throw ApiFailures.badParameter(name, "cannot parse \"" + text + "\" to a valid timestamp");
  }

  /** Milliseconds of a duration. */
  OptionalLong duration(String name) {
    return text(name).stream().mapToLong(text -> duration(name, text)).findFirst();
  }

  /** Milliseconds of a duration that must be given. */
  long requiredDuration(String name) {
    return duration(name, text(name).orElse(""));
  }

  private static long duration(String name, String text) {
    if (NUMBER.matcher(text).matches()) {
      double seconds = Double.parseDouble(text);
      if (Math.abs(seconds) <= MOST_SECONDS) {
        return (long) (seconds * 1000);
      }
    }
    try {
      return Durations.parse(text);
    } catch (SyntaxException e) {
      throw ApiFailures.badParameter(name, "cannot parse \"" + text + "\" to a valid duration");
    }
  }

  /** How long the query may take, where that is said. */
  Optional<Duration> timeout() {
    OptionalLong ms = duration("timeout");
    return ms.isEmpty()
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(Math.max(0, Math.min(MOST_TIMEOUT_MS, ms.getAsLong()))));
  }

  /** The most entries; no end where none is said. */
  int limit() {
    Optional<String> text = text("limit");
    if (text.isEmpty() || text.get().equals("0") || text.get().equals("-1")) {
      return Integer.MAX_VALUE;
    } else if (text.get().matches("\\d{1,9}")) {
      return Integer.parseInt(text.get());
    }
    throw ApiFailures.badParameter("limit", "limit must be a whole number");
  }

  /** The matchers of each selector. */
  List<List<Matcher>> selectors() {
    List<String> given = values.getOrDefault(SELECTORS, List.of());
    if (given.size() > MOST_SELECTORS) {
      throw ApiFailures.badParameter(SELECTORS, "there are " + MOST_SELECTORS + " at most");
    }
    List<List<Matcher>> selectors = new ArrayList<>();
    long regexes = 0;
    for (String text : given) {
      List<Matcher> matchers = Parser.parseSelector(text).matchers();
      regexes += matchers.stream().mapToLong(Matcher::size).sum();
      Regex.checkAll(regexes);
      selectors.add(matchers);
    }
    return selectors;
  }
}
