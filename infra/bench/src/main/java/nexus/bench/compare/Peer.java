package nexus.bench.compare;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A system that takes the file in. It is started once and loads the file several times, each time
 * into a place of its own that earlier loads have not touched.
 *
 * <p>Every method may fail with what its client throws; the runner then reports the system as
 * failed and goes on with the next.
 */
interface Peer extends AutoCloseable {

  /** Name on the command line and in the table. */
  String name();

  /** Why it cannot run on this machine; empty when it can. */
  Optional<String> missing();

  /**
   * Starts it.
   *
   * @param folder an empty folder of its own for all that it writes
   */
  void start(Path folder) throws Exception;

  /** Its version, once it is started. */
  String version() throws Exception;

  /**
   * Makes the place that the next load goes to. Not timed.
   *
   * @param run number of the load, from 0
   * @param file the file that will be loaded
   */
  void prepare(int run, Path file) throws Exception;

  /** Loads the file; returns when everything in it can be asked for and is as durable as said. */
  void load(Path file) throws Exception;

  /** Number of rows that the last load left, as the system itself counts them. */
  long rows() throws Exception;

  /** How it was loaded and what its figures mean, for the reader of the table. */
  String note();

  /** Stops it. */
  @Override
  void close();
}
