package nexus.telemetry.ingest;

import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.Names;
import nexus.telemetry.model.SampleTimes;

/**
 * What the segments of an object's key say, each of them {@code name=value}.
 *
 * <pre>
 * cluster=prod/host=node01/tz=Europe:Berlin/smi.csv
 * </pre>
 *
 * <p>A segment that says what cannot be is a folder as any other.
 */
public final class KeyNames {

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

  /** Whether the key says nothing. */
  public boolean isEmpty() {
    return cluster().isEmpty() && host() == null && zone().isEmpty();
  }

  /** The cluster; empty where the key names none. */
  public Optional<String> cluster() {
    return value("cluster").filter(Names::isValid);
  }

  /** The host; null where the key names none. */
  String host() {
    return value("host").filter(Names::isValid).orElse(null);
  }

  /** The zone, a colon in it for each slash; empty where the key names none. */
  Optional<ZoneId> zone() {
    try {
      return value("tz").map(name -> SampleTimes.zone(name.replace(':', '/')));
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
  }

  private Optional<String> value(String name) {
    String start = name + "=";
    return segments.stream()
        .filter(segment -> segment.startsWith(start))
        .map(segment -> segment.substring(start.length()))
        .findFirst();
  }
}
