package nexus.telemetry.ingest;

import nexus.telemetry.ledger.UploadPlan;

/**
 * An object as it was found.
 *
 * @param version which content it is: always with an entity tag, with a version where there are any
 * @param bytes its size
 */
public record StoredObject(ObjectVersion version, long bytes) {

  /** The object as it was found when it was planned. */
  static StoredObject of(UploadPlan plan) {
    return new StoredObject(
        new ObjectVersion(plan.bucket(), plan.key(), plan.versionId(), plan.etag()), plan.bytes());
  }
}
