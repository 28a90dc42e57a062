package nexus.bench.cold;

import java.util.List;

/** Flags of the function's JVM. */
final class Flags {

  private static final List<String> TUNED = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private Flags() {}

  /** Those that the template sets. */
  static List<String> tuned() {
    return TUNED;
  }
}
