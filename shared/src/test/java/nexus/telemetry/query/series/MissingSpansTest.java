package nexus.telemetry.query.series;

import static nexus.telemetry.testing.TestStore.CLUSTER;
import static nexus.telemetry.testing.TestStore.NOW;
import static nexus.telemetry.testing.TestStore.SPAN;
import static nexus.telemetry.testing.TestStore.column;
import static nexus.telemetry.testing.TestStore.facts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import nexus.telemetry.block.Block;
import nexus.telemetry.block.BlockCodec;
import nexus.telemetry.block.BlockFacts;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.memory.FaultyKv;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.letters.DeadLetter;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.Runs;
import nexus.telemetry.model.TimeRange;
import nexus.telemetry.query.gpu.GpuReference;
import nexus.telemetry.query.letters.DeadLetterQuery;
import nexus.telemetry.query.letters.SetAside;
import nexus.telemetry.testing.TestStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a query answers of a GPU of whose six hours the third cannot be read. */
class MissingSpansTest {

  private static final GpuId GPU = new GpuId("node-1", "0");
  private static final long START = NOW - 6 * SPAN;
  private static final long DAMAGED = START + 2 * SPAN;

  private final Kv kv = new InMemoryKv(TestStore.CLOCK);
  private final TestStore store = new TestStore(kv);

  /** A sample every ten minutes. */
  @BeforeEach
  void fill() {
    Number[] samples = new Number[72];
    for (int i = 0; i < 36; i++) {
      samples[2 * i] = START + i * SPAN / 6;
      samples[2 * i + 1] = i;
    }
    store.gpu(GPU, facts("GPU-1", "H100"), column("A", samples));
    store.put(block(), "no block");
  }

  private String block() {
    return store.keys.block(CLUSTER, GPU, DAMAGED);
  }

  private SeriesPage query(Kv of) {
    return query(of, sixHours());
  }

  private SeriesPage query(Kv of, SeriesRequest request) {
    return new SeriesQuery(of, store.keys, SPAN, TestStore.CLOCK).run(request);
  }

  private static SeriesRequest sixHours() {
    return since(START);
  }

  private static SeriesRequest since(long fromMs) {
    return range(fromMs, SeriesRequest.endOfTime(NOW));
  }

  private static SeriesRequest range(long fromMs, long toMs) {
    return SeriesRequest.samples(
        CLUSTER, new GpuReference.ByPlace(GPU), new TimeRange(fromMs, toMs));
  }

  private List<Entry> letters() {
    return KvFutures.await(kv.range(store.keys.deadLetters(CLUSTER))).entries();
  }

  private static int points(SeriesPage answer) {
    return answer.columns().stream().mapToInt(MetricColumn::size).sum();
  }

  private Missing missing() {
    return new Missing(
        DAMAGED,
        DAMAGED + SPAN,
        DeadLetter.decode(letters().get(0).value()).reason(),
        letters().get(0).key());
  }

  @Test
  void theRestIsAnsweredAndWhatIsMissingIsSaid() {
    SeriesPage first = query(kv);
    SeriesPage again = query(kv);

    assertThat(points(first)).isEqualTo(30);
    assertThat(letters()).hasSize(1);
    assertThat(first.missing()).containsExactly(missing());
    assertThat(missing().reason()).contains("corrupt block");
    assertThat(again).usingRecursiveComparison().ignoringFields("revision").isEqualTo(first);
    assertThat(letters()).hasSize(1);
    assertThat(KvFutures.await(kv.range(Range.key(block()))).entries()).hasSize(1);
  }

  @Test
  void onlyTheTimesAskedForAreMissing() {
    SeriesPage answer = query(kv, range(START, NOW - 210 * 60_000L));

    assertThat(answer.missing())
        .extracting(Missing::fromMs, Missing::toMs)
        .containsExactly(tuple(DAMAGED, NOW - 210 * 60_000L));
    assertThat(query(kv, SeriesRequest.newest(CLUSTER, new GpuReference.ByPlace(GPU))).missing())
        .isEmpty();
    assertThat(query(kv, sixHours().of(new TreeSet<>(List.of("B")))).missing()).hasSize(1);
  }

  /** As where a place's facts were damaged, and say nothing of the numbers that blocks hold. */
  @Test
  void samplesOfFactsThatAreLostAreMissingByUuidAndThereByPlace() {
    Block block =
        new Block(
            List.of(column("A", DAMAGED, 1, DAMAGED + 5, 2)),
            Runs.always(new BlockFacts(7, Collections.emptySortedMap())));
    store.put(block(), BlockCodec.encode(block));

    SeriesPage byUuid =
        query(
            kv,
            SeriesRequest.samples(
                CLUSTER,
                new GpuReference.ByUuid("GPU-1", Optional.empty()),
                new TimeRange(START, SeriesRequest.endOfTime(NOW))));

    assertThat(points(byUuid)).isEqualTo(30);
    assertThat(byUuid.missing())
        .extracting(Missing::fromMs, Missing::toMs, Missing::key)
        .containsExactly(tuple(DAMAGED, DAMAGED + 6, ""));
    assertThat(byUuid.missing().get(0).reason()).contains("whose samples these are is not known");
    assertThat(points(query(kv))).isEqualTo(32);
    assertThat(query(kv).missing()).isEmpty();
    assertThat(letters()).isEmpty();
  }

  @Test
  void bucketsAreAnsweredToo() {
    SeriesPage answer = query(kv, sixHours().everyStep(SPAN / 2, Aggregation.COUNT));

    assertThat(points(answer)).isEqualTo(10);
    assertThat(answer.missing()).containsExactly(missing());
  }

