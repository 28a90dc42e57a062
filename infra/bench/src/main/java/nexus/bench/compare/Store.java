package nexus.bench.compare;

import nexus.bench.Series;

/** A peer that can be asked for what it took in. */
interface Store extends Peer {

  /**
   * Asks for all points of one series of the last load.
   *
   * @return the answer, received to its last byte
   */
  Answer ask(SeriesName series) throws Exception;

  /**
   * Bytes that all loads together take on disk once the system has tidied up, without the log that
   * it writes ahead. May tidy up first.
   */
  long bytes() throws Exception;

  /** An answer as it came, so that reading it is no part of the system's time. */
  @FunctionalInterface
  interface Answer {

    /** The points in the answer. */
    Series points() throws Exception;
  }
}
