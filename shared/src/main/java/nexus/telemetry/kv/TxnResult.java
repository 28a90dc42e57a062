package nexus.telemetry.kv;

import java.util.List;

/**
 * What a transaction did.
 *
 * @param succeeded whether the conditions held, so that {@code then} was applied
 * @param pages one page per {@link Op.Get} of the branch that was applied, in order
 * @param deleted keys removed, over the branch's deletes
 * @param revision the store's revision after the transaction
 */
public record TxnResult(boolean succeeded, List<Page> pages, long deleted, long revision) {

  public TxnResult {
    pages = List.copyOf(pages);
  }
}
