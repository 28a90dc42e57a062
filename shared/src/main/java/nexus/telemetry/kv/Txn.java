package nexus.telemetry.kv;

import java.util.List;

/**
 * One atomic etcd transaction.
 *
 * @param conditions all must hold, for {@code then} to be applied; none means always
 * @param then operations applied when the conditions hold
 * @param otherwise operations applied when one does not
 */
public record Txn(List<Compare> conditions, List<Op> then, List<Op> otherwise) {

  /** Takes unmodifiable copies. */
  public Txn {
    conditions = List.copyOf(conditions);
    then = List.copyOf(then);
    otherwise = List.copyOf(otherwise);
  }

  /** A transaction without conditions. */
  public static Txn always(List<Op> then) {
    return new Txn(List.of(), then, List.of());
  }

  /** A transaction that does nothing when a condition fails. */
  public static Txn when(List<Compare> conditions, List<Op> then) {
    return new Txn(conditions, then, List.of());
  }
}
