package nexus.telemetry.formats;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Compare;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Retry;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.model.UnreadableException;

/** Tells which versions may be written, and raises them to those of this release. */
public final class StoredFormats {

  private static final int ATTEMPTS = 16;

  private final Kv kv;
  private final Keyspace keys;
  private final Retry retry;

  public StoredFormats(Kv kv, Keyspace keys) {
    this.kv = kv;
    this.retry = kv.retry(4, Duration.ofSeconds(10));
    this.keys = keys;
  }

  /**
   * What may be written.
   *
   * @throws NewerFormatException when a newer release says it in a newer form
   * @throws UnreadableException when what is stored cannot be read
   * @throws KvException when etcd fails
   */
  public FormatVersions read() {
    return standing().map(StoredFormats::decode).orElse(FormatVersions.FIRST);
  }

  private Optional<Entry> standing() {
    Range key = Range.key(keys.formats());
    return retry.ofRepeatable(() -> kv.range(key)).entries().stream().findFirst();
  }

  private static FormatVersions decode(Entry entry) {
    try {
      return FormatVersions.decode(entry.value());
    } catch (UnreadableException e) {
      throw UnreadableException.answer(entry.key(), e.getMessage(), e);
    } catch (NewerFormatException e) {
      throw e.at(entry.key());
    }
  }

  /**
   * Lets everything be written that this release can write. Nothing is ever lowered.
   *
   * <p>Losing interleaving, were the put not conditional on what was read: two releases raise at
   * the same time, and the older one's numbers take the place of the newer one's.
   *
   * @return what may be written now
   * @throws NewerFormatException as above, and nothing is changed
   * @throws UnreadableException as above, and nothing is changed
   * @throws KvException when etcd fails; to ask again is safe
   */
  public FormatVersions raise() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Entry> standing = standing();
      FormatVersions now = standing.map(StoredFormats::decode).orElse(FormatVersions.FIRST);
      FormatVersions raised = now.raised();
      if (raised.equals(now) || put(raised, standing)) {
        return raised;
      }
    }
    throw new KvException(
        KvException.Kind.OVERLOADED, "too many raise the formats at once: " + keys.formats(), null);
  }

  private boolean put(FormatVersions raised, Optional<Entry> standing) {
    Compare unchanged =
        Compare.unchanged(keys.formats(), standing.map(Entry::modRevision).orElse(0L));
    Txn txn = Txn.when(List.of(unchanged), List.of(Op.put(keys.formats(), raised.encode())));
    return retry.ofRepeatable(() -> kv.txn(txn)).succeeded();
  }
}
