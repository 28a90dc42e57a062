package nexus.lambda;

import java.util.Map;
import java.util.NavigableMap;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.jetcd.EtcdKv;
import nexus.telemetry.kv.jetcd.EtcdServer;
import nexus.telemetry.testing.StoreContents;

/** What etcd holds of a cluster, read without the functions. */
final class Contents {

  private Contents() {}

  /** Messages that wait. */
  static long messages(EtcdServer etcd, String cluster) {
    try (Kv kv = new EtcdKv(etcd.config())) {
      Range queue = Range.prefix("/telemetry/queue/" + cluster + "/").countOnly();
      return KvFutures.await(kv.range(queue)).count();
    }
  }

  /** Every stored point: {@code host/gpu metric}, then epoch milliseconds to value. */
  static Map<String, NavigableMap<Long, Double>> points(EtcdServer etcd, String cluster) {
    try (Kv kv = new EtcdKv(etcd.config())) {
      return StoreContents.of(kv, cluster);
    }
  }
}
