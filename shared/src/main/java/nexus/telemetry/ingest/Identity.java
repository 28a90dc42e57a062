package nexus.telemetry.ingest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Identities derived from content. */
final class Identity {

  private Identity() {}

  /** SHA-256, in hex, of the content's own and of where its chunks begin. */
  static String ofCut(String sha256OfContent, List<ReadChunk> chunks) {
    StringBuilder cut = new StringBuilder(sha256OfContent);
    chunks.forEach(chunk -> cut.append(':').append(chunk.offset()));
    byte[] text = cut.toString().getBytes(StandardCharsets.US_ASCII);
    return HexFormat.of().formatHex(sha256().digest(text));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
