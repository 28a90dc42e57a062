package nexus.telemetry.ingest.objects;

import nexus.telemetry.ingest.given.UploadDefaults;
import nexus.telemetry.ledger.UploadPlan;
import nexus.telemetry.model.Sha256;

/**
 * An object as it was found.
 *
 * @param version which content it is: always with an entity tag, with a version where there are any
 * @param bytes its size
 * @param defaults what its metadata says beside it, and else its key
 */
public record StoredObject(ObjectVersion version, long bytes, UploadDefaults defaults) {

  public StoredObject {
    defaults = defaults.orOfKey(version.key());
  }

  /**
   * Identity of the upload that this is. Without versions an object is known by its entity tag,
   * which the same content has again.
   */
  public String upload() {
    String which = version.versionId() == null ? version.etag() : version.versionId();
    return defaults.identity(Sha256.hex(String.join("\n", version.bucket(), version.key(), which)));
  }

  /** This object with the zone that a request gives, where it gives one. */
  public StoredObject with(String tz) {
    return tz == null ? this : new StoredObject(version, bytes, UploadDefaults.of(tz));
  }

  /** The object as it was found when it was planned. */
  public static StoredObject of(UploadPlan plan) {
    return new StoredObject(
        new ObjectVersion(plan.bucket(), plan.key(), plan.versionId(), plan.etag()),
        plan.bytes(),
        UploadDefaults.of(plan.tz()));
  }
}
