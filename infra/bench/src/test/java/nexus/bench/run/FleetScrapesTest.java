package nexus.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import nexus.bench.run.FleetScrapes.Round;
import org.junit.jupiter.api.Test;

class FleetScrapesTest {

  /** The third is the one in which blocks are written. */
  private static final FleetScrapes SCRAPES =
      new FleetScrapes(
          10_000,
          List.of(
              new Round(90, 0.125, 0.25, 40_000),
              new Round(70, 0.0625, 0.5, 30_000),
              new Round(300, 0.5, 0.75, 200_000)));

  @Test
  void mediansAreOfOneScrapeASample() {
    assertThat(SCRAPES.milliseconds().median()).isEqualTo(90);
    assertThat(SCRAPES.milliseconds().most()).isEqualTo(300);
    assertThat(SCRAPES.microsecondsASample().median()).isEqualTo(12.5);
    assertThat(SCRAPES.logBytesASample().median()).isEqualTo(4);
  }

  @Test
  void meansHoldTheRareScrapeAndWhatIsDoneAfterwards() {
    assertThat(SCRAPES.meanMicrosecondsASample()).isEqualTo(50);
    assertThat(SCRAPES.meanLogBytesASample()).isEqualTo(9);
  }
}
