package nexus.telemetry.query.latest;

import static nexus.telemetry.testing.TestStore.CLUSTER;
import static nexus.telemetry.testing.TestStore.NOW;
import static nexus.telemetry.testing.TestStore.column;
import static nexus.telemetry.testing.TestStore.facts;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import nexus.telemetry.kv.PagedRead;
import nexus.telemetry.kv.Range;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.query.AskedCluster;
import nexus.telemetry.query.stats.ClusterStats;
import nexus.telemetry.query.stats.StatsRequest;
import nexus.telemetry.store.HostLatest;
import nexus.telemetry.testing.TestStore;
import org.junit.jupiter.api.Test;

/** What is kept from request to request never shows in an answer. */
class LatestHostsTest {

  private static final StatsRequest REQUEST = StatsRequest.of(AskedCluster.of(CLUSTER, CLUSTER));

  private static final int HOSTS = 130; // more than the first read takes

  private final TestStore store = new TestStore();
  private final Range all = Range.prefix(store.keys.latest(CLUSTER));

  /**
   * One change of the store.
   *
   * @param host number of the host
   * @param value its GPU's newest value; null removes the host
   */
  record Step(int host, Double value) {}

  @Property(tries = 200)
  void statisticsAreThoseOfAFreshInstance(@ForAll("rounds") List<List<Step>> rounds) {
    TestStore changing = new TestStore();
    ClusterStats warm = stats(changing);
    for (List<Step> round : rounds) {
      round.forEach(step -> apply(changing, step));
      assertThat(warm.run(REQUEST)).isEqualTo(stats(changing).run(REQUEST));
    }
  }

  @Provide
  Arbitrary<List<List<Step>>> rounds() {
    Arbitrary<Double> values = Arbitraries.integers().between(0, 800).map(i -> i / 8.0);
    Arbitrary<Step> steps =
        Combinators.combine(Arbitraries.integers().between(0, 12), values.injectNull(0.4))
            .as(Step::new);
    return steps.list().ofMaxSize(5).list().ofMinSize(2).ofMaxSize(8);
  }

  private static ClusterStats stats(TestStore store) {
    return new ClusterStats(store.kv, store.keys, new LatestCache(), TestStore.CLOCK, 1, 300_000);
  }

  private static void apply(TestStore store, Step step) {
    if (step.value() == null) {
      store.delete(store.keys.latest(CLUSTER, "h" + step.host()));
    } else {
      put(store, step.host(), step.value());
    }
  }

  private static void put(TestStore store, int host, double value) {
    store.gpu(new GpuId("h" + host, "0"), facts("", "H100"), column("A", NOW, value));
  }

  private PagedRead read(LatestHosts known) {
    Range changes = known.changes(all);
    return new PagedRead(store.kv, changes, store.kv.range(changes));
  }

  private LatestHosts everyHost() {
    for (int host = 0; host < HOSTS; host++) {
      put(store, host, host);
    }
    return LatestHosts.NONE.later(read(LatestHosts.NONE)).orElseThrow();
  }

  @Test
  void onlyWhatWasPutSinceIsDecodedAgain() {
    LatestHosts known = everyHost();
    put(store, 7, 700);

    LatestHosts later = known.later(read(known)).orElseThrow();

    assertThat(later.revision()).isEqualTo(store.revision());
    assertThat(later.hosts()).hasSize(HOSTS);
    HostLatest[] before = known.hosts().toArray(HostLatest[]::new);
    HostLatest[] after = later.hosts().toArray(HostLatest[]::new);
    for (int i = 0; i < HOSTS; i++) {
      if (after[i].host().equals("h7")) {
        assertThat(after[i].gpus().get(0).samples().get(0).value()).isEqualTo(700);
      } else {
        assertThat(after[i]).isSameAs(before[i]);
      }
    }
  }

  @Test
  void changesOfManyHostsAreReadInPages() {
    LatestHosts known = everyHost();
    for (int host = 0; host < HOSTS; host++) {
      put(store, host, 1);
    }

    LatestHosts later =
        known.later(new PagedRead(store.kv, all.changedAfter(known.revision()), 9)).orElseThrow();

    assertThat(later.hosts())
        .hasSize(HOSTS)
        .allMatch(host -> host.gpus().get(0).samples().get(0).value() == 1);
  }

  @Test
  void aHostThatWasRemovedIsNoticedAlsoWhenAnotherCame() {
    LatestHosts known = everyHost();
    store.delete(store.keys.latest(CLUSTER, "h3"));
    assertThat(known.later(read(known))).isEmpty();

    put(store, 500, 1);
    assertThat(known.later(read(known))).isEmpty();

    put(store, 3, 1);
    assertThat(known.later(read(known)).orElseThrow().hosts()).hasSize(HOSTS + 1);
  }

  @Test
  void aStoreOlderThanWhatIsKnownIsReadWhole() {
    LatestHosts known = everyHost();
    TestStore restored = new TestStore();
    put(restored, 0, 1);
    PagedRead changes = new PagedRead(restored.kv, known.changes(all), 100);

    assertThat(known.later(changes)).isEqualTo(Optional.empty());
  }

  @Test
  void theClustersAskedForLastAreKept() {
    LatestHosts hosts = everyHost();
    LatestCache cache = new LatestCache();
    for (int i = 0; i <= LatestCache.MAX_CLUSTERS; i++) {
      cache.replace("c" + i, LatestHosts.NONE, hosts);
      assertThat(cache.known("c1")).isSameAs(i == 0 ? LatestHosts.NONE : hosts);
    }

    assertThat(cache.known("c0")).isSameAs(LatestHosts.NONE);
    assertThat(cache.known("c2")).isSameAs(hosts);
  }

  @Test
  void ofTwoRequestsTheFirstOneReplacesWhatBothKnew() {
    LatestHosts before = everyHost();
    LatestCache cache = new LatestCache();
    cache.replace(CLUSTER, LatestHosts.NONE, before);
    put(store, 0, 1);
    LatestHosts after = before.later(read(before)).orElseThrow();

    cache.replace(CLUSTER, before, after);
    cache.replace(CLUSTER, before, before);

    assertThat(cache.known(CLUSTER)).isSameAs(after);
  }
}
