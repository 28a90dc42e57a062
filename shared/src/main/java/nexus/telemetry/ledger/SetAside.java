package nexus.telemetry.ledger;

import nexus.telemetry.kv.Entry;

/** Keeps the bytes of a stored value that cannot be read, before another one takes its place. */
@FunctionalInterface
public interface SetAside {

  /**
   * Keeps the bytes, if nobody has yet.
   *
   * @param damaged the value as it stands
   * @param reason what is wrong with it, and what takes its place
   * @return whether they are kept now; false when another value stands there already
   * @throws nexus.telemetry.kv.KvException when etcd failed
   */
  boolean keep(String cluster, Entry damaged, String reason);
}
