package nexus.telemetry.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.keys.Keyspace.LetterKey;
import nexus.telemetry.letters.DeadLetter;
import nexus.telemetry.letters.Letter;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.Timestamps;

/**
 * Some of what was set aside in a cluster, ascending by key.
 *
 * @param cluster the cluster
 * @param count how many dead letters the cluster has
 * @param deadLetters those of the page
 * @param cursor for the page behind; null at the end
 */
public record DeadLetterPage(String cluster, long count, List<Item> deadLetters, String cursor) {

  public DeadLetterPage {
    deadLetters = List.copyOf(deadLetters);
  }

  /**
   * A message, a block or another value that was set aside. Of a letter that cannot be read, key
   * and kind alone are known.
   *
   * @param key the letter's key, by which it is put back or removed
   * @param kind {@code message}, {@code block} or {@code value}
   * @param source key it had in the queue or the store
   * @param host host it belongs to, where the key names one
   * @param gpu index on the host, likewise
   * @param reason why it was set aside
   * @param attempts how often storing it was tried
   * @param firstSeen when it first failed, RFC 3339
   * @param bytes its size
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Item(
      String key,
      String kind,
      String source,
      String host,
      String gpu,
      String reason,
      Integer attempts,
      String firstSeen,
      Integer bytes) {

    static Item of(Letter letter) {
      Optional<GpuId> gpu = letter.place().flatMap(Item::gpu);
      Optional<DeadLetter> says = letter.says();
      return new Item(
          letter.key(),
          kind(letter),
          says.map(DeadLetter::key).orElse(null),
          gpu.map(GpuId::host).orElse(null),
          gpu.map(GpuId::gpu).orElse(null),
          letter.reason(),
          says.map(DeadLetter::attempts).orElse(null),
          says.map(DeadLetter::firstFailedMs).map(Timestamps::format).orElse(null),
          says.map(DeadLetter::bytes).orElse(null));
    }

    private static String kind(Letter letter) {
      LetterKey place = letter.place().orElse(null);
      if (place instanceof LetterKey.OfBlock) {
        return "block";
      }
      return place instanceof LetterKey.OfValue ? "value" : "message";
    }

    private static Optional<GpuId> gpu(LetterKey place) {
      if (place instanceof LetterKey.OfMessage message) {
        return Keyspace.parseTail(message.tail()).map(Keyspace.MessageKey::gpu);
      }
      return place instanceof LetterKey.OfBlock block ? Optional.of(block.gpu()) : Optional.empty();
    }
  }
}
