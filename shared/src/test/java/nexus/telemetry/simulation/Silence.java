package nexus.telemetry.simulation;

import java.util.logging.Level;
import java.util.logging.Logger;

/** The pipeline logs nothing meanwhile: in a simulation it has something to say all the time. */
final class Silence implements AutoCloseable {

  private final Logger pipeline = Logger.getLogger("nexus.telemetry");
  private final Level before = pipeline.getLevel();

  Silence() {
    pipeline.setLevel(Level.OFF);
  }

  @Override
  public void close() {
    pipeline.setLevel(before);
  }
}
