package nexus.telemetry.query;

import nexus.telemetry.model.Names;

/**
 * The cluster that a request is of.
 *
 * @param name its name
 * @param mayBeEmpty whether it is answered also when nothing was ever written to it, as the default
 *     cluster is; where it may not, that is a {@link NotFoundException}
 */
public record AskedCluster(String name, boolean mayBeEmpty) {

  public AskedCluster {
    Names.check("cluster", name);
  }

  /** The cluster of a name; the default one may be empty. */
  public static AskedCluster of(String name, String byDefault) {
    return new AskedCluster(name, name.equals(byDefault));
  }

  /** What to throw where nothing is known of it and that is not enough. */
  public NotFoundException unknown() {
    return new NotFoundException("cluster", "nothing is known of cluster " + name);
  }
}
