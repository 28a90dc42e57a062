package nexus.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import nexus.bench.Generate;
import nexus.bench.Plan;
import nexus.bench.Series;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentTest {

  @TempDir Path folder;

  @Test
  void everyRowOfAGeneratedFileIsAPointOfItsSeries() throws IOException {
    Content content = Content.read(generated("--hosts=2", "--gpus=3", "--scrapes=5"));
    assertThat(content.rows()).isEqualTo(2 * 3 * 5 * 10);
    assertThat(content.names()).hasSize(2 * 3 * 10);
    assertThat(content.names()).allMatch(name -> content.series(name).size() == 5);
    assertThat(content.lastMs() - content.firstMs()).isGreaterThanOrEqualTo(4 * 15_000);
  }

  @Test
  void aPointHasTheRowsTimeAndValue() throws IOException {
    Path file = generated("--hosts=1", "--gpus=1", "--scrapes=1", "--metrics=1");
    String[] row = Files.readAllLines(file).get(1).split("\",\"", -1);
    Series expected = new Series();
    expected.add(1_751_328_000_000L, Double.parseDouble(row[10]));
    Series read = Content.read(file).series(new SeriesName(row[4], "DCGM_FI_DEV_GPU_UTIL"));
    assertThat(expected.difference(read)).isEmpty();
  }

  private Path generated(String... options) throws IOException {
    Path file = folder.resolve("telemetry.csv");
    try (OutputStream out = Files.newOutputStream(file)) {
      Generate.write(Plan.parse(List.of(options)), out);
    }
    return file;
  }
}
