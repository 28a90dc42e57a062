package nexus.telemetry.ingest;

import java.util.List;
import nexus.telemetry.model.Sha256;

/** Identities of uploads. */
final class Identity {

  private static final int CHARACTERS = 32;

  private Identity() {}

  /** Of content whose SHA-256, in hex, is known. */
  static String ofContent(String sha256) {
    return sha256.substring(0, CHARACTERS);
  }

  /** Of content and of where its chunks begin. */
  static String ofCut(String sha256, List<ReadChunk> chunks) {
    StringBuilder cut = new StringBuilder(sha256);
    chunks.forEach(chunk -> cut.append(':').append(chunk.offset()));
    return ofContent(Sha256.hex(cut.toString()));
  }

  /**
   * Of one version of an object. Without versions it is known by its entity tag, which the same
   * content has again.
   */
  static String ofObject(StoredObject object) {
    ObjectVersion version = object.version();
    String which = version.versionId() == null ? version.etag() : version.versionId();
    return ofContent(Sha256.hex(String.join("\n", version.bucket(), version.key(), which)));
  }
}
