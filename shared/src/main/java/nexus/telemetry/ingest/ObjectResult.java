package nexus.telemetry.ingest;

import com.fasterxml.jackson.annotation.JsonInclude;
import nexus.telemetry.ingest.objects.ObjectVersion;
import nexus.telemetry.ledger.UploadPlan;

/**
 * What became of an object that was uploaded.
 *
 * @param bucket its bucket
 * @param key its key
 * @param versionId its version; null where there is none
 * @param cluster cluster its samples belong to; null when it was ignored
 * @param upload identity of the upload; null when it was ignored
 * @param bytes its size; null when it was ignored
 * @param chunks number of its chunks; null when it was ignored
 * @param planned whether its chunks are ingested by invocations of their own
 * @param invoked chunks for which an invocation was asked; those ingested before are not
 * @param ignored why nothing was done, or null
 * @param result what it became, where it was ingested at once; else null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ObjectResult(
    String bucket,
    String key,
    String versionId,
    String cluster,
    String upload,
    Long bytes,
    Integer chunks,
    boolean planned,
    Integer invoked,
    String ignored,
    IngestResult result) {

  /** Nothing was done. */
  public static ObjectResult ignored(ObjectVersion object, String reason) {
    return new ObjectResult(
        object.bucket(),
        object.key(),
        object.versionId(),
        null,
        null,
        null,
        null,
        false,
        null,
        reason,
        null);
  }

  static ObjectResult ingested(String cluster, UploadPlan plan, IngestResult result) {
    return of(cluster, plan, null, result);
  }

  static ObjectResult planned(String cluster, UploadPlan plan, int invoked) {
    return of(cluster, plan, invoked, null);
  }

  private static ObjectResult of(
      String cluster, UploadPlan plan, Integer invoked, IngestResult result) {
    return new ObjectResult(
        plan.bucket(),
        plan.key(),
        plan.versionId(),
        cluster,
        plan.upload(),
        plan.bytes(),
        plan.chunks(),
        invoked != null,
        invoked,
        null,
        result);
  }
}
