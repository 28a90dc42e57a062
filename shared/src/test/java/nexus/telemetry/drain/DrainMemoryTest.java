package nexus.telemetry.drain;

import static org.assertj.core.api.Assertions.assertThat;

import nexus.telemetry.model.Partition;
import nexus.telemetry.store.StoreView;
import org.junit.jupiter.api.Test;

final class DrainMemoryTest {

  private static final long MIB = 1 << 20;

  @Test
  void aSmallHeapHasSmallBatchesAndALargeOneTheUsual() {
    assertThat(new DrainMemory(256 * MIB).batchBytes()).isBetween(MIB / 4, MIB / 2);
    assertThat(new DrainMemory(16_384 * MIB).batchBytes()).isEqualTo(20 * MIB);
  }

  @Test
  void theFirstBatchIsForTheLargestMessagesAndLaterOnesGoByThoseBefore() {
    BatchSize size = new BatchSize(MIB, MIB / 4);
    assertThat(size.next()).isEqualTo(4);
    size.read(4, 4 * 1_000);
    assertThat(size.next()).isEqualTo(16);
    size.read(16, 16 * 1_000);
    size.read(64, 64 * 1_000);
    assertThat(size.next()).isEqualTo(BatchSize.MOST);
    size.read(80, 80 * MIB / 5);
    assertThat(size.next()).isEqualTo(5);
    size.read(0, 0);
    assertThat(size.next()).isEqualTo(5);
  }

  @Test
  void aMessageLargerThanABatchIsReadByItself() {
    BatchSize size = new BatchSize(MIB, 4 * MIB);
    assertThat(size.next()).isEqualTo(1);
    size.read(1, 4 * MIB);
    assertThat(size.next()).isEqualTo(1);
  }

  @Test
  void viewsAreTakenOnceAndForgottenWithoutMemoryForThem() {
    KeptViews none = new KeptViews(-1);
    none.keep(new Partition("c", "00"), new StoreView());
    assertThat(none.size()).isZero();

    KeptViews views = new KeptViews(0);
    StoreView view = new StoreView();
    views.keep(new Partition("c", "00"), view);
    assertThat(views.take(new Partition("c", "00"))).isSameAs(view);
    assertThat(views.take(new Partition("c", "00"))).isNull();
  }
}
