package nexus.telemetry.simulation;

import java.util.stream.Collectors;
import nexus.telemetry.kv.Compare;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;

/** Says in a line what a call asks of the store. */
final class Described {

  private static final String ALL = "/telemetry/";

  private Described() {}

  static String request(Object what) {
    if (what instanceof Range range) {
      return "read " + range(range);
    } else if (what instanceof Txn txn) {
      String conditions =
          txn.conditions().stream().map(Described::compare).collect(Collectors.joining(", "));
      String then = txn.then().stream().map(Described::op).collect(Collectors.joining(", "));
      return conditions.isEmpty() ? then : "if " + conditions + " then " + then;
    }
    return String.valueOf(what);
  }

  private static String compare(Compare compare) {
    return compare.revision() == 0
        ? "no " + key(compare.key())
        : key(compare.key())
            + (compare.target() == Compare.Target.CREATE ? " created@" : "@")
            + compare.revision();
  }

  private static String op(Op op) {
    if (op instanceof Op.Put put) {
      return "put " + key(put.key()) + (put.leaseId() == 0 ? "" : " under " + put.leaseId());
    } else if (op instanceof Op.Delete delete) {
      return "delete " + key(delete.key());
    } else if (op instanceof Op.DeleteRange range) {
      return "delete " + key(range.from()) + "…" + key(range.toExclusive());
    }
    return "get " + range(((Op.Get) op).range());
  }

  private static String range(Range range) {
    String keys =
        range.toExclusive().equals(range.from() + '\0')
            ? key(range.from())
            : key(range.from()) + "…";
    return keys + (range.revision() == 0 ? "" : " at " + range.revision());
  }

  private static String key(String key) {
    return key.startsWith(ALL) ? key.substring(ALL.length()) : key;
  }
}
