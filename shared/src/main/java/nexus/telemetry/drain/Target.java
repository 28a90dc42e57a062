package nexus.telemetry.drain;

/**
 * A partition to drain.
 *
 * @param cluster its cluster
 * @param partition two digits
 */
record Target(String cluster, String partition) {

  @Override
  public String toString() {
    return cluster + "/" + partition;
  }
}
