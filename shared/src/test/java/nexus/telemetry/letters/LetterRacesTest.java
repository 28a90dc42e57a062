package nexus.telemetry.letters;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.keys.Keyspace.MessageKey;
import nexus.telemetry.kv.Compare;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.letters.DeadLetters.Redriven;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.testing.SettableClock;
import org.junit.jupiter.api.Test;

/** Dead letters that meet others of the same key, and hands that come between. */
class LetterRacesTest {

  private static final String C = "c1";
  private static final int LARGE = 600 << 10;

  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-02T00:00:00Z"));
  private final Keyspace keys = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);
  private final Kv kv = new InMemoryKv(clock);
  private final DeadLetters letters = new DeadLetters(kv, keys, bytes -> false);
  private final String message =
      keys.message(C, "03", new MessageKey(1_000, new GpuId("h", "0"), "poison"));

  private Entry put(String key, byte[] value) {
    KvFutures.await(kv.txn(Txn.always(List.of(Op.put(key, value)))));
    return KvFutures.await(kv.range(Range.key(key))).entries().get(0);
  }

  private boolean setAside(Kv through, Entry entry) {
    Compare anyFence = Compare.absent("/telemetry/claims/none");
    return new FailedMessages(through, keys)
        .undecodable(C, "03", entry, "not JSON", clock.millis(), anyFence);
  }

  private List<Entry> read(String prefix) {
    return KvFutures.await(kv.range(Range.prefix(prefix))).entries();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void messagesOfOneKeyHaveLettersOfTheirOwn() {
    assertThat(setAside(kv, put(message, ascii("first")))).isTrue();
    assertThat(setAside(kv, put(message, ascii("second")))).isTrue();

    List<Letter> both = letters.list(C, Optional.empty(), 10).letters();

    assertThat(both).hasSize(2);
    for (int i = 0; i < 2; i++) {
      assertThat(letters.redrive(C, both.get(i).key()).map(Redriven::done)).contains(true);
      Entry back = read(message).get(0);
      assertThat(back.value()).isEqualTo(ascii(i == 0 ? "first" : "second"));
      KvFutures.await(kv.txn(Txn.always(List.of(Op.delete(message)))));
    }
    assertThat(read("/telemetry/deadletter/")).isEmpty();
  }

  @Test
  void aStrayAndAMessageOfPartitionZeroHaveLettersOfTheirOwn() {
    FailedMessages failed = new FailedMessages(kv, keys);
    Entry stray = put(keys.queue(C) + "foo", ascii("stray"));
    assertThat(failed.stray(C, stray, clock.millis(), value -> false)).isTrue();
    Entry inside = put(keys.queue(C, "00") + "foo", ascii("inside"));
    Compare anyFence = Compare.absent("/telemetry/claims/none");
    assertThat(failed.undecodable(C, "00", inside, "no name", clock.millis(), anyFence)).isTrue();

    assertThat(letters.list(C, Optional.empty(), 10).letters())
        .extracting(letter -> letter.says().orElseThrow().key())
        .containsExactlyInAnyOrder(stray.key(), inside.key());
  }

  @Test
  void aLetterIsNotWrittenWhenItsBytesWereRemovedMeanwhile() {
    Entry large = put(message, new byte[LARGE]);

    assertThat(setAside(removingBytesAfterTheirPut(), large)).isFalse();

    assertThat(read(message)).hasSize(1);
    assertThat(read("/telemetry/deadletter/")).isEmpty();
    assertThat(setAside(kv, large)).isTrue();
    assertThat(read(message)).isEmpty();
    assertThat(read("/telemetry/deadletter/")).hasSize(2);
  }

  @Test
  void aDamagedBlockIsNotKeptWhenItsBytesWereRemovedMeanwhile() {
    GpuId gpu = new GpuId("h", "0");
    Entry block = put(keys.block(C, gpu, 0), new byte[LARGE]);
    Quarantine.Damaged damaged = Quarantine.Damaged.of(block, "garbage");

    boolean kept =
        new Quarantine(removingBytesAfterTheirPut(), keys)
            .keep(C, damaged, clock.millis(), List.of());

    assertThat(kept).isFalse();
    assertThat(read("/telemetry/deadletter/")).isEmpty();
    assertThat(new Quarantine(kv, keys).keep(C, damaged, clock.millis(), List.of())).isTrue();
    assertThat(read("/telemetry/deadletter/")).hasSize(2);
  }

  @Test
  void aLetterThatSaysNoKeyCannotBeReadAndIsToldSo() {
    for (String text :
        List.of(
            "{\"v\":1,\"reason\":\"r\",\"attempts\":1,\"firstFailedMs\":1,\"bytes\":1}",
            "{\"v\":0,\"key\":\"k\",\"reason\":\"r\",\"attempts\":1,\"firstFailedMs\":1,\"bytes\":1}",
            "null")) {
      put(keys.deadLetter(C, "03", "x"), ascii(text));

      Letter letter = letters.list(C, Optional.empty(), 1).letters().get(0);

      assertThat(letter.says()).isEmpty();
      assertThat(letters.redrive(C, letter.key()).map(Redriven::reason)).contains(letter.reason());
    }
  }

  /** A hand that removes the bytes as soon as they are there, once. */
  private Kv removingBytesAfterTheirPut() {
    boolean[] done = new boolean[1];
    return (Kv)
        Proxy.newProxyInstance(
            Kv.class.getClassLoader(),
            new Class<?>[] {Kv.class},
            (self, method, arguments) -> {
              try {
                Object answer = method.invoke(kv, arguments);
                List<Entry> bytes = read("/telemetry/deadletter/" + C + "/bytes/");
                if (method.getName().equals("txn") && !done[0] && !bytes.isEmpty()) {
                  done[0] = true;
                  KvFutures.await(kv.txn(Txn.always(List.of(Op.delete(bytes.get(0).key())))));
                }
                return answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
