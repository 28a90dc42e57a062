package nexus.telemetry.query;

import nexus.telemetry.testing.TestStore;

/** Asks a store for a series by parameters. */
final class Ask {

  private Ask() {}

  static GpuSeries query(TestStore store, String... namesAndValues) {
    return new GpuQuery(store.kv, store.keys, TestStore.SPAN, TestStore.CLOCK)
        .run(TestStore.parameters(namesAndValues), TestStore.CLUSTER);
  }
}
