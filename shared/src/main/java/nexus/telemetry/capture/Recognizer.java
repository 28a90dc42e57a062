package nexus.telemetry.capture;

import java.util.Optional;
import nexus.telemetry.csv.Given;

/** Knows files of some kinds by their beginning. */
interface Recognizer {

  /** How the file is read; empty where it is of none of these kinds. */
  Optional<Shape> recognize(Head head, Given given);
}
