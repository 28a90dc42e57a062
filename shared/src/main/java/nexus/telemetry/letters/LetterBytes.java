package nexus.telemetry.letters;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import nexus.telemetry.kv.Compare;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Retry;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.TxnResult;

/** Puts the bytes of what is set aside, ahead of the letter where they are large. */
final class LetterBytes {

  /** What is larger than this is set aside in two transactions instead of one. */
  private static final int LARGE = 512 << 10;

  private LetterBytes() {}

  /** Whether the bytes must go ahead of the letter. */
  static boolean areLarge(byte[] bytes) {
    return bytes.length > LARGE;
  }

  /**
   * Puts large bytes, on some conditions. Putting them twice is harmless.
   *
   * <p>A value as large as etcd takes no longer fits beside the longer key and the conditions. Then
   * it is cut in two, the second half under the same key with {@code ~} behind it.
   *
   * @return conditions for the letter's own transaction: that the bytes are still these, as
   *     somebody may remove or put them before it; empty when the given conditions did not hold
   */
  static Optional<List<Compare>> put(Kv kv, String key, byte[] bytes, List<Compare> conditions) {
    try {
      return putOne(kv, key, bytes, conditions).map(List::of);
    } catch (KvException e) {
      if (e.kind() != KvException.Kind.TOO_LARGE) {
        throw e;
      }
    }
    int half = bytes.length / 2;
    Optional<Compare> first = putOne(kv, key, Arrays.copyOf(bytes, half), conditions);
    return first.isEmpty()
        ? Optional.empty()
        : putOne(kv, key + "~", Arrays.copyOfRange(bytes, half, bytes.length), conditions)
            .map(second -> List.of(first.get(), second));
  }

  private static Optional<Compare> putOne(
      Kv kv, String key, byte[] value, List<Compare> conditions) {
    Txn txn = Txn.when(conditions, List.of(Op.put(key, value)));
    Retry retry = kv.retry(3, Duration.ofSeconds(5));
    TxnResult result = retry.ofRepeatable(() -> kv.txn(txn));
    return result.succeeded()
        ? Optional.of(Compare.unchanged(key, result.revision()))
        : Optional.empty();
  }
}
