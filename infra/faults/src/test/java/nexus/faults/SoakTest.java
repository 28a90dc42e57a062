package nexus.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import nexus.faults.Figures.Whiles;
import org.junit.jupiter.api.Test;

class SoakTest {

  /** Two hours in intervals of 10 s. */
  private static Whiles whiles(int intervals, IntToDoubleFunction value) {
    List<Figures> all =
        IntStream.rangeClosed(1, intervals)
            .mapToObj(
                i -> {
                  Map<Figure, Double> values = new EnumMap<>(Figure.class);
                  for (Figure figure : Figure.values()) {
                    values.put(figure, value.applyAsDouble(i * 10));
                  }
                  return new Figures(i * 10, values);
                })
            .toList();
    return Whiles.of(all);
  }

  private static boolean grew(Figure figure, Whiles whiles) {
    return figure.grew(whiles.before(figure), whiles.after(figure));
  }

  @Test
  void whatFillsInTenMinutesAndStaysHasNotGrown() {
    Whiles filled = whiles(720, second -> Math.min(second, 600));

    for (Figure figure : Figure.values()) {
      assertThat(grew(figure, filled)).as(figure.title()).isFalse();
    }
  }

  @Test
  void whatGoesOnHasGrown() {
    Whiles growing = whiles(720, second -> second < 3_600 ? second / 2.0 : second * 2.0);

    for (Figure figure : Figure.values()) {
      assertThat(grew(figure, growing)).as(figure.title()).isTrue();
    }
  }

  @Test
  void aPeakIsNoGrowth() {
    Whiles peak = whiles(720, second -> second % 1_000 == 0 ? 100_000 : 500);

    assertThat(grew(Figure.ETCD, peak)).isFalse();
  }

  @Test
  void theFilesThatEtcdKeepsOfItsLogAreNoGrowth() {
    assertThat(Figure.LOG.grew(128, 448)).isFalse();
    assertThat(Figure.LOG.grew(128, 449)).isTrue();
    assertThat(Figure.LOG.grew(448, 640)).isTrue();
  }

  @Test
  void shortRunsAreComparedByTheirOwnThirds() {
    Whiles ten = whiles(60, second -> second);

    assertThat(ten.before().get(0).second()).isEqualTo(210);
    assertThat(ten.after().get(ten.after().size() - 1).second()).isEqualTo(600);
    assertThat(whiles(12, second -> second).after()).isNotEmpty();
  }

  @Test
  void twoHoursAreLookedAtFromTheTenthMinuteOn() {
    assertThat(whiles(720, second -> second).before().get(0).second()).isEqualTo(610);
  }

  @Test
  void minutesAreTwoHoursUnlessTheyAreGiven() {
    assertThat(Soak.minutes()).contains(120);
    assertThat(Soak.minutes("--minutes", "10")).contains(10);
    for (String wrong : List.of("1", "-5", "ten", "100000", "")) {
      assertThat(Soak.minutes("--minutes", wrong)).as(wrong).isEmpty();
    }
    assertThat(Soak.minutes("10")).isEmpty();
    assertThat(Soak.minutes("--minutes")).isEmpty();
  }
}
