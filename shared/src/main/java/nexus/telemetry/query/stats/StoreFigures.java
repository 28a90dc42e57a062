package nexus.telemetry.query.stats;

import java.util.List;
import nexus.telemetry.kv.Status;

/**
 * State of etcd.
 *
 * @param dbSizeBytes bytes allocated to its database
 * @param quotaBytes bytes it may grow to
 * @param revision its newest revision
 * @param alarms alarms raised
 */
public record StoreFigures(long dbSizeBytes, long quotaBytes, long revision, List<String> alarms) {

  public StoreFigures {
    alarms = List.copyOf(alarms);
  }

  static StoreFigures of(Status status, long quotaBytes) {
    return new StoreFigures(status.dbSizeBytes(), quotaBytes, status.revision(), status.alarms());
  }
}
