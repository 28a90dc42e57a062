package nexus.telemetry.kv;

import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;

/**
 * A range read in pages at one revision: the range's, or that of the first page. The first read is
 * sent at once; while a page is worked on, the next one is under way. Pages hold about {@value
 * #TARGET_BYTES} bytes, judged by the largest value of the page before.
 */
public final class PagedRead {

  static final int TARGET_BYTES = 1 << 20;
  static final int MAX_KEYS = 500;

  private final Kv kv;
  private Range range;
  private CompletableFuture<Page> pending;

  /**
   * @param kv where to read
   * @param range what to read
   * @param firstKeys keys in the first page, as their size is not known yet
   */
  public PagedRead(Kv kv, Range range, int firstKeys) {
    this(kv, range.limit(firstKeys), kv.range(range.limit(firstKeys)));
  }

  /**
   * @param first the read of {@code range}, which has a limit, sent already
   */
  public PagedRead(Kv kv, Range range, CompletableFuture<Page> first) {
    this.kv = kv;
    this.range = range;
    this.pending = first;
  }

  /** Whether the range may hold more; the first page may be empty. */
  public boolean hasNext() {
    return pending != null;
  }

  /** The next page, waiting for it. */
  public Page next() {
    if (pending == null) {
      throw new NoSuchElementException("no page is left");
    }
    Page page = KvFutures.await(pending);
    if (range.revision() == 0) {
      range = range.at(page.revision());
    }
    pending = null;
    if (page.more()) {
      Entry last = page.entries().get(page.entries().size() - 1);
      range = range.after(last.key()).limit(keysThatFit(page));
      pending = kv.range(range);
    }
    return page;
  }

  /** The revision read at; known once the first page was read. */
  public long revision() {
    return range.revision();
  }

  private static int keysThatFit(Page page) {
    int largest = 1;
    for (Entry entry : page.entries()) {
      largest = Math.max(largest, bytes(entry));
    }
    return keysThatFit(largest);
  }

  /** Keys of a page when none takes more than so many bytes. */
  public static int keysThatFit(int largestBytes) {
    return Math.max(1, Math.min(MAX_KEYS, TARGET_BYTES / largestBytes));
  }

  public static int bytes(Entry entry) {
    return entry.key().length() + entry.value().length;
  }
}
