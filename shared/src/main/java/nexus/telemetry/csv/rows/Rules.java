package nexus.telemetry.csv.rows;

import nexus.telemetry.model.Names;

/** Bounds of a chunk, and rules as sentences that rejected rows share. */
public final class Rules {

  /** What a name is. */
  public static final String NAME =
      "1 to " + Names.MAX_LENGTH + " characters of [A-Za-z0-9._:-], and not . or ..";

  /** Most GPUs of a chunk. */
  public static final int MAX_GPUS = 100_000;

  /** Most characters of the names of a chunk's GPUs, and of its metrics. */
  public static final int MAX_NAME_CHARACTERS = 8 << 20;

  /** Most metrics of a GPU in a chunk. */
  public static final int MAX_METRICS = 1000;

  /** How far ahead of the clock a sample may be, in milliseconds. */
  public static final long MAX_AHEAD_MS = 24L * 60 * 60 * 1000;

  private Rules() {}
}
