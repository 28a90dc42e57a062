package nexus.telemetry.letters;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import nexus.telemetry.json.StoredVersion;
import nexus.telemetry.model.StoredFormat;

/**
 * Why a message was set aside: the value of its dead letter key. The message's bytes stand
 * untouched under a key of their own, because they may be as large as etcd takes.
 *
 * @param v format version
 * @param key key the message had in the queue
 * @param reason why it cannot be stored
 * @param attempts how often storing it was tried
 * @param firstFailedMs when it first failed, epoch milliseconds
 * @param bytes size of the message
 */
public record DeadLetter(
    int v, String key, String reason, int attempts, long firstFailedMs, int bytes) {

  /** Format version that is written. */
  public static final int VERSION = 1;

  private static final int MAX_REASON = 1_000;
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /** Cuts the reason. */
  public DeadLetter {
    reason =
        reason != null && reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) : reason;
  }

  /** UTF-8 JSON. */
  public byte[] encode() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws UncheckedIOException when it is none, or of no known version
   * @throws nexus.telemetry.model.NewerFormatException when it is of a newer version
   */
  public static DeadLetter decode(byte[] json) {
    try {
      DeadLetter letter = JSON.readValue(json, DeadLetter.class);
      if (letter == null || letter.v != VERSION || letter.key == null) {
        throw new IOException("no key, or not version " + VERSION);
      }
      return letter;
    } catch (IOException e) {
      StoredVersion.check(StoredFormat.DEAD_LETTER, json);
      throw new UncheckedIOException("not a dead letter", e);
    }
  }
}
