package nexus.telemetry.query;

import static org.assertj.core.api.Assertions.assertThat;

import nexus.telemetry.etcd.Keyspace;
import nexus.telemetry.model.GpuId;
import org.junit.jupiter.api.Test;

class ClusterCatalogTest {

  private final TestStore store = new TestStore();

  @Test
  void clustersWithStoredOrQueuedThingsAreListedOnce() {
    GpuId gpu = new GpuId("h", "0");
    for (String cluster : new String[] {"a", "a.b", "a-b", "a0"}) {
      store.put(store.keys.metadata(cluster, gpu), "x");
      store.put(store.keys.latest(cluster, "h"), "x");
    }
    store.put(store.keys.queue("a", "00") + "m", "x");
    store.put(store.keys.queue("only-queued", "00") + "m", "x");
    store.put(Keyspace.clusters() + "no-cluster", "x");
    store.put(store.keys.queues() + "b d/00/m", "x");

    assertThat(new ClusterCatalog(store.kv, store.keys).clusters())
        .containsExactly("a", "a-b", "a.b", "a0", "only-queued");
  }

  @Test
  void anEmptyStoreHasNoCluster() {
    assertThat(new ClusterCatalog(store.kv, store.keys).clusters()).isEmpty();
  }
}
