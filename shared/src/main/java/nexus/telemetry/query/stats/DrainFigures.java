package nexus.telemetry.query.stats;

import nexus.telemetry.store.DrainCounters;

/**
 * What the drain stored so far.
 *
 * @param added samples that were new
 * @param overwritten samples that replaced another value
 * @param unchanged samples that were stored already
 */
public record DrainFigures(long added, long overwritten, long unchanged) {

  static DrainFigures of(DrainCounters all) {
    return new DrainFigures(all.added(), all.overwritten(), all.unchanged());
  }
}
