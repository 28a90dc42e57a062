package nexus.telemetry.kv;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import nexus.telemetry.testing.TestStore;
import org.junit.jupiter.api.Test;

class PagedReadTest {

  private final TestStore store = new TestStore();

  @Test
  void everyKeyIsReadOnceAtOneRevision() {
    for (int i = 100; i < 140; i++) {
      store.put("/k/" + i, "x");
    }
    PagedRead read = new PagedRead(store.kv, Range.prefix("/k/"), 7);
    List<String> keys = new ArrayList<>();

    while (read.hasNext()) {
      read.next().entries().stream().map(Entry::key).forEach(keys::add);
      store.put("/k/" + (200 + keys.size()), "written later");
      store.delete("/k/139");
    }

    assertThat(keys).hasSize(40).isSorted().doesNotHaveDuplicates().contains("/k/139");
  }

  @Test
  void pagesOfLargeValuesHoldFewKeys() {
    for (int i = 100; i < 120; i++) {
      store.put("/k/" + i, new byte[PagedRead.TARGET_BYTES / 4]);
    }
    PagedRead read = new PagedRead(store.kv, Range.prefix("/k/"), 2);
    List<Integer> sizes = new ArrayList<>();

    while (read.hasNext()) {
      Page page = read.next();
      sizes.add(page.entries().size());
    }

    assertThat(sizes).containsExactly(2, 3, 3, 3, 3, 3, 3);
  }

  @Test
  void anEmptyRangeHasOneEmptyPage() {
    PagedRead read = new PagedRead(store.kv, Range.prefix("/none/"), 2);

    assertThat(read.next().entries()).isEmpty();
    assertThat(read.hasNext()).isFalse();
    assertThat(read.revision()).isEqualTo(store.revision());
  }
}
