package nexus.telemetry.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import nexus.telemetry.formats.StoredFormats;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.keys.Keyspace.MessageKey;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.letters.FailedMessages;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.testing.Samples;
import nexus.telemetry.testing.StoreContents;
import org.junit.jupiter.api.Test;

/** Messages that carry a scrape of several GPUs of a host. */
final class HostMessagesTest extends DrainFixture {

  private final InMemoryKv kv = new InMemoryKv(clock);
  private final List<GpuSamples> published = new ArrayList<>();

  @Override
  Kv kv() {
    return kv;
  }

  private void publishAll(GpuSamples... samples) {
    publish(kv, samples);
    published.addAll(List.of(samples));
  }

  private List<Entry> waiting() {
    return read(kv, Range.prefix(keys.queue(CLUSTER)));
  }

  private void assertStored() {
    assertThat(waiting()).isEmpty();
    assertThat(StoreContents.of(kv, CLUSTER)).isEqualTo(StoreContents.expected(published));
  }

  @Test
  void aScrapeOfAHostIsOneMessageAndAnAlterationOfOneGpuAnother() {
    publishAll(
        Samples.one(gpu(1, 0), Samples.UTIL, T0, 1), Samples.one(gpu(1, 1), Samples.UTIL, T0, 2));
    publishAll(Samples.one(gpu(1, 0), Samples.UTIL, T0, 3));
    publishAll(
        Samples.one(gpu(1, 0), Samples.UTIL, T0, 4), Samples.one(gpu(1, 1), Samples.UTIL, T0, 5));

    assertThat(waiting()).hasSize(3);
    assertThat(drain(kv).messages()).isEqualTo(3);
    assertStored();
  }

  @Test
  void moreGpusThanACommitStoresAreTakenApart() {
    GpuSamples[] many = new GpuSamples[50];
    for (int index = 0; index < many.length; index++) {
      many[index] =
          Samples.series(new GpuId("host-1", Integer.toString(100 + index)), T0, 15_000, 1);
    }
    publishAll(many);
    assertThat(waiting()).hasSize(1);

    DrainResult result = drain(kv);

    assertThat(result.samples()).isEqualTo(50 * 3);
    assertThat(result.messages()).isEqualTo(50);
    assertStored();
  }

  @Test
  void whatCannotBeStoredOfAHostIsSetAsideAloneAndTheRestIsStored() {
    GpuSamples bad = unstorable(1);
    GpuSamples good = Samples.one(gpu(1, 0), Samples.UTIL, T0, 1);
    publish(kv, bad, good);
    published.add(good);
    assertThat(waiting()).hasSize(1);

    for (int attempt = 0; attempt < FailedMessages.MAX_ATTEMPTS; attempt++) {
      drain(kv);
    }

    assertStored();
    List<Entry> letters = read(kv, keys.deadLetters(CLUSTER));
    assertThat(letters).hasSize(1);
    assertThat(letters.get(0).key()).contains("_" + bad.gpu().gpu() + "_");
  }

  @Test
  void aMessageOfAnotherHostThanItsKeySaysIsADeadLetter() {
    publish(
        kv,
        Samples.one(gpu(1, 0), Samples.UTIL, T0, 1),
        Samples.one(gpu(1, 1), Samples.UTIL, T0, 2));
    Entry message = waiting().get(0);
    String partition = partitionOf(gpu(2, 0));
    put(
        kv,
        keys.message(CLUSTER, partition, MessageKey.ofHost(T0, "host-2", "x-1-1")),
        message.value());
    put(kv, message.key(), "no message");

    assertThat(drain(kv).deadLettered()).isEqualTo(2);
    assertThat(waiting()).isEmpty();
  }

  @Test
  void itsPartsKeepItsPlaceInTheOrderOfPublication() {
    GpuSamples[] many = new GpuSamples[50];
    for (int index = 0; index < many.length; index++) {
      GpuId gpu = new GpuId("host-1", Integer.toString(100 + index));
      many[index] = Samples.one(gpu, Samples.UTIL, T0, 1);
    }
    publishAll(many);
    publishAll(Samples.one(many[7].gpu(), Samples.UTIL, T0, 2));

    drain(kv);

    assertStored();
    assertThat(counters(kv).overwritten()).isEqualTo(1);
  }

  @Test
  void whereOneGpuNeedsANewerReleaseTheOthersAreStored() {
    publishAll(
        Samples.one(gpu(1, 0), Samples.UTIL, T0, 1), Samples.one(gpu(1, 1), Samples.UTIL, T0, 2));
    drain(kv);
    put(kv, keys.metadata(CLUSTER, gpu(1, 0)), "{\"v\":9}");
    publish(
        kv,
        Samples.one(gpu(1, 0), Samples.UTIL, T0 + 1, 3),
        Samples.one(gpu(1, 1), Samples.UTIL, T0 + 1, 4));
    publish(
        kv,
        Samples.one(gpu(1, 0), Samples.UTIL, T0 + 2, 5),
        Samples.one(gpu(1, 1), Samples.UTIL, T0 + 2, 6));

    DrainResult result = drain(kv);

    assertThat(result.newerFormat()).as(result + " " + waiting()).isEqualTo(2);
    assertThat(waiting()).hasSize(2).allSatisfy(e -> assertThat(e.key()).contains("_0_"));
    assertThat(StoreContents.of(kv, CLUSTER, gpu(1, 1)).get("host-1/1 " + Samples.UTIL))
        .containsOnlyKeys(T0, T0 + 1, T0 + 2);
    assertThat(read(kv, keys.deadLetters(CLUSTER))).isEmpty();
  }

  @Test
  void aHostsMessageOfANewerReleaseHoldsWhatFollowsOfTheHost() {
    new StoredFormats(kv, keys).raise();
    put(
        kv,
        keys.message(CLUSTER, partitionOf(gpu(1, 0)), MessageKey.ofHost(T0, "host-1", "x-1-1")),
        "{\"v\":9}");
    publish(kv, Samples.one(gpu(1, 0), Samples.UTIL, T0, 1));
    publish(
        kv,
        Samples.one(gpu(1, 0), Samples.UTIL, T0, 2),
        Samples.one(gpu(1, 1), Samples.UTIL, T0, 3));
    publish(kv, Samples.one(gpu(2, 0), Samples.UTIL, T0, 4));

    DrainResult result = drain(kv);

    assertThat(result.messages()).isEqualTo(1);
    assertThat(waiting()).hasSize(3);
    assertThat(read(kv, keys.deadLetters(CLUSTER))).isEmpty();
  }

  @Test
  void factsOfEachGpuAreKept() {
    GpuFacts train = Samples.facts("GPU-0").with(Map.of("pod", "train"));
    publishAll(
        new GpuSamples(gpu(1, 0), train, Samples.one(gpu(1, 0), Samples.UTIL, T0, 1).columns()),
        new GpuSamples(
            gpu(1, 1),
            Samples.facts("GPU-1"),
            Samples.one(gpu(1, 1), Samples.UTIL, T0 + 7, 2).columns()));

    drain(kv);

    assertStored();
    assertThat(count(kv, keys.uuid(CLUSTER, "GPU-0"))).isEqualTo(1);
    assertThat(count(kv, keys.uuid(CLUSTER, "GPU-1"))).isEqualTo(1);
    assertThat(Keyspace.parseTail(Keyspace.tail(MessageKey.ofHost(T0, "a_b", "s"))))
        .contains(MessageKey.ofHost(T0, "a_b", "s"));
  }
}
