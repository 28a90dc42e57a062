package nexus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeRegionTest {

  private static final String README =
      """
      # Title
      <!-- jmh:begin -->
      old
      lines
      <!-- jmh:end -->
      between
      <!-- run:begin -->
      other
      <!-- run:end -->
      """;

  private final ReadmeRegion region = new ReadmeRegion("jmh");

  @Test
  void onlyTheLinesOfTheRegionChange() {
    assertThat(region.rewrite(README, "new\n")).isEqualTo(README.replace("old\nlines", "new"));
  }

  @Test
  void rewritingAgainWithTheSameChangesNothing() {
    String once = region.rewrite(README, "\nnew $1 \\ lines\n");

    assertThat(region.rewrite(once, "new $1 \\ lines")).isEqualTo(once);
  }

  @Test
  void regionThatIsMissingHalfThereReversedOrThereTwiceIsRefused() {
    String end = "<!-- jmh:end -->";
    String begin = "<!-- jmh:begin -->";
    for (String text : new String[] {"", begin, end, end + begin, README + README}) {
      assertThatIllegalArgumentException()
          .as(text)
          .isThrownBy(() -> region.rewrite(text, "new"))
          .withMessageContaining("jmh:begin");
    }
  }

  @Test
  void fileIsRewrittenInPlace(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("README.md"), README);

    region.rewrite(file, "57,600 µs");

    assertThat(file).hasContent(README.replace("old\nlines", "57,600 µs"));
  }
}
