package nexus.telemetry.simulation;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import nexus.telemetry.kv.Compare;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.Txn;

/**
 * Bugs, each planted between the pipeline and the store: so the pipeline's code has no place for
 * them. What {@link #says} is the row's name in docs/guarantees.md.
 */
enum Mutation {
  FENCE_LEFT_OUT(
      "a commit does not compare the claim",
      Mutations.of(Mutations::commits, txn -> without(txn, key -> key.contains("/claims/")))),

  COMPARES_LEFT_OUT(
      "a commit compares nothing but the claim",
      Mutations.of(Mutations::commits, txn -> without(txn, key -> !key.contains("/claims/")))),

  DELETED_BEFORE_STORED(
      "messages are deleted, and then their samples stored",
      kv -> new Mutations.Split(kv, Mutations::deletesMessage)),

  STORED_BEFORE_DELETED(
      "samples are stored, and then their messages deleted",
      kv -> new Mutations.Split(kv, op -> !Mutations.deletesMessage(op))),

  ACKNOWLEDGED_BEFORE_QUEUED(
      "an upload is acknowledged before the store has its messages", Mutations.Hasty::new),

  CLAIM_WITHOUT_LEASE(
      "a claim is put without its lease", Mutations.of(Mutations::claims, Mutations::withoutLease)),

  CLAIM_COMPARE_LEFT_OUT(
      "a partition is claimed that somebody else holds",
      Mutations.of(Mutations::claims, txn -> without(txn, key -> key.contains("/claims/")))),

  MESSAGES_PUT_TWICE(
      "messages are put again without looking whether they were stored meanwhile",
      Mutations.of(Mutations::publishes, txn -> without(txn, key -> true))),

  WATCH_TRUSTED(
      "a watch that broke goes on at another revision, and nobody lists or counts what came between",
      Mutations.Trusting::new),

  LOSING_WATCH_TRUSTED(
      "a watch loses some of what was put, and nobody counts it", Mutations.Losing::new),

  EXPIRY_WITHOUT_WAIT("what is marked as too old is removed at once", Mutations.Impatient::new),

  NEWEST_FROM_OLDER(
      "newest values are put that are older than what was stored", Mutations.Behind::new),

  COUNTED_TWICE("a commit that is repeated counts its samples again", Mutations.CountingTwice::new),

  LEDGER_ENTRY_MISSING(
      "the ledger's sums are put without the entry",
      Mutations.of(
          Mutations::records,
          txn -> Mutations.withOps(txn, op -> !Mutations.puts(op, "/telemetry/ingest/")))),

  LEDGER_COMPARE_LEFT_OUT(
      "the ledger's entry and sums are put without looking whether they have changed",
      Mutations.of(Mutations::records, txn -> without(txn, key -> true)));

  private final String says;

  @SuppressWarnings("ImmutableEnumChecker") // Each makes what it changes anew.
  private final UnaryOperator<Kv> wrapper;

  Mutation(String says, UnaryOperator<Kv> wrapper) {
    this.says = says;
    this.wrapper = wrapper;
  }

  /** What is wrong, in words. */
  String says() {
    return says;
  }

  /**
   * Whether a client can see it. What claims and compares keep out is kept out by each of them, so
   * that without one of them nothing goes wrong that is not seen where it happens.
   */
  boolean clientsSee() {
    return this != FENCE_LEFT_OUT && this != CLAIM_COMPARE_LEFT_OUT;
  }

  Kv over(Kv kv) {
    return wrapper.apply(kv);
  }

  private static Txn without(Txn txn, Predicate<String> keys) {
    List<Compare> left =
        txn.conditions().stream().filter(compare -> !keys.test(compare.key())).toList();
    return new Txn(left, txn.then(), txn.otherwise());
  }
}
