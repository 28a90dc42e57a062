package nexus.telemetry.formats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static nexus.telemetry.model.Unreadable.newer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.memory.FaultyKv;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.model.StoredFormat;
import nexus.telemetry.testing.SettableClock;
import org.junit.jupiter.api.Test;

class FormatVersionsTest {

  private static final String ALL =
      "{\"v\":1,\"attempts\":1,\"block\":4,\"deadLetter\":1,\"drainCounters\":1,\"expired\":1,"
          + "\"failure\":1,\"incidents\":1,\"ingestCounters\":1,\"latest\":2,\"ledger\":1,\"message\":4,"
          + "\"metadata\":3,\"plan\":1,\"source\":1,\"usage\":1,\"uuid\":1}";

  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-02T00:00:00Z"));
  private final Keyspace keys = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);
  private final Kv kv = new InMemoryKv(clock);
  private final StoredFormats formats = new StoredFormats(kv, keys);

  private void put(String value) {
    Op put = Op.put(keys.formats(), value.getBytes(UTF_8));
    KvFutures.await(kv.txn(Txn.always(List.of(put))));
  }

  private String stored() {
    return new String(
        KvFutures.await(kv.range(Range.key(keys.formats()))).entries().get(0).value(), UTF_8);
  }

  @Test
  void aStoreThatSaysNothingIsWrittenAsRelease10Did() {
    FormatVersions versions = formats.read();

    assertThat(StoredFormat.values())
        .allSatisfy(format -> assertThat(versions.of(format)).isEqualTo(format.first()));
  }

  @Test
  void everythingIsReadThatIsWrittenAndThatRelease10Wrote() {
    assertThat(StoredFormat.values())
        .allSatisfy(
            format -> {
              assertThat(format.first()).isBetween(1, format.written());
              assertThat(format.read()).isBetween(format.written(), 254);
            });
    assertThat(Arrays.stream(StoredFormat.values()).map(StoredFormat::word))
        .doesNotHaveDuplicates();
  }

  @Test
  void raisingWritesEveryFormatByteForByteAndOnce() {
    formats.raise();

    assertThat(stored()).isEqualTo(ALL);
    long revision = KvFutures.await(kv.status()).revision();
    assertThat(formats.raise()).isEqualTo(formats.read());
    assertThat(KvFutures.await(kv.status()).revision()).isEqualTo(revision);
  }

  @Test
  void raisingNeverLowersAndKeepsWhatANewerReleaseAdded() {
    put("{\"block\":7,\"message\":1,\"rollup\":3,\"v\":1}");

    FormatVersions raised = formats.raise();

    assertThat(raised.byWord()).containsEntry("block", 7L).containsEntry("rollup", 3L);
    assertThat(formats.read()).isEqualTo(raised);
  }

  @Test
  void theNumberIsAnUpperBoundAndNeverMoreThanThisReleaseWrites() {
    put("{\"v\":1,\"block\":1,\"message\":99999999999}");

    FormatVersions versions = formats.read();

    assertThat(versions.of(StoredFormat.BLOCK)).isEqualTo(1);
    assertThat(versions.of(StoredFormat.MESSAGE)).isEqualTo(StoredFormat.MESSAGE.written());
  }

  @Test
  void aRaiseThatAnotherOneOvertakesIsWorkedOutAnew() {
    put("{\"v\":1,\"block\":1}");
    FaultyKv overtaken = new FaultyKv(kv);
    boolean[] done = new boolean[1];
    overtaken.onStep(
        step -> {
          if (step.isTxn(FaultyKv.When.BEFORE) && !done[0]) {
            done[0] = true;
            put("{\"v\":1,\"block\":7}");
          }
        });

    new StoredFormats(overtaken, keys).raise();

    assertThat(formats.read().byWord()).containsEntry("block", 7L).containsEntry("message", 4L);
  }

  @Test
  void whatIsSaidInANewerFormStaysAndCountsAsRaised() {
    put("{\"block\":{},\"v\":2}");

    assertThatThrownBy(formats::read).satisfies(newer(StoredFormat.FORMATS, keys.formats()));
    assertThatThrownBy(formats::raise).satisfies(newer(StoredFormat.FORMATS, keys.formats()));
    assertThat(new WritableFormats(kv, keys, clock).now()).isEqualTo(FormatVersions.FIRST.raised());
    assertThat(stored()).isEqualTo("{\"block\":{},\"v\":2}");
  }

  /** Less than all would be wrong: what is in the store already may need it. */
  @Test
  void whatCannotBeReadCountsAsRaisedAndIsPutAnew() {
    for (String none : List.of("x", "{}", "{\"v\":1,\"block\":0}", "{\"v\":1,\"block\":\"2\"}")) {
      put(none);
      assertThat(formats.read()).isEqualTo(FormatVersions.FIRST.raised());
      assertThat(stored()).isEqualTo(none);
      assertThat(formats.raise()).isEqualTo(FormatVersions.FIRST.raised());
      assertThat(stored()).isEqualTo(ALL);

      put(none);
      assertThat(new WritableFormats(kv, keys, clock).now())
          .isEqualTo(FormatVersions.FIRST.raised());
      assertThat(stored()).isEqualTo(ALL);
    }
  }

  @Test
  void whatIsDamagedWhileAWriterRunsIsPutAnew() {
    put("{\"v\":1,\"block\":2,\"rollup\":3}");
    WritableFormats writable = new WritableFormats(kv, keys, clock);
    assertThat(writable.now().of(StoredFormat.BLOCK)).isEqualTo(2);

    put("x");
    clock.advance(Duration.ofSeconds(6));
    writable.now();

    assertThat(formats.read().byWord()).containsEntry("rollup", 3L).containsEntry("block", 4L);
    assertThat(stored()).startsWith("{");
  }

  @Test
  void writersAskOnceAndLaterAtMostOnceInFiveSeconds() {
    put("{\"v\":1,\"block\":1}");
    FaultyKv counted = new FaultyKv(kv);
    int[] reads = {0};
    counted.onStep(step -> reads[0] += step.when() == FaultyKv.When.BEFORE ? 1 : 0);
    WritableFormats writable = new WritableFormats(counted, keys, clock);
    for (int i = 0; i < 9; i++) {
      assertThat(writable.now().of(StoredFormat.BLOCK)).isEqualTo(1);
    }
    assertThat(reads[0]).isEqualTo(1);

    formats.raise();
    clock.advance(Duration.ofSeconds(6));
    writable.now();
    clock.advance(Duration.ofSeconds(6));

    assertThat(writable.now().of(StoredFormat.BLOCK)).isEqualTo(4);
    assertThat(reads[0]).isEqualTo(3);
  }

  /** In the forms of release 1.0 labels would be left out, and samples be lost with them. */
  @Test
  void writersNeverGuessBeforeEtcdHasTold() {
    put(ALL);
    boolean[] isAway = {true};
    WritableFormats writable = new WritableFormats(away(isAway), keys, clock);

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(writable::now).isInstanceOf(KvException.class);
    }
    isAway[0] = false;
    assertThat(writable.now()).isEqualTo(FormatVersions.FIRST.raised());
  }

  @Test
  void writersGoOnWithWhatIsKnownWhileEtcdDoesNotTell() {
    put(ALL);
    boolean[] isAway = {false};
    WritableFormats writable = new WritableFormats(away(isAway), keys, clock);
    writable.now();

    isAway[0] = true;
    for (int i = 0; i < 3; i++) {
      clock.advance(Duration.ofSeconds(6));
      assertThat(writable.now()).isEqualTo(FormatVersions.FIRST.raised());
    }
  }

  private Kv away(boolean[] isAway) {
    FaultyKv faulty = new FaultyKv(kv);
    faulty.onStep(
        step -> {
          if (isAway[0]) {
            throw new KvException(KvException.Kind.UNAVAILABLE, "etcd is away", null);
          }
        });
    return faulty;
  }

  @Test
  void aStoreThatHoldsNothingYetIsWrittenInTheNewestVersionsAndOneThatHoldsSomethingIsNot() {
    Kv empty = new InMemoryKv(clock);
    assertThat(new WritableFormats(empty, keys, clock).now().of(StoredFormat.BLOCK)).isEqualTo(4);
    assertThat(new StoredFormats(empty, keys).read().of(StoredFormat.MESSAGE)).isEqualTo(4);

    for (String key : List.of(keys.queues() + "c/00/x", "/telemetry/clusters/c/latest/h")) {
      Kv old = new InMemoryKv(clock);
      KvFutures.await(old.txn(Txn.always(List.of(Op.put(key, new byte[1])))));
      assertThat(new WritableFormats(old, keys, clock).now()).isEqualTo(FormatVersions.FIRST);
      assertThat(new StoredFormats(old, keys).read()).isEqualTo(FormatVersions.FIRST);
    }
  }
}
