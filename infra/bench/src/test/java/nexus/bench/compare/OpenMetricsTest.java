package nexus.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import nexus.bench.Plan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OpenMetricsTest {

  @TempDir private Path folder;

  @Test
  void timesAreSeconds() {
    assertThat(OpenMetrics.inSeconds("up{a=\"b\"} 1 1751328000250"))
        .isEqualTo("up{a=\"b\"} 1 1751328000.250");
  }

  @Test
  void aCaptureIsSamplesAndAnEnd() throws IOException {
    Path file = folder.resolve("capture.om");
    Plan plan =
        Plan.parse(List.of("--format=prometheus", "--hosts=1", "--scrapes=2", "--metrics=3"));
    OpenMetrics.write(plan, file);

    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(8 * 2 * 3 + 1).last().isEqualTo("# EOF");
    assertThat(lines.subList(0, 48)).allMatch(line -> line.matches("DCGM_.* \\d{10}\\.\\d{3}"));
    assertThat(folder).isDirectoryNotContaining("glob:**.text");
  }
}
