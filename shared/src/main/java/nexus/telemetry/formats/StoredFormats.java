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
import org.jboss.logging.Logger;

/** Tells which versions may be written, and raises them to those of this release. */
public final class StoredFormats {

  private static final Logger LOG = Logger.getLogger(StoredFormats.class);
  private static final int ATTEMPTS = 16;

  private final Kv kv;
  private final Keyspace keys;

  public StoredFormats(Kv kv, Keyspace keys) {
    this.kv = kv;
    this.keys = keys;
  }

  /**
   * What may be written. Where what is stored cannot be read, it is all that this release can
   * write, as writers do then: {@link WritableFormats} says why.
   *
   * @throws NewerFormatException when a newer release says it in a newer form
   * @throws KvException when etcd fails
   */
  public FormatVersions read() {
    Optional<Entry> standing = standing();
    return standing.isEmpty()
        ? FormatVersions.FIRST
        : decode(standing.get()).orElseGet(FormatVersions.FIRST::raised);
  }

  private Optional<Entry> standing() {
    Range key = Range.key(keys.formats());
    return retry().ofRepeatable(() -> kv.range(key)).entries().stream().findFirst();
  }

  /** Empty where they cannot be read. */
  private static Optional<FormatVersions> decode(Entry entry) {
    try {
      return Optional.of(FormatVersions.decode(entry.value()));
    } catch (UnreadableException e) {
      LOG.warnf("%s counts as raised: %s", entry.key(), e.getMessage());
      return Optional.empty();
    } catch (NewerFormatException e) {
      throw e.at(entry.key());
    }
  }

  /**
   * Lets everything be written that this release can write. Nothing is ever lowered; what cannot be
   * read is replaced.
   *
   * <p>Losing interleaving, were the put not conditional on what was read: two releases raise at
   * the same time, and the older one's numbers take the place of the newer one's.
   *
   * @return what may be written now
   * @throws NewerFormatException as above, and nothing is changed
   * @throws KvException when etcd fails; to ask again is safe
   */
  public FormatVersions raise() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Entry> standing = standing();
      Optional<FormatVersions> now = standing.flatMap(StoredFormats::decode);
      FormatVersions raised = now.orElse(FormatVersions.FIRST).raised();
      if (now.stream().anyMatch(raised::equals) || put(raised, standing)) {
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
    return retry().ofRepeatable(() -> kv.txn(txn)).succeeded();
  }

  /**
   * Asked for at each use: who makes this must not use the store yet, as it may be frozen first.
   */
  private Retry retry() {
    return kv.retry(4, Duration.ofSeconds(10));
  }
}
