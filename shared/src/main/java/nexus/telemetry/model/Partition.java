package nexus.telemetry.model;

/**
 * One of the parts that a cluster's queue is divided into. All GPUs of a host share one, and one
 * drainer at a time writes what it holds.
 *
 * @param cluster its cluster
 * @param number two digits
 */
public record Partition(String cluster, String number) {

  @Override
  public String toString() {
    return cluster + "/" + number;
  }
}
