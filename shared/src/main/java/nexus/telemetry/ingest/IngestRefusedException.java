package nexus.telemetry.ingest;

/**
 * There is no room for what was to be ingested. What was published of it by then stays and nothing
 * is lost: the same, sent again when there is room, completes it.
 */
public final class IngestRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What is full. */
  public enum Full {
    /** The cluster's queue: drains make room. */
    QUEUE,
    /** etcd's database: a compaction, a defragmentation or an operator makes room. */
    DATABASE
  }

  private final Full full;

  IngestRefusedException(Full full, String reason) {
    super(reason + "; send the same again later, nothing is lost");
    this.full = full;
  }

  public Full full() {
    return full;
  }
}
