package nexus.telemetry.capture.file;

import java.time.ZoneId;
import java.util.Optional;
import nexus.telemetry.csv.Given;

/** Knows files of some kinds by their beginning. */
public interface Recognizer {

  /** How the file is read; empty where it is of none of these kinds. */
  Optional<Shape> recognize(Head head, Given given);

  /** The same, where times without a zone are of {@code zone}. */
  default Optional<Shape> recognize(Head head, Given given, Optional<ZoneId> zone) {
    return recognize(head, given);
  }
}
