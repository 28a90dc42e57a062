package nexus.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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

  @Test
  void warmUpIsSentAndDoesNotCount() throws IOException, InterruptedException {
    Recorder recorder = new Recorder();

    FleetScrapes scrapes = FleetScrapes.measure(recorder, new FleetSize(1, 1, 2, 1, 1));

    assertThat(scrapes.samples()).isEqualTo(80);
    assertThat(recorder.bodies).hasSize(3).doesNotHaveDuplicates();
    assertThat(recorder.checked).isEqualTo(3);
    assertThat(recorder.values).isEqualTo(3 * 80);
    assertThat(scrapes.microsecondsASample().least()).isEqualTo(0.5e6 / 80);
    assertThat(scrapes.microsecondsASample().most()).isEqualTo(0.5e6 / 80);
    assertThat(scrapes.logBytesASample().most()).isEqualTo(2);
    assertThat(scrapes.meanLogBytesASample()).isEqualTo(2);
  }

  /** Takes in the first scrape at a higher cost than all others. */
  private static final class Recorder implements ScrapeReceiver {

    private final List<String> bodies = new ArrayList<>();
    private int checked;
    private long values;
    private double seconds;
    private double bytes;

    @Override
    public void take(byte[] body) {
      seconds += bodies.isEmpty() ? 64 : 0.5;
      bytes += bodies.isEmpty() ? 1 << 20 : 160;
      bodies.add(new String(body, StandardCharsets.US_ASCII));
    }

    @Override
    public void check() {
      checked++;
    }

    @Override
    public double processorSeconds() {
      return seconds;
    }

    @Override
    public double logBytes() {
      return bytes;
    }

    @Override
    public void checkAll(long all) {
      values = all;
    }

    @Override
    public void close() {}
  }
}
