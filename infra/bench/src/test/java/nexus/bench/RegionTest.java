package nexus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegionTest {

  private static final String TEXT =
      """
      before
      <!-- run:begin -->
      old
      <!-- run:end -->
      between
      <!-- compare:begin -->
      <!-- compare:end -->
      after
      """;

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void writeTheFile() throws IOException {
    file = Files.writeString(folder.resolve("README.md"), TEXT);
  }

  @Test
  void onlyTheRegionIsRewritten() throws IOException {
    new Region(file, "run").write("new\nlines\n");
    new Region(file, "compare").write("ratios\n");

    assertThat(file)
        .hasContent(
            TEXT.replace("old\n", "new\nlines\n")
                .replace("<!-- compare:end", "ratios\n<!-- compare:end"));
  }

  @Test
  void regionReadsBackWhatWasWritten() throws IOException {
    Region region = new Region(file, "run");
    assertThat(region.read()).isEqualTo("old\n");
    region.write("");
    assertThat(region.read()).isEmpty();
  }

  @Test
  void missingLineIsNamedAndNothingIsWritten() {
    assertThatThrownBy(() -> new Region(file, "peers").write("x"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("<!-- peers:begin -->");
    assertThat(file).hasContent(TEXT);
  }

  @Test
  void endBeforeTheBeginningIsNoEnd() throws IOException {
    Files.writeString(file, "<!-- run:end -->\n<!-- run:begin -->\n");
    assertThatThrownBy(() -> new Region(file, "run").read())
        .hasMessageContaining("<!-- run:end -->");
  }

  /** What {@code run}, {@code jmh} and {@code compare} rewrite. */
  @Test
  void readmeHasEveryRegion() throws IOException {
    Path readme = Path.of("README.md");
    assertThat(new Region(readme, "run").read()).isNotNull();
    assertThat(new Region(readme, "jmh").read()).isNotNull();
    assertThat(new Region(readme, "compare").read()).isNotNull();
  }
}
