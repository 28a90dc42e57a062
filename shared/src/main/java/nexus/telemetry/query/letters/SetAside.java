package nexus.telemetry.query.letters;

import java.util.Optional;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.keys.Keyspace.LetterKey;
import nexus.telemetry.letters.DeadLetter;
import nexus.telemetry.letters.Letter;
import nexus.telemetry.model.GpuId;

/**
 * A message, a block or another value that was set aside.
 *
 * @param key the letter's key, by which it is put back or removed
 * @param kind what it is
 * @param gpu the GPU it belongs to, where the key names one
 * @param reason why it was set aside; null where the letter says none
 * @param origin where it was; empty of a letter that cannot be read
 */
public record SetAside(
    String key, Kind kind, Optional<GpuId> gpu, String reason, Optional<Origin> origin) {

  /** What can be set aside. */
  public enum Kind {
    MESSAGE,
    BLOCK,
    VALUE
  }

  /**
   * What a letter says of what it stands for.
   *
   * @param key key it had in the queue or the store
   * @param attempts how often storing it was tried
   * @param firstFailedMs when it first failed, epoch milliseconds
   * @param bytes its size
   */
  public record Origin(String key, int attempts, long firstFailedMs, int bytes) {

    static Origin of(DeadLetter says) {
      return new Origin(says.key(), says.attempts(), says.firstFailedMs(), says.bytes());
    }
  }

  static SetAside of(Letter letter) {
    return new SetAside(
        letter.key(),
        letter.place().map(SetAside::kind).orElse(Kind.MESSAGE),
        letter.place().flatMap(SetAside::gpu),
        letter.reason(),
        letter.says().map(Origin::of));
  }

  private static Kind kind(LetterKey place) {
    if (place instanceof LetterKey.OfBlock) {
      return Kind.BLOCK;
    }
    return place instanceof LetterKey.OfValue ? Kind.VALUE : Kind.MESSAGE;
  }

  private static Optional<GpuId> gpu(LetterKey place) {
    if (place instanceof LetterKey.OfMessage message) {
      return Keyspace.parseTail(message.tail()).flatMap(Keyspace.MessageKey::gpu);
    }
    return place instanceof LetterKey.OfBlock block ? Optional.of(block.gpu()) : Optional.empty();
  }
}
