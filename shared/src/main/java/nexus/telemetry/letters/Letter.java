package nexus.telemetry.letters;

import java.io.UncheckedIOException;
import java.util.Optional;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.keys.Keyspace.LetterKey;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.model.NewerFormatException;

/**
 * A dead letter as it lies in etcd.
 *
 * @param key its etcd key
 * @param modRevision revision at which it was last put
 * @param place what the key says; empty when it is none that the pipeline writes
 * @param says its content; empty when that cannot be read
 */
public record Letter(
    String key, long modRevision, Optional<LetterKey> place, Optional<DeadLetter> says) {

  /**
   * The letter in an entry.
   *
   * @throws NewerFormatException when it is of a newer version
   */
  static Letter of(Keyspace keys, String cluster, Entry entry) {
    return new Letter(
        entry.key(), entry.modRevision(), keys.parseLetter(cluster, entry.key()), decode(entry));
  }

  private static Optional<DeadLetter> decode(Entry entry) {
    try {
      return Optional.ofNullable(DeadLetter.decode(entry.value()));
    } catch (UncheckedIOException e) {
      return Optional.empty();
    } catch (NewerFormatException e) {
      throw e.at(entry.key());
    }
  }

  /** Why it was set aside. */
  public String reason() {
    return says.map(DeadLetter::reason).orElse("the letter itself cannot be read");
  }
}
