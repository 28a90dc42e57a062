package nexus.telemetry.csv;

import java.util.List;
import nexus.telemetry.model.Counts;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.RejectedRow;

/**
 * What a chunk of CSV holds: {@code values = accepted + missing + rejected + expired}.
 *
 * @param rows rows read, the header not counted, blank lines neither
 * @param values values those rows carry: one a long row, one a metric column of a wide row
 * @param accepted values in {@code gpus}
 * @param missing values that were blank or not available
 * @param rejected values that cannot be used
 * @param expired values of rows that are older than the retention
 * @param rejects the first rejected rows, up to {@value #MAX_REJECTS} and {@value
 *     #MAX_REJECT_BYTES} bytes of text
 * @param gpus the samples, one entry a GPU, ascending
 * @param firstMs earliest accepted sample, epoch milliseconds; 0 when there is none
 * @param lastMs latest accepted sample, epoch milliseconds; 0 when there is none
 */
public record ParsedChunk(
    long rows,
    long values,
    long accepted,
    long missing,
    long rejected,
    long expired,
    List<RejectedRow> rejects,
    List<GpuSamples> gpus,
    long firstMs,
    long lastMs) {

  /** Most rejected rows kept of a chunk. */
  public static final int MAX_REJECTS = 1000;

  /** Most bytes of rejected rows kept of a chunk. */
  public static final int MAX_REJECT_BYTES = 256 << 10;

  public ParsedChunk {
    rejects = List.copyOf(rejects);
    gpus = List.copyOf(gpus);
    if (values != accepted + missing + rejected + expired) {
      throw new IllegalArgumentException(
          "%d values are not %d + %d + %d + %d"
              .formatted(values, accepted, missing, rejected, expired));
    }
  }

  /** What became of the values. */
  public Counts counts() {
    return new Counts(rows, accepted, missing, rejected, expired);
  }

  /** The counts and the rejected rows alone. */
  public ParsedChunk withoutSamples() {
    return new ParsedChunk(
        rows, values, accepted, missing, rejected, expired, rejects, List.of(), firstMs, lastMs);
  }
}
