package nexus.telemetry.capture.series;

import java.util.Optional;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.Names;

/**
 * Which cluster a series of a live sender is of.
 *
 * @param given the cluster of all of them; empty where their label says it
 * @param usual the cluster of those without that label
 */
public record Clusters(Optional<String> given, String usual) {

  /** Most clusters that one request is of. */
  private static final int MOST = 100;

  /**
   * The cluster of a series.
   *
   * @param label what its label says; empty where it has none
   * @throws InvalidInputException with field {@code cluster} when that is no name
   */
  public String of(String label) {
    return given.orElseGet(() -> label.isEmpty() ? usual : Names.check("cluster", label));
  }

  /**
   * Checks how many there are.
   *
   * @throws InvalidInputException with field {@code cluster} when a request is of too many
   */
  public void checkCount(int count) {
    if (count > MOST) {
      throw new InvalidInputException(
          "cluster", "the request has samples of more than " + MOST + " clusters");
    }
  }
}
