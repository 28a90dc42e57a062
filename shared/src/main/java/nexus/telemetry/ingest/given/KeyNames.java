package nexus.telemetry.ingest.given;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import nexus.telemetry.csv.Given;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.Names;

/**
 * What the segments of an object's key say, each of them {@code name=value}.
 *
 * <pre>
 * cluster=prod/host=node01/tz=Europe:Berlin/time=2026-11-28T20:00:00Z/smi.csv
 * </pre>
 *
 * <p>Of several with one name the first counts. One that says what cannot be fails the object: its
 * samples would be put elsewhere.
 */
public final class KeyNames {

  private static final String CLUSTER = "cluster";
  private static final Set<String> PLACES = Set.of(CLUSTER, "host", "tz");

  private final List<String> segments;

  private KeyNames(List<String> segments) {
    this.segments = segments;
  }

  /** Reads a key; null says nothing. */
  public static KeyNames of(String key) {
    int file = key == null ? -1 : key.lastIndexOf('/');
    return new KeyNames(
        file < 0 ? List.of() : Arrays.asList(key.substring(0, file).split("/", -1)));
  }

  /** Whether the key says nothing of whose the samples are, nor of their zone. */
  public boolean isEmpty() {
    return PLACES.stream().noneMatch(name -> value(name).isPresent());
  }

  /**
   * The cluster; empty where the key names none.
   *
   * @throws InvalidInputException when it cannot be one
   */
  public Optional<String> cluster() {
    return value(CLUSTER).map(name -> checked(CLUSTER, name, one -> Names.check(CLUSTER, one)));
  }

  /**
   * What else it says; the zone has a colon for each slash.
   *
   * @throws InvalidInputException when it says what cannot be
   */
  UploadDefaults defaults() {
    UploadDefaults said = UploadDefaults.NONE;
    for (String name : List.of("host", "gpu", "tz", "time", "metric", "interval", "columns")) {
      Optional<String> value = value(name);
      if (value.isPresent()) {
        said = said.orElse(only(name, value.get()));
      }
    }
    return said;
  }

  private static UploadDefaults only(String name, String value) {
    return checked(
        name,
        value,
        text ->
            switch (name) {
              case "tz" -> UploadDefaults.of(text.replace(':', '/'));
              case "host" -> given(text, null, null, null);
              case "gpu" ->
                  UploadDefaults.of(null, new Given(null, text, null, null, null, List.of()));
              case "metric" -> given(null, text, null, null);
              case "time" -> given(null, null, text, null);
              case "interval" -> given(null, null, null, text);
              default -> UploadDefaults.of(null, columns(text));
            });
  }

  private static UploadDefaults given(String host, String metric, String time, String interval) {
    return UploadDefaults.of(null, new Given(host, metric, time, interval, List.of()));
  }

  private static Given columns(String names) {
    List<String> columns = Stream.of(names.split(",", -1)).map(String::strip).toList();
    return new Given(null, null, null, null, columns);
  }

  private static <T> T checked(String name, String value, Function<String, T> reading) {
    if (value.isBlank()) {
      throw invalid(name, value, "nothing stands behind the =");
    }
    try {
      return reading.apply(value);
    } catch (InvalidInputException e) {
      throw invalid(name, value, e.getMessage());
    }
  }

  private static InvalidInputException invalid(String name, String value, String reason) {
    return new InvalidInputException(
        name, "the object's key says " + name + "=" + value + ": " + reason);
  }

  private Optional<String> value(String name) {
    String start = name + "=";
    return segments.stream()
        .filter(segment -> segment.startsWith(start))
        .map(segment -> segment.substring(start.length()))
        .findFirst();
  }
}
