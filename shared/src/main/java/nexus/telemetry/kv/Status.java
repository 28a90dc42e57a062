package nexus.telemetry.kv;

import java.util.List;

/**
 * State of etcd as its members report it.
 *
 * @param version server version, such as {@code 3.5.16}; {@link #UNKNOWN_VERSION} when it is kept
 *     from this client
 * @param dbSizeBytes bytes allocated to the database, the largest over the members that answer
 * @param dbSizeInUseBytes bytes of it in use, likewise
 * @param revision the store's newest revision
 * @param alarms alarms raised, such as {@code NOSPACE}, sorted
 */
public record Status(
    String version, long dbSizeBytes, long dbSizeInUseBytes, long revision, List<String> alarms) {

  /** The version where etcd does not tell its state to this client; sizes are 0 then. */
  public static final String UNKNOWN_VERSION = "unknown";

  public Status {
    alarms = List.copyOf(alarms);
  }
}
