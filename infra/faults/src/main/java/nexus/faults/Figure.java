package nexus.faults;

/** What a soak looks at: space and memory, what is open, and how long things last. */
enum Figure {
  /** Resident memory of the ingester. */
  INGESTER("ingester MiB", 0, 0),
  /** Heap in use of the ingester, what could be collected included. */
  INGESTER_HEAP("its heap", 0, 64),
  DRAINER("drainer MiB", 0, 0),
  DRAINER_HEAP("its heap ", 0, 64),
  /** Of both applications. */
  THREADS("threads", 0, 10),
  /** Of both applications. */
  DESCRIPTORS("descriptors", 0, 20),
  /**
   * Resident memory of the etcd member that has most, the database as far as it was read included.
   */
  ETCD("etcd MiB", 0, 16),
  /** etcd keeps five files of 64 MiB that it needs no more, one that it writes, and a next one. */
  LOG("wal MiB", 0, Bounds.GROWN, 0, 7 * 64),
  DATABASE("database MiB", 1, 0),
  /** Messages that waited at the end. */
  WAITING("waiting", 0, 100),
  /** Longest that a message waited to be stored. */
  LONGEST_WAIT("longest wait ms", 0, Bounds.SLOWER, 1_000, 0),
  /** Median upload of 1,200 samples. */
  UPLOAD("upload ms", 1, Bounds.SLOWER, 20, 0),
  /** Median query of one metric of a GPU, all of its time. */
  QUERY("query ms", 1, Bounds.SLOWER, 20, 0),
  /** Median of the cluster's statistics. */
  STATS("stats ms", 1, Bounds.SLOWER, 20, 0);

  private final String title;
  private final int decimals;
  private final double factor;
  private final double slack;
  private final double allowed;

  Figure(String title, int decimals, double slack) {
    this(title, decimals, Bounds.GROWN, slack, 0);
  }

  /**
   * @param factor what is this many times what it was has grown
   * @param slack by how much it may grow besides
   * @param allowed what it may be in any case
   */
  Figure(String title, int decimals, double factor, double slack, double allowed) {
    this.title = title;
    this.decimals = decimals;
    this.factor = factor;
    this.slack = slack;
    this.allowed = allowed;
  }

  /** Its heading. */
  String title() {
    return title;
  }

  /** A value, as wide as its heading. */
  String text(double value) {
    return "%%%d.%df".formatted(title.length(), decimals).formatted(value);
  }

  /**
   * Whether it has grown.
   *
   * @param before usual value of a while
   * @param after usual value of a while later
   */
  boolean grew(double before, double after) {
    return after > Math.max(allowed, factor * before + slack);
  }

  private static final class Bounds {
    /** Of space, memory, and what is open. */
    static final double GROWN = 1.3;

    /** Of times, which whatever else the machine does makes longer as well. */
    static final double SLOWER = 3;
  }
}
