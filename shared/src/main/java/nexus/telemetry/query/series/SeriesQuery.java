package nexus.telemetry.query.series;

import java.time.InstantSource;
import java.util.List;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.letters.Quarantine;
import nexus.telemetry.letters.Quarantine.Damaged;
import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.query.GoneException;
import nexus.telemetry.query.NotFoundException;
import nexus.telemetry.query.gpu.LostPointer;
import org.jboss.logging.Logger;

/**
 * Answers for one GPU: its samples in a range of time, those of each step as one point, or the
 * newest value of each metric. A metric that the GPU has no points of is left out of the answer.
 *
 * <p>A step begins at a multiple of its width, counted from the epoch. Only samples of the range
 * count, so that the first and the last step may be partly filled.
 *
 * <p>Points are paged by time and then by metric, at one revision of the store: the pages of a
 * metric, one after the other, are its series without gap or repeat, whatever is written meanwhile.
 *
 * <p>A block that cannot be read is set aside, as long as nobody has done so, and stays where it
 * is. The answer has all else, and says of which times samples may be missing: as long as the block
 * is there, and when others took its place, as long as its dead letter is. A block of a newer
 * version is not damaged: who asks for its times is told to ask a newer release.
 */
public final class SeriesQuery {

  private static final Logger LOG = Logger.getLogger(SeriesQuery.class);

  private final Kv kv;
  private final Keyspace keys;
  private final Quarantine quarantine;
  private final long blockSpanMs;
  private final InstantSource clock;

  /**
   * @param kv the store
   * @param keys its keys
   * @param blockSpanMs span of a block, as the drain writes them
   * @param clock when a block is said to have been set aside
   */
  public SeriesQuery(Kv kv, Keyspace keys, long blockSpanMs, InstantSource clock) {
    this.kv = kv;
    this.keys = keys;
    this.quarantine = new Quarantine(kv, keys);
    this.blockSpanMs = blockSpanMs;
    this.clock = clock;
  }

  /**
   * Answers one request with one page.
   *
   * @throws NotFoundException when there is no such cluster or GPU
   * @throws GoneException when the request's revision is compacted away
   * @throws UnreadableException when a stored value cannot be read
   * @throws NewerFormatException naming the key, when a stored value is of a newer version
   * @throws KvException when etcd fails
   */
  public SeriesPage run(SeriesRequest request) {
    SeriesReader reader = new SeriesReader(kv, keys, request, blockSpanMs);
    SeriesPage page = read(reader, request, clock.millis());
    mend(request.cluster(), reader);
    return page.first(request.limit());
  }

  private static SeriesPage read(SeriesReader reader, SeriesRequest request, long nowMs) {
    try {
      return request.range().isPresent()
          ? reader.points(request.range().get())
          : reader.newest(nowMs);
    } catch (KvException e) {
      if (request.revision() > 0 && e.kind() == KvException.Kind.COMPACTED) {
        throw new GoneException(request.revision(), e);
      }
      throw e;
    }
  }

  /**
   * Keeps the bytes of what is damaged, and puts back what was worked out anew; where that fails,
   * whoever comes by next does it.
   */
  private void mend(String cluster, SeriesReader reader) {
    try {
      for (Damaged one : reader.damaged()) {
        keep(cluster, one);
      }
      for (LostPointer pointer : reader.lost()) {
        if (keep(cluster, pointer.damaged())) {
          pointer.mend(kv);
        }
      }
    } catch (KvException e) {
      LOG.warnf("what is damaged is not set aside yet: cluster=%s %s", cluster, e.getMessage());
    }
  }

  private boolean keep(String cluster, Damaged damaged) {
    boolean kept = quarantine.keep(cluster, damaged, clock.millis(), List.of());
    if (kept) {
      LOG.warnf("set aside: %s: %s", damaged.key(), damaged.reason());
    }
    return kept;
  }
}
