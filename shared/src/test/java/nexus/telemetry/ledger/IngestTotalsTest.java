package nexus.telemetry.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static nexus.telemetry.model.Unreadable.unreadable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import nexus.telemetry.model.Counts;
import nexus.telemetry.model.UnreadableException.Kind;
import org.junit.jupiter.api.Test;

class IngestTotalsTest {

  @Test
  void totalsReadBackAndAddUp() {
    IngestTotals one = new IngestTotals(1, 9, 9, 7, 1, 1, 0);
    IngestTotals two = new IngestTotals(2, 5, 6, 6, 0, 0, 0);

    assertThat(IngestTotals.decode(one.encode())).isEqualTo(one);
    assertThat(one.plus(two)).isEqualTo(new IngestTotals(3, 14, 15, 13, 1, 1, 0));
    assertThat(one.plus(IngestTotals.ZERO)).isEqualTo(one);
  }

  @Test
  void totalsThatDoNotReconcileAreCorrupt() {
    String json =
        "{\"uploads\":1,\"rows\":9,\"values\":8,\"accepted\":7,\"missing\":1,\"rejected\":1}";

    assertThatThrownBy(() -> IngestTotals.decode(json.getBytes(UTF_8)))
        .satisfies(unreadable(Kind.VALUE))
        .hasMessageContaining("8 values");
    assertThatThrownBy(() -> new IngestTotals(1, 1, 3, 1, 1, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void totalsOfAnOlderWriterKnowOfNothingThatExpired() {
    String json =
        "{\"uploads\":1,\"rows\":9,\"values\":9,\"accepted\":7,\"missing\":1,\"rejected\":1}";

    assertThat(IngestTotals.decode(json.getBytes(UTF_8)))
        .isEqualTo(new IngestTotals(1, 9, 9, 7, 1, 1, 0));
  }

  @Test
  void whatExpiredIsNoPartOfTheValuesThatAnOlderReaderAddsUp() {
    assertThat(new String(new IngestTotals(1, 11, 9, 7, 1, 1, 2).encode(), UTF_8))
        .isEqualTo(
            "{\"uploads\":1,\"rows\":11,\"values\":9,\"accepted\":7,\"missing\":1,"
                + "\"rejected\":1,\"expired\":2}");
  }

  @Test
  void whatIsInexactIsAddedUpAndWrittenWhereThereIsSome() {
    IngestTotals some = new IngestTotals(1, 9, 9, 7, 1, 1, 0, 3);
    String json = new String(some.encode(), UTF_8);

    assertThat(json).endsWith("\"expired\":0,\"inexact\":3}");
    assertThat(IngestTotals.decode(some.encode())).isEqualTo(some);
    assertThat(some.plus(some).inexact()).isEqualTo(6);
    assertThat(some.plus(some).minus(some)).isEqualTo(some);
    assertThat(some.minus(some).inexact()).isZero();
    assertThat(IngestTotals.of(1, new Counts(9, 7, 1, 1, 0, 3, 0, 0))).isEqualTo(some);
  }

  @Test
  void whatIsReplacedIsTakenOffAndNothingFallsBelowZero() {
    IngestTotals all = new IngestTotals(2, 10, 10, 7, 2, 1, 1);

    assertThat(all.minus(new IngestTotals(1, 4, 4, 3, 1, 0, 1)))
        .isEqualTo(new IngestTotals(1, 6, 6, 4, 1, 1, 0));
    assertThat(all.minus(new IngestTotals(0, 0, 0, 0, 0, 0, 5)))
        .isEqualTo(new IngestTotals(2, 10, 10, 7, 2, 1, 0));
  }
}
