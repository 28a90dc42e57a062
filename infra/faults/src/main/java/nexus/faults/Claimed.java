package nexus.faults;

import java.nio.charset.StandardCharsets;
import java.util.List;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Range;

/** The claims of drainers as they stand in etcd. */
final class Claimed {

  private Claimed() {}

  /** Partitions that a drainer has claimed. */
  static long by(Stage stage, String owner) {
    return all(stage).stream()
        .filter(claim -> new String(claim.value(), StandardCharsets.UTF_8).contains(owner))
        .count();
  }

  /** Every claim of the cluster. */
  static List<Entry> all(Stage stage) {
    String anyPartition = stage.keys().claim(stage.cluster(), "");
    return stage.read(Range.prefix(anyPartition)).entries();
  }
}
