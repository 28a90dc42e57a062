package nexus.functions.drain;

import jakarta.inject.Singleton;
import nexus.functions.wiring.Settings;
import nexus.telemetry.drain.DrainFeed;
import nexus.telemetry.drain.DrainLimits;
import nexus.telemetry.drain.DrainResult;
import nexus.telemetry.drain.Drainer;
import org.jboss.logging.Logger;

/** A drain that says in the log what it did, when it did something. */
@Singleton
final class LoggingDrainer {

  private static final Logger LOG = Logger.getLogger(LoggingDrainer.class);

  private final Drainer drainer;
  private final String collector;

  LoggingDrainer(Drainer drainer, Settings settings) {
    this.drainer = drainer;
    this.collector = settings.drain().collector();
  }

  DrainResult run(String cluster, DrainLimits limits) {
    return logged(cluster, drainer.drain(cluster, limits));
  }

  /** Drains what a watch told of. */
  DrainResult run(DrainFeed feed, DrainLimits limits) {
    return logged(null, drainer.drainFed(feed, limits));
  }

  /** A feed of what is drained here. */
  DrainFeed feed() {
    return drainer.feed();
  }

  /** Holds no partition any more. */
  void release() {
    drainer.release();
  }

  private DrainResult logged(String cluster, DrainResult result) {
    if (result.messages() > 0 || result.deadLettered() > 0) {
      LOG.infof(
          "drained collector=%s cluster=%s messages=%d samples=%d added=%d overwritten=%d unchanged=%d"
              + " deadLettered=%d remaining=%d ms=%d",
          collector,
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