  @Test
  void pagesGoOnOverTheDamage() {
    for (long step : new long[] {0, SPAN / 2}) {
      int points = 0;
      List<Missing> missing = new ArrayList<>();
      Optional<SeriesRequest> next =
          Optional.of(sixHours().everyStep(step, Aggregation.AVG).withLimit(5));
      int pages = 0;
      while (next.isPresent()) {
        SeriesPage page = query(kv, next.get());
        points += points(page);
        missing.addAll(page.missing());
        next = page.nextRequest();
        pages++;
      }

      assertThat(points).isEqualTo(step == 0 ? 30 : 10);
      assertThat(pages).isEqualTo(step == 0 ? 6 : 2);
      assertThat(missing).isNotEmpty().hasSizeLessThan(pages);
      assertThat(missing).allMatch(one -> one.key().equals(letters().get(0).key()));
    }
  }

  @Test
  void samplesThatTookItsPlaceAreAnsweredAndTheRestStaysMissingWhileItsLetterIsThere() {
    query(kv);
    Missing missing = missing();
    store.put(block(), BlockCodec.encode(new Block(List.of(column("A", DAMAGED + 5, 9)))));

    SeriesPage replaced = query(kv);
    DeadLetterQuery letters = new DeadLetterQuery(kv, store.keys, TestStore.CLOCK);
    letters.delete(CLUSTER, missing.key());

    assertThat(points(replaced)).isEqualTo(31);
    assertThat(replaced.missing()).containsExactly(missing);
    assertThat(query(kv).missing()).isEmpty();
    assertThat(points(query(kv))).isEqualTo(31);
  }

  @Test
  void aDamagedBlockGoesWithItsLetter() {
    query(kv);
    DeadLetterQuery letters = new DeadLetterQuery(kv, store.keys, TestStore.CLOCK);
    SetAside item = letters.page(CLUSTER, Optional.empty(), 20).entries().get(0);
    assertThat(item.kind()).isEqualTo(SetAside.Kind.BLOCK);
    assertThat(item.origin().map(SetAside.Origin::key)).contains(block());
    assertThat(item.gpu()).contains(new GpuId("node-1", "0"));
    assertThat(letters.redriveAll(CLUSTER, Optional.empty()).failed()).hasSize(1);

    letters.delete(CLUSTER, item.key());

    assertThat(query(kv).missing()).isEmpty();
    assertThat(points(query(kv))).isEqualTo(30);
    assertThat(letters()).isEmpty();
  }

  @Test
  void aStoreThatTakesNoWritesAnswersAllTheSame() {
    FaultyKv full = new FaultyKv(kv);
    full.onStep(
        step -> {
          if (step.isTxn(FaultyKv.When.BEFORE) && !((Txn) step.request()).conditions().isEmpty()) {
            throw new KvException(KvException.Kind.NO_SPACE, "full", null);
          }
        });

    SeriesPage answer = query(full);

    assertThat(points(answer)).isEqualTo(30);
    assertThat(answer.missing()).hasSize(1);
    assertThat(letters()).isEmpty();
  }

  @Test
  void whereNothingIsDamagedNoFurtherRequestIsSent() {
    AtomicInteger requests = new AtomicInteger();
    FaultyKv counted = new FaultyKv(kv);
    counted.onStep(step -> requests.addAndGet(step.when() == FaultyKv.When.BEFORE ? 1 : 0));

    assertThat(points(query(counted, range(START, NOW - 4 * SPAN)))).isEqualTo(12);

    assertThat(requests).hasValue(1);
  }

  @Test
  void manyDamagedBlocksAreSetAsideSomeARequestAndEachOnce() {
    long end = START - 50 * SPAN;
    for (int i = 0; i < 50; i++) {
      store.put(store.keys.block(CLUSTER, GPU, end + i * SPAN), "no block");
    }
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      List<String> known = letters().stream().map(Entry::key).toList();
      List<Missing> missing = query(kv, since(NOW - 60 * SPAN)).missing();
      List<String> now = letters().stream().map(Entry::key).toList();

      assertThat(missing).hasSize(51);
      assertThat(missing)
          .extracting(Missing::key)
          .filteredOn(key -> !key.isEmpty())
          .containsExactlyInAnyOrderElementsOf(now);
      assertThat(now).containsAll(known);
      kept.add(now.size());
    }

    assertThat(kept).containsExactly(20, 40, 51, 51);
  }

  @Test
  void aBlockThatWasSetAsideIsNotWrittenAgain() {
    query(kv);
    AtomicInteger writes = new AtomicInteger();
    FaultyKv counted = new FaultyKv(kv);
    counted.onStep(
        step -> {
          if (step.isTxn(FaultyKv.When.BEFORE) && !((Txn) step.request()).conditions().isEmpty()) {
            writes.incrementAndGet();
          }
        });

    assertThat(query(counted).missing()).containsExactly(missing());

    assertThat(writes).hasValue(0);
  }

  @Test
  void moreThanCanBeToldIsSaidToBeMore() {
    for (int i = 0; i <= MissingSpans.MOST; i++) {
      store.put(store.keys.blockLetter(CLUSTER, GPU, DAMAGED, 1_000 + i), "{}");
    }

    List<Missing> missing = query(kv).missing();

    assertThat(missing).hasSize(MissingSpans.MOST + 2);
    assertThat(missing.get(missing.size() - 1).reason()).contains("more blocks");
    assertThat(missing.get(missing.size() - 1).toMs())
        .isEqualTo(sixHours().range().orElseThrow().toMs());
  }
}
