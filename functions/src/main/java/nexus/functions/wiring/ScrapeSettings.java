package nexus.functions.wiring;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import nexus.telemetry.model.InvalidInputException;

/**
 * Which exporters this process scrapes, and how often.
 *
 * @param addresses where they are; empty where a file says it
 * @param file a file of targets; empty where they are listed
 * @param interval time between two scrapes of one
 * @param heldBytes most bytes that scraped texts have together until they are queued
 * @param invoked whether an event says when, as on Lambda; else this process scrapes by itself
 */
public record ScrapeSettings(
    List<ScrapeAddress> addresses,
    Optional<Path> file,
    Duration interval,
    long heldBytes,
    boolean invoked) {

  /** Most exporters that one process scrapes. */
  public static final int MOST_TARGETS = 1_000;

  public ScrapeSettings {
    addresses = List.copyOf(addresses);
  }

  /**
   * Gives the texts their types; empty where nothing is to be scraped.
   *
   * @throws BadSettingException when a value cannot be used
   */
  static Optional<ScrapeSettings> of(Environment set) {
    Duration interval = set.get(Variable.SCRAPE_INTERVAL).duration();
    Setting targets = set.get(Variable.SCRAPE_TARGETS);
    long heldBytes = HeapShares.ofThisProcess().scrapes();
    return targets
        .text()
        .map(
            text -> {
              List<ScrapeAddress> addresses = isList(text) ? addresses(targets) : List.of();
              Optional<Path> file = isList(text) ? Optional.empty() : Optional.of(file(targets));
              return new ScrapeSettings(addresses, file, interval, heldBytes, Lambda.isHere());
            });
  }

  private static boolean isList(String text) {
    return text.startsWith("http://") || text.startsWith("https://");
  }

  private static List<ScrapeAddress> addresses(Setting targets) {
    Set<ScrapeAddress> addresses = new LinkedHashSet<>();
    for (String text : targets.value().split(",", -1)) {
      try {
        addresses.add(ScrapeAddress.of(text.strip()));
      } catch (InvalidInputException e) {
        throw targets.bad(
            "addresses such as http://node1:9400/metrics, separated by commas, or a file: "
                + e.getMessage());
      }
    }
    if (addresses.size() > MOST_TARGETS) {
      throw targets.bad("at most " + MOST_TARGETS + " addresses");
    }
    return List.copyOf(addresses);
  }

  private static Path file(Setting targets) {
    Path file = Path.of(targets.value());
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw targets.bad(
          "addresses such as http://node1:9400/metrics, separated by commas, or a file of targets"
              + " that can be read");
    }
    return file;
  }
}
