package nexus.functions.scrape;

/** A scrape brought no text; the message is for the operator. */
final class ScrapeFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean ours;

  private ScrapeFailedException(String message, boolean ours) {
    super(message, null, false, false);
    this.ours = ours;
  }

  /** The target is at fault. */
  static ScrapeFailedException ofTarget(String message) {
    return new ScrapeFailedException(message, false);
  }

  /** This process has no room. */
  static ScrapeFailedException noRoom() {
    return new ScrapeFailedException("too much is held of other scrapes", true);
  }

  /** Whether it says nothing of the target. */
  boolean isOurs() {
    return ours;
  }
}
