package nexus.telemetry.letters;

import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;

/** Something stored that cannot be read, and is kept under a dead letter of its own. */
public sealed interface Unreadable permits Quarantine.Damaged, Unreadable.Value {

  /** Its key and bytes. */
  Entry entry();

  /** What is wrong with it. */
  String reason();

  /** Key of its letter. */
  String letterKey(Keyspace keys, String cluster);

  /**
   * A value other than a block: a drain counter, a GPU's facts, a host's newest values.
   *
   * @param entry its key and bytes
   * @param reason what is wrong with it
   */
  record Value(Entry entry, String reason) implements Unreadable {

    @Override
    public String letterKey(Keyspace keys, String cluster) {
      return keys.valueLetter(cluster, entry.key(), entry.modRevision());
    }
  }
}
