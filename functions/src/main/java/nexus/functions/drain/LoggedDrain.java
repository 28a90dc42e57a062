package nexus.functions.drain;

import jakarta.inject.Singleton;
import nexus.telemetry.drain.DrainLimits;
import nexus.telemetry.drain.DrainResult;
import nexus.telemetry.drain.Drainer;
import org.jboss.logging.Logger;

/** A drain that says in the log what it did, when it did something. */
@Singleton
final class LoggedDrain {

  private static final Logger LOG = Logger.getLogger(LoggedDrain.class);

  private final Drainer drainer;

  LoggedDrain(Drainer drainer) {
    this.drainer = drainer;
  }

  DrainResult run(String cluster, DrainLimits limits) {
    DrainResult result = drainer.drain(cluster, limits);
    if (result.messages() > 0 || result.deadLettered() > 0) {
      LOG.infof(
          "drained cluster=%s messages=%d samples=%d added=%d overwritten=%d unchanged=%d"
              + " deadLettered=%d remaining=%d ms=%d",
          cluster == null ? "*" : cluster,
          result.messages(),
          result.samples(),
          result.added(),
          result.overwritten(),
          result.unchanged(),
          result.deadLettered(),
          result.remaining(),
          result.elapsedMs());
    }
    return result;
  }
}
