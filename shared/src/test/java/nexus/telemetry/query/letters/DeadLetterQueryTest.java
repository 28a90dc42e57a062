package nexus.telemetry.query.letters;

import static nexus.telemetry.testing.TestStore.CLUSTER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.memory.FaultyKv;
import nexus.telemetry.letters.DeadLetter;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.query.NotFoundException;
import nexus.telemetry.testing.TestStore;
import org.junit.jupiter.api.Test;

class DeadLetterQueryTest {

  private final TestStore store = new TestStore();

  private DeadLetterQuery letters(Kv kv) {
    return new DeadLetterQuery(kv, store.keys, TestStore.CLOCK);
  }

  private String unreadable(String tail) {
    String key = store.keys.deadLetter(CLUSTER, "03", tail);
    store.put(key, "unreadable");
    return key;
  }

  private String good(String tail) {
    String key = store.keys.deadLetter(CLUSTER, "03", tail);
    String target = store.keys.queue(CLUSTER, "03") + tail;
    store.put(key, new DeadLetter(1, target, "r", 1, 1, 1).encode());
    store.put(store.keys.deadLetterBytes(CLUSTER, key), "x");
    return key;
  }

  private Redrive all(Kv kv, Optional<String> behind) {
    return letters(kv).redriveAll(CLUSTER, behind);
  }

  @Test
  void aRedriveOfAllGoesOnBehindLettersThatStay() {
    for (int i = 0; i < DeadLetterQuery.MOST_REDRIVEN; i++) {
      unreadable("a%05d".formatted(i));
    }
    good("b");

    Redrive first = all(store.kv, Optional.empty());
    assertThat(first.redriven()).isZero();
    assertThat(first.failures()).isEqualTo(DeadLetterQuery.MOST_REDRIVEN);
    assertThat(first.failed()).hasSize(100);
    assertThat(first.tried()).isPresent();

    Redrive second = all(store.kv, first.tried());
    assertThat(second.redriven()).isEqualTo(1);
    assertThat(second.failures()).isZero();
    assertThat(second.tried()).isEmpty();
    assertThat(second.remaining()).isEqualTo(DeadLetterQuery.MOST_REDRIVEN);
  }

  @Test
  void aKeyThatIsNoLettersIsRefused() {
    for (String wrong :
        List.of("", "x", store.keys.queue(CLUSTER, "03") + "a", "x".repeat(5_000))) {
      assertThatThrownBy(() -> letters(store.kv).redrive(CLUSTER, wrong))
          .isInstanceOfSatisfying(
              InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("key"));
    }
    String gone = store.keys.deadLetter(CLUSTER, "03", "gone");
    assertThatThrownBy(() -> letters(store.kv).redrive(CLUSTER, gone))
        .isInstanceOf(NotFoundException.class);
  }

  /** One letter says nothing of where it was, of another the transaction cannot be made. */
  @Test
  void aLetterThatCannotBeRedrivenStopsNoOther() {
    String keyless = store.keys.deadLetter(CLUSTER, "03", "a");
    store.put(keyless, "{\"v\":1,\"reason\":\"r\",\"attempts\":1,\"firstFailedMs\":1,\"bytes\":1}");
    String strange = good("b");
    good("c");
    FaultyKv faulty = new FaultyKv(store.kv);
    faulty.onStep(
        step -> {
          if (step.isTxn(FaultyKv.When.BEFORE) && step.request().toString().contains(strange)) {
            throw new IllegalStateException("strange");
          }
        });

    Redrive redrive = all(faulty, Optional.empty());

    assertThat(redrive.redriven()).isEqualTo(1);
    assertThat(redrive.failed()).extracting(Redrive.Failure::key).containsExactly(keyless, strange);
    assertThat(redrive.failed().get(1).reason()).contains("strange");
  }

  @Test
  void aLetterWhoseKeyEndsInABlankIsTheOneThatIsDeleted() {
    String plain = unreadable("a");
    String blank = unreadable("a ");

    letters(store.kv).delete(CLUSTER, blank);

    assertThat(letters(store.kv).page(CLUSTER, Optional.empty(), 20).entries())
        .extracting(SetAside::key)
        .containsExactly(plain);
  }

  @Test
  void anEtcdThatIsAwayEndsARedrive() {
    good("a");
    FaultyKv faulty = new FaultyKv(store.kv);
    faulty.onStep(
        step -> {
          if (step.isTxn(FaultyKv.When.BEFORE) && !((Txn) step.request()).conditions().isEmpty()) {
            throw new KvException(KvException.Kind.NO_SPACE, "full", null);
          }
        });

    assertThatThrownBy(() -> all(faulty, Optional.empty())).isInstanceOf(KvException.class);
    assertThat(all(store.kv, Optional.empty()).redriven()).isEqualTo(1);
  }
}
