package nexus.functions.api.uploads;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import nexus.functions.api.TimeText;
import nexus.telemetry.query.uploads.IngestProgress;

/**
 * How far an upload is, as answers tell it; {@link IngestProgress} says what its figures are. Times
 * are RFC 3339. What there is not is left out.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UploadAnswer(
    String cluster,
    String upload,
    IngestProgress.Status status,
    Source source,
    IngestProgress.Chunks chunks,
    long rows,
    long values,
    long accepted,
    long missing,
    long rejected,
    long expired,
    long inexact,
    long stored,
    long repeated,
    long replaced,
    long messages,
    String firstTime,
    String lastTime,
    String plannedAt,
    String updatedAt,
    List<Failure> failures,
    List<Reject> rejects) {

  /** The object that was uploaded. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Source(String bucket, String key, String versionId, String etag, long bytes) {

    static Source of(IngestProgress.Source told) {
      return new Source(told.bucket(), told.key(), told.versionId(), told.etag(), told.bytes());
    }
  }

  /** Why a chunk failed last. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Failure(int chunk, String reason, String at) {}

  /** A rejected row. */
  record Reject(long line, String reason, String column, String text) {}

  /**
   * Some of a cluster's uploads, the newest first.
   *
   * @param ingests the uploads, without their failures and rejected rows
   * @param cursor for the page behind; null at the end
   */
  public record Page(String cluster, List<UploadAnswer> ingests, String cursor) {}

  static UploadAnswer of(IngestProgress told) {
    return new UploadAnswer(
        told.cluster(),
        told.upload(),
        told.status(),
        told.source().map(Source::of).orElse(null),
        told.chunks(),
        told.rows(),
        told.values(),
        told.accepted(),
        told.missing(),
        told.rejected(),
        told.expired(),
        told.inexact(),
        told.accepted() - told.repeated() - told.replaced(),
        told.repeated(),
        told.replaced(),
        told.messages(),
        TimeText.orNull(told.firstMs()),
        TimeText.orNull(told.lastMs()),
        TimeText.orNull(told.plannedAtMs()),
        TimeText.orNull(told.updatedAtMs()),
        told.failures().stream()
            .map(one -> new Failure(one.chunk(), one.reason(), TimeText.orNull(one.atMs())))
            .toList(),
        told.rejects().stream()
            .map(row -> new Reject(row.line(), row.reason(), row.column(), row.text()))
            .toList());
  }
}
