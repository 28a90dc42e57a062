package nexus.telemetry.incidents;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What to do about an incident. */
public enum Action {
  NONE,
  RESTART_APPLICATION,
  RESET_GPU,
  DRAIN_NODE,
  CONTACT_SUPPORT,
  CHECK_COOLING,
  CHECK_POWER,
  CHECK_FEED;

  /** The action of some words. */
  public static Optional<Action> of(String words) {
    return Arrays.stream(values()).filter(one -> one.words().equals(words)).findFirst();
  }

  /** Its name in tables and answers. */
  public String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
