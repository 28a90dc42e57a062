package nexus.telemetry.csv;

import java.util.List;
import nexus.telemetry.model.Counts;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.RejectedRow;

/**
 * What a chunk of CSV holds: {@code values = accepted + missing + rejected + expired}.
 *
 * @param counts what became of the values; the accepted ones are in {@code gpus}
 * @param values values the rows carry: one a long row, one a metric column of a wide row
 * @param withoutZone rows rejected because their times are local ones of a zone that was not given
 * @param ignored values that are of no field of a GPU, beside the others
 * @param rejects the first rejected rows, up to {@value #MAX_REJECTS} and {@value
 *     #MAX_REJECT_BYTES} bytes of text
 * @param gpus the samples, one entry a GPU, ascending
 * @param firstMs earliest accepted sample, epoch milliseconds; 0 when there is none
 * @param lastMs latest accepted sample, epoch milliseconds; 0 when there is none
 */
public record ParsedChunk(
    Counts counts,
    long values,
    long withoutZone,
    Ignored ignored,
    List<RejectedRow> rejects,
    List<GpuSamples> gpus,
    long firstMs,
    long lastMs) {

  /** Most rejected rows kept of a chunk. */
  public static final int MAX_REJECTS = 1000;

  /** Most bytes of rejected rows kept of a chunk. */
  public static final int MAX_REJECT_BYTES = 256 << 10;

  /**
   * @throws IllegalArgumentException when the values do not add up, or a GPU is there twice
   */
  public ParsedChunk {
    rejects = List.copyOf(rejects);
    gpus = List.copyOf(gpus);
    if (values != counts.values()) {
      throw new IllegalArgumentException(values + " values are not " + counts);
    }
    for (int i = 1; i < gpus.size(); i++) {
      if (gpus.get(i - 1).gpu().compareTo(gpus.get(i).gpu()) >= 0) {
        throw new IllegalArgumentException("GPUs do not ascend at " + gpus.get(i).gpu().alias());
      }
    }
  }

  /** Rows read, the header not counted, blank lines neither. */
  public long rows() {
    return counts.rows();
  }

  /** Values in {@link #gpus()}. */
  public long accepted() {
    return counts.accepted();
  }

  /** Values that were blank or not available. */
  public long missing() {
    return counts.missing();
  }

  /** Values that cannot be used. */
  public long rejected() {
    return counts.rejected();
  }

  /** The counts and the rejected rows alone. */
  public ParsedChunk withoutSamples() {
    return new ParsedChunk(
        counts, values, withoutZone, ignored, rejects, List.of(), firstMs, lastMs);
  }
}
