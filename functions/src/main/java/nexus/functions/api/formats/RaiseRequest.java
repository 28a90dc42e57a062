package nexus.functions.api.formats;

import nexus.telemetry.model.InvalidInputException;

/**
 * The body of {@code POST /api/v1/formats}.
 *
 * @param raise true: nothing else can be asked for
 */
public record RaiseRequest(Boolean raise) {

  /**
   * Checks that a raise is asked for.
   *
   * @throws InvalidInputException when it is not
   */
  void check() {
    if (!Boolean.TRUE.equals(raise)) {
      throw new InvalidInputException("raise", "raise must be true: formats are never lowered");
    }
  }
}
