package nexus.telemetry.letters;

import static nexus.telemetry.model.StoredFormat.DEAD_LETTER;
import static nexus.telemetry.model.Unreadable.newer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.keys.Keyspace.MessageKey;
import nexus.telemetry.kv.Compare;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.memory.FaultyKv;
import nexus.telemetry.letters.DeadLetters.Listed;
import nexus.telemetry.letters.DeadLetters.Redriven;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.testing.SettableClock;
import org.junit.jupiter.api.Test;

/** What is promised of dead letters, on whatever keeps the keys. */
abstract class DeadLettersContract {

  private static final String C = "c1";
  private static final GpuId GPU = new GpuId("host_1", "0");
  private static final String REASON = "not JSON";

  /** Named like other parts of letters' keys. */
  private static final GpuId DAMAGED = new GpuId("00", "bytes");

  final SettableClock clock = new SettableClock(Instant.parse("2026-01-02T00:00:00Z"));
  private final Keyspace keys = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);

  /** An empty store. */
  abstract Kv kv();

  /** Blocks are told by their first byte, since the queue does not know them. */
  private DeadLetters letters(Kv kv) {
    return new DeadLetters(kv, keys, bytes -> bytes.length > 0 && bytes[0] == 'B');
  }

  private static void put(Kv kv, String key, byte[] value) {
    KvFutures.await(kv.txn(Txn.always(List.of(Op.put(key, value)))));
  }

  private static void put(Kv kv, String key, String value) {
    put(kv, key, value.getBytes(StandardCharsets.UTF_8));
  }

  private static List<Entry> read(Kv kv, String prefix) {
    return KvFutures.await(kv.range(Range.prefix(prefix))).entries();
  }

  private static String key(DeadLetters letters) {
    return letters.list(C, Optional.empty(), 1).letters().get(0).key();
  }

  private String queueKey(int i) {
    return keys.message(C, "03", new MessageKey(1_000 + i, GPU, "poison"));
  }

  /** Has a message of partition 03 set aside as a drain does. */
  private void setAside(Kv kv, String queueKey, byte[] message) {
    put(kv, queueKey, message);
    Entry entry = KvFutures.await(kv.range(Range.key(queueKey))).entries().get(0);
    Compare fence = Compare.absent("/telemetry/claims/none");
    assertThat(
            new FailedMessages(kv, keys).undecodable(C, "03", entry, REASON, clock.millis(), fence))
        .isTrue();
  }

  private static byte[] poison(int size) {
    byte[] poison = new byte[size];
    for (int i = 0; i < size; i++) {
      poison[i] = (byte) (i * 31 + i / 257);
    }
    return poison;
  }

  @Test
  void aLetterSaysWhatWasSetAsideAndWhy() {
    Kv kv = kv();
    setAside(kv, queueKey(1), poison(10));

    Listed listed = letters(kv).list(C, Optional.empty(), 10);

    assertThat(listed.count()).isEqualTo(1);
    Letter letter = listed.letters().get(0);
    assertThat(letter.says())
        .contains(new DeadLetter(1, queueKey(1), REASON, 1, clock.millis(), 10));
    assertThat(letter.place())
        .contains(
            new Keyspace.LetterKey.OfMessage(
                "03", Keyspace.tail(new MessageKey(1_001, GPU, "poison"))));
  }

  @Test
  void pagesJoinToAllLettersAndCountThem() {
    Kv kv = kv();
    for (int i = 0; i < 7; i++) {
      setAside(kv, queueKey(i), poison(3));
    }
    put(kv, keys.blockLetter(C, GPU, 5, 9), "{}");
    put(kv, keys.deadLetterBytes(C, keys.blockLetter(C, GPU, 5, 9)), "x");
    DeadLetters letters = letters(kv);

    List<String> found = new ArrayList<>();
    Optional<String> after = Optional.empty();
    Listed page;
    do {
      page = letters.list(C, after, 3);
      assertThat(page.count()).isEqualTo(8);
      page.letters().forEach(letter -> found.add(letter.key()));
      after = Optional.of(found.get(found.size() - 1));
    } while (page.more());

    assertThat(found).hasSize(8).isSorted().doesNotHaveDuplicates();
    assertThat(letters.count(C)).isEqualTo(8);
  }

  @Test
  void aRedrivenMessageWaitsAgainByteForByteAndNothingIsLeftOfItsLetter() {
    Kv kv = kv();
    for (int size : new int[] {0, 100, 600 << 10, (1536 << 10) - 900}) {
      setAside(kv, queueKey(1), poison(size));
      DeadLetters letters = letters(kv);

      assertThat(letters.redrive(C, key(letters))).contains(Redriven.DONE);

      assertThat(read(kv, keys.queue(C))).hasSize(1);
      Entry again = read(kv, keys.queue(C)).get(0);
      assertThat(again.key()).isEqualTo(queueKey(1));
      assertThat(Arrays.equals(again.value(), poison(size))).as("%d bytes", size).isTrue();
      assertThat(read(kv, "/telemetry/deadletter/")).isEmpty();
      assertThat(read(kv, "/telemetry/attempts/")).isEmpty();
      KvFutures.await(kv.txn(Txn.always(List.of(Op.delete(queueKey(1))))));
    }
  }

  /** Its bytes fill a request by themselves: they lie under two keys, and go with both. */
  @Test
  void aMessageAsLargeAsEtcdTakesStaysAndCanBeRemoved() {
    Kv kv = kv();
    setAside(kv, queueKey(1), poison((1536 << 10) - 150));
    assertThat(read(kv, "/telemetry/deadletter/")).hasSize(3);
    DeadLetters letters = letters(kv);

    Redriven redriven = letters.redrive(C, key(letters)).orElseThrow();

    assertThat(redriven.done()).isFalse();
    assertThat(redriven.reason()).contains("too large");
    assertThat(read(kv, "/telemetry/deadletter/")).hasSize(3);
    assertThat(letters.delete(C, key(letters))).isPresent();
    assertThat(read(kv, "/telemetry/")).isEmpty();
  }

  @Test
  void aMessageThatWaitsIsNotReplaced() {
    Kv kv = kv();
    setAside(kv, queueKey(1), poison(10));
    put(kv, queueKey(1), "new");
    DeadLetters letters = letters(kv);

    Redriven redriven = letters.redrive(C, key(letters)).orElseThrow();

    assertThat(redriven.done()).isFalse();
    assertThat(redriven.reason()).contains("waits in the queue");
    assertThat(read(kv, keys.queue(C)).get(0).value())
        .isEqualTo("new".getBytes(StandardCharsets.UTF_8));
    assertThat(letters.count(C)).isEqualTo(1);
  }

  @Test
  void nothingIsPutOutsideTheQueueOfTheCluster() {
    Kv kv = kv();
    for (String target :
        List.of(
            "/telemetry/clusters/c1/latest/h",
            keys.queue("c2", "03") + "t",
            keys.queue(C, "04") + "t",
            keys.queue(C) + "t",
            "")) {
      String letter = keys.deadLetter(C, "03", "t");
      put(
          kv,
          letter,
          new String(new DeadLetter(1, target, REASON, 1, 1, 1).encode(), StandardCharsets.UTF_8));
      put(kv, keys.deadLetterBytes(C, letter), "x");

      assertThat(letters(kv).redrive(C, letter).orElseThrow().done()).as(target).isFalse();
    }
    assertThat(read(kv, "/telemetry/queue/")).isEmpty();
    assertThat(read(kv, "/telemetry/clusters/")).isEmpty();
  }

  @Test
  void aStrayIsNotPutBackWhereNoDrainWouldFindIt() {
    Kv kv = kv();
    String stray = keys.queue(C) + "stray\n/x";
    put(kv, stray, "x");
    Entry entry = read(kv, stray).get(0);
    assertThat(new FailedMessages(kv, keys).stray(C, entry, 7, value -> false)).isTrue();
    DeadLetters letters = letters(kv);

    Redriven redriven = letters.redrive(C, key(letters)).orElseThrow();

    assertThat(redriven.reason()).contains("no partition");
    assertThat(letters.delete(C, key(letters)).orElseThrow().says().orElseThrow().key())
        .isEqualTo(stray);
    assertThat(read(kv, "/telemetry/")).isEmpty();
  }

  @Test
  void bytesThatAreNotThoseThatWereSetAsideAreNotPutBack() {
    Kv kv = kv();
    setAside(kv, queueKey(1), poison(10));
    DeadLetters letters = letters(kv);
    String key = key(letters);
    put(kv, keys.deadLetterBytes(C, key), "other");

    assertThat(letters.redrive(C, key).orElseThrow().reason()).contains("bytes");
    KvFutures.await(kv.txn(Txn.always(List.of(Op.delete(keys.deadLetterBytes(C, key))))));
    assertThat(letters.redrive(C, key).orElseThrow().reason()).contains("bytes");
  }

  @Test
  void aKeyThatOnlyLooksLikeASecondHalfIsLeftAlone() {
    Kv kv = kv();
    setAside(kv, queueKey(1), poison(10));
    setAside(kv, queueKey(1) + "~", poison(20));
    DeadLetters letters = letters(kv);

    assertThat(letters.redrive(C, key(letters))).contains(Redriven.DONE);
    assertThat(letters.redrive(C, key(letters))).contains(Redriven.DONE);

    assertThat(read(kv, keys.queue(C)))
        .extracting(entry -> entry.value().length)
        .containsExactly(10, 20);
  }

  @Test
  void aLetterThatCannotBeReadIsListedAndCanBeRemoved() {
    Kv kv = kv();
    put(kv, keys.deadLetter(C, "03", "t"), "garbage");
    put(kv, "/telemetry/deadletter/c1/9", new byte[] {1});
    DeadLetters letters = letters(kv);

    assertThat(letters.list(C, Optional.empty(), 9).letters())
        .hasSize(2)
        .allMatch(letter -> letter.says().isEmpty());
    assertThat(letters.redrive(C, key(letters)).orElseThrow().done()).isFalse();
    assertThat(letters.delete(C, key(letters))).isPresent();
    assertThat(letters.delete(C, key(letters))).isPresent();
    assertThat(letters.delete(C, keys.deadLetter(C, "03", "t"))).isEmpty();
    assertThat(read(kv, "/telemetry/")).isEmpty();
  }

  @Test
  void aRedriveWhoseAnswerIsLostPutsTheMessageOnce() {
    Kv kv = kv();
    for (FaultyKv.When when : FaultyKv.When.values()) {
      setAside(kv, queueKey(1), poison(10));
      FaultyKv faulty = new FaultyKv(kv);
      int[] redrives = {0};
      faulty.onStep(
          step -> {
            if (step.isTxn(when) && isMove((Txn) step.request()) && redrives[0]++ == 0) {
              drained(kv);
              throw new KvException(KvException.Kind.TIMEOUT, "lost", null);
            }
          });
      DeadLetters letters = letters(faulty);

      Redriven redriven = letters.redrive(C, key(letters)).orElseThrow();

      boolean applied = when == FaultyKv.When.AFTER;
      assertThat(redriven.done()).isEqualTo(!applied);
      assertThat(read(kv, keys.queue(C))).hasSize(applied ? 0 : 1);
      assertThat(letters.count(C)).isZero();
      assertThat(letters.redrive(C, keys.deadLetter(C, "03", "t"))).isEmpty();
      drained(kv);
    }
  }

  private static boolean isMove(Txn txn) {
    return txn.then().stream().anyMatch(Op.Put.class::isInstance);
  }

  /** What a drain does: the message is gone, its samples are stored. */
  private void drained(Kv kv) {
    for (Entry message : read(kv, keys.queue(C))) {
      KvFutures.await(kv.txn(Txn.always(List.of(Op.delete(message.key())))));
    }
  }

  @Test
  void aDeletionWhoseAnswerIsLostIsADeletion() {
    Kv kv = kv();
    setAside(kv, queueKey(1), poison(10));
    FaultyKv faulty = new FaultyKv(kv);
    DeadLetters letters = letters(faulty);
    String key = key(letters);
    int[] removals = {0};
    faulty.onStep(
        step -> {
          if (step.isTxn(FaultyKv.When.AFTER)
              && !((Txn) step.request()).conditions().isEmpty()
              && removals[0]++ == 0) {
            throw new KvException(KvException.Kind.UNAVAILABLE, "lost", null);
          }
        });

    assertThat(letters.delete(C, key)).isPresent();

    assertThat(letters.delete(C, key)).isEmpty();
    assertThat(read(kv, "/telemetry/")).isEmpty();
  }

  @Test
  void aStoreThatIsAwayIsToldAndNothingIsChanged() {
    Kv kv = kv();
    setAside(kv, queueKey(1), poison(10));
    FaultyKv faulty = new FaultyKv(kv);
    DeadLetters letters = letters(faulty);
    String key = key(letters);
    faulty.onStep(
        step -> {
          if (step.isTxn(FaultyKv.When.BEFORE) && isMove((Txn) step.request())) {
            throw new KvException(KvException.Kind.NO_SPACE, "full", null);
          }
        });

    assertThatThrownBy(() -> letters.redrive(C, key)).isInstanceOf(KvException.class);
    assertThat(letters.count(C)).isEqualTo(1);
  }

  /** Four redrive all there is, again and again, while a drain takes what comes. */
  @Test
  void redrivesAtOncePutEachMessageOnce() throws Exception {
    Kv kv = kv();
    int many = 60;
    for (int i = 0; i < many; i++) {
      setAside(kv, queueKey(i), poison(i + 1));
    }
    Map<String, Integer> drained = new HashMap<>();
    ExecutorService pool = Executors.newFixedThreadPool(5);
    try {
      List<Future<Integer>> redrives = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        redrives.add(pool.submit(redriveAll(letters(kv))));
      }
      Future<?> drain = pool.submit(() -> drainAll(kv, many, drained));
      int done = 0;
      for (Future<Integer> redrive : redrives) {
        done += redrive.get();
      }
      drain.get();

      assertThat(done).isEqualTo(many);
      assertThat(drained).hasSize(many).allSatisfy((key, times) -> assertThat(times).isEqualTo(1));
      assertThat(count(kv)).isEqualTo(many);
    } finally {
      pool.shutdownNow();
    }
  }

  /** How many puts into the queue were counted, once nothing but that is left. */
  private long count(Kv kv) {
    List<Entry> left = read(kv, "/telemetry/");
    assertThat(left).extracting(Entry::key).containsExactly(keys.published());
    return left.get(0).version();
  }

  private static Callable<Integer> redriveAll(DeadLetters letters) {
    return () -> {
      int done = 0;
      while (true) {
        Listed listed = letters.list(C, Optional.empty(), 10);
        if (listed.count() == 0) {
          return done;
        }
        for (Letter letter : listed.letters()) {
          done += letters.redrive(C, letter.key()).filter(Redriven::done).isPresent() ? 1 : 0;
        }
      }
    };
  }

  private Void drainAll(Kv kv, int many, Map<String, Integer> drained) {
    while (drained.size() < many) {
      for (Entry message : read(kv, keys.queue(C))) {
        Compare unchanged = Compare.unchanged(message.key(), message.modRevision());
        Txn acknowledge = Txn.when(List.of(unchanged), List.of(Op.delete(message.key())));
        if (KvFutures.await(kv.txn(acknowledge)).succeeded()) {
          drained.merge(message.key(), 1, Integer::sum);
        }
      }
    }
    return null;
  }

  /** Puts what is no block where one should be, and has it set aside. */
  private Quarantine.Damaged damage(Kv kv, byte[] bytes) {
    String block = keys.block(C, DAMAGED, 3_600_000);
    put(kv, block, bytes);
    Entry entry = read(kv, block).get(0);
    Quarantine.Damaged damaged = Quarantine.Damaged.of(entry, "corrupt");
    assertThat(new Quarantine(kv, keys).keep(C, damaged, 5, List.of())).isTrue();
    return damaged;
  }

  @Test
  void aDamagedBlockIsKeptOnceByteForByteAndStaysWhereItIs() {
    Kv kv = kv();
    for (int size : new int[] {0, 10, 700 << 10, (1536 << 10) - 130}) {
      Quarantine.Damaged damaged = damage(kv, poison(size));
      assertThat(new Quarantine(kv, keys).keep(C, damaged, 6, List.of())).isTrue();

      DeadLetters letters = letters(kv);
      Listed listed = letters.list(C, Optional.empty(), 9);
      assertThat(listed.count()).isEqualTo(1);
      Letter letter = listed.letters().get(0);
      assertThat(letter.says()).contains(new DeadLetter(1, damaged.key(), "corrupt", 1, 5, size));
      assertThat(letter.place())
          .contains(new Keyspace.LetterKey.OfBlock(DAMAGED, 3_600_000, damaged.revision()));
      ByteArrayOutputStream kept = new ByteArrayOutputStream();
      read(kv, keys.deadLetterBytes(C, letter.key())).forEach(e -> kept.writeBytes(e.value()));
      assertThat(Arrays.equals(kept.toByteArray(), poison(size))).as("%d bytes", size).isTrue();
      assertThat(read(kv, damaged.key())).hasSize(1);

      assertThat(letters.redrive(C, letter.key()).orElseThrow().reason()).contains("upload");
      assertThat(letters.delete(C, letter.key())).isPresent();
      assertThat(read(kv, "/telemetry/")).isEmpty();
    }
  }

  @Test
  void aBlockThatWasMendedOrReplacedMeanwhileIsNotSetAsideNorRemoved() {
    Kv kv = kv();
    Quarantine.Damaged damaged = damage(kv, poison(10));
    String key = key(letters(kv));
    put(kv, damaged.key(), "new");

    assertThat(letters(kv).delete(C, key)).isPresent();
    assertThat(new Quarantine(kv, keys).keep(C, damaged, 6, List.of())).isFalse();

    assertThat(read(kv, "/telemetry/")).extracting(Entry::key).containsOnly(damaged.key());
  }

  @Test
  void twoDamagesOfOneBlockAreTwoLetters() {
    Kv kv = kv();
    damage(kv, poison(10));
    damage(kv, poison(11));

    assertThat(letters(kv).count(C)).isEqualTo(2);
  }

  @Test
  void aBlockThatCanBeReadWhereItStandsKeepsStandingWhenItsLetterGoes() {
    Kv kv = kv();
    Quarantine.Damaged first = damage(kv, new byte[] {'B'});
    assertThat(letters(kv).redrive(C, key(letters(kv)))).contains(Redriven.DONE);
    assertThat(read(kv, "/telemetry/")).extracting(Entry::key).containsOnly(first.key());

    damage(kv, new byte[] {'B', 'B'});
    assertThat(letters(kv).delete(C, key(letters(kv)))).isPresent();
    assertThat(read(kv, "/telemetry/")).extracting(Entry::key).containsOnly(first.key());
  }

  /** Removes large bytes, once, as soon as they are put ahead of their letter. */
  private FaultyKv losingLargeBytes(Kv kv) {
    FaultyKv faulty = new FaultyKv(kv);
    int[] losses = {0};
    faulty.onStep(
        step -> {
          if (step.isTxn(FaultyKv.When.AFTER)
              && ((Txn) step.request()).then().size() == 1
              && losses[0]++ == 0) {
            read(kv, "/telemetry/deadletter/" + C + "/bytes/")
                .forEach(e -> KvFutures.await(kv.txn(Txn.always(List.of(Op.delete(e.key()))))));
          }
        });
    return faulty;
  }

  @Test
  void aMessageWhoseLargeBytesAreRemovedBeforeItsLetterIsWrittenWaits() {
    Kv kv = kv();
    put(kv, queueKey(1), poison(600 << 10));
    Entry message = read(kv, queueKey(1)).get(0);
    Compare fence = Compare.absent("/telemetry/claims/none");
    FailedMessages failed = new FailedMessages(losingLargeBytes(kv), keys);

    assertThat(failed.undecodable(C, "03", message, REASON, 5, fence)).isFalse();
    assertThat(read(kv, "/telemetry/")).extracting(Entry::key).containsExactly(queueKey(1));

    assertThat(failed.undecodable(C, "03", message, REASON, 5, fence)).isTrue();
    assertThat(letters(kv).redrive(C, key(letters(kv)))).contains(Redriven.DONE);
    assertThat(Arrays.equals(read(kv, queueKey(1)).get(0).value(), poison(600 << 10))).isTrue();
  }

  @Test
  void aBlockWhoseLargeBytesAreRemovedBeforeItsLetterIsWrittenIsNotKept() {
    Kv kv = kv();
    String block = keys.block(C, DAMAGED, 3_600_000);
    put(kv, block, poison(600 << 10));
    Quarantine.Damaged damaged = Quarantine.Damaged.of(read(kv, block).get(0), "corrupt");
    Quarantine quarantine = new Quarantine(losingLargeBytes(kv), keys);

    assertThat(quarantine.keep(C, damaged, 5, List.of())).isFalse();
    assertThat(letters(kv).count(C)).isZero();

    assertThat(quarantine.keep(C, damaged, 5, List.of())).isTrue();
    List<Entry> bytes = read(kv, keys.deadLetterBytes(C, key(letters(kv))));
    assertThat(Arrays.equals(bytes.get(0).value(), poison(600 << 10))).isTrue();
  }

  @Test
  void aBlockWithALetterButNoBytesIsNotKept() {
    Kv kv = kv();
    Quarantine.Damaged damaged = damage(kv, poison(10));
    String bytes = keys.deadLetterBytes(C, key(letters(kv)));
    KvFutures.await(kv.txn(Txn.always(List.of(Op.delete(bytes)))));

    assertThat(new Quarantine(kv, keys).keep(C, damaged, 6, List.of())).isFalse();
  }

  @Test
  void noLetterTakesThePlaceOfAnotherOfTheSameKey() {
    Kv kv = kv();
    setAside(kv, queueKey(1), poison(10));
    setAside(kv, queueKey(1), poison(20));
    DeadLetters letters = letters(kv);
    assertThat(letters.count(C)).isEqualTo(2);

    for (int size : new int[] {10, 20}) {
      assertThat(letters.redrive(C, key(letters))).contains(Redriven.DONE);
      assertThat(read(kv, queueKey(1)).get(0).value()).isEqualTo(poison(size));
      drained(kv);
    }
    assertThat(count(kv)).isEqualTo(2);
  }

  @Test
  void aStrayAndAMessageWithTheSameTailAreTwoLetters() {
    Kv kv = kv();
    put(kv, keys.queue(C) + "foo", "stray");
    put(kv, keys.queue(C, "00") + "foo", "message");
    FailedMessages failed = new FailedMessages(kv, keys);
    Entry message = read(kv, keys.queue(C, "00")).get(0);
    Compare fence = Compare.absent("/telemetry/claims/none");

    assertThat(failed.stray(C, read(kv, keys.queue(C) + "foo").get(0), 7, value -> false)).isTrue();
    assertThat(failed.undecodable(C, "00", message, REASON, 7, fence)).isTrue();

    DeadLetters letters = letters(kv);
    assertThat(letters.count(C)).isEqualTo(2);
    List<Redriven> redriven =
        letters.list(C, Optional.empty(), 9).letters().stream()
            .map(letter -> letters.redrive(C, letter.key()).orElseThrow())
            .toList();
    assertThat(redriven).filteredOn(Redriven::done).hasSize(1);
    assertThat(read(kv, keys.queue(C))).extracting(Entry::key).containsExactly(message.key());
  }

  @Test
  void aLetterOfAnotherVersionOrWithoutAKeyCannotBeRead() {
    Kv kv = kv();
    String rest = "\"reason\":\"r\",\"attempts\":1,\"firstFailedMs\":1,\"bytes\":1}";
    put(kv, keys.deadLetter(C, "03", "t"), "{\"v\":1," + rest);
    put(kv, keys.deadLetter(C, "03", "u"), "{\"v\":0,\"key\":\"k\"," + rest);
    DeadLetters letters = letters(kv);

    assertThat(letters.list(C, Optional.empty(), 9).letters())
        .hasSize(2)
        .allSatisfy(
            letter -> {
              assertThat(letter.says()).isEmpty();
              assertThat(letters.redrive(C, letter.key()).orElseThrow().reason())
                  .contains("cannot be read");
            });
  }

  @Test
  void aLetterOfANewerVersionSaysSoAndStays() {
    Kv kv = kv();
    String key = keys.deadLetter(C, "03", "u");
    put(kv, key, "{\"key\":[],\"v\":2}");
    DeadLetters letters = letters(kv);

    assertThatThrownBy(() -> letters.list(C, Optional.empty(), 9))
        .satisfies(newer(DEAD_LETTER, key));
    assertThatThrownBy(() -> letters.redrive(C, key)).satisfies(newer(DEAD_LETTER, key));
    assertThatThrownBy(() -> letters.delete(C, key)).satisfies(newer(DEAD_LETTER, key));
    assertThat(letters.keys(C, Optional.empty(), 9).keys()).containsExactly(key);
  }

  @Test
  void aQuarantineWhoseAnswerIsLostIsOne() {
    Kv kv = kv();
    FaultyKv faulty = new FaultyKv(kv);
    int[] steps = {0};
    faulty.onStep(
        step -> {
          if (step.isTxn(FaultyKv.When.AFTER)
              && !((Txn) step.request()).conditions().isEmpty()
              && steps[0]++ == 0) {
            throw new KvException(KvException.Kind.TIMEOUT, "lost", null);
          }
        });
    damage(faulty, poison(10));

    assertThat(steps[0]).isEqualTo(2);
    assertThat(letters(kv).count(C)).isEqualTo(1);
  }
}
