package nexus.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class RegionTest {

  @Test
  void onlyWhatIsBetweenTheMarksIsReplaced() throws IOException {
    String text =
        "a\n<!-- run:begin -->\nr\n<!-- run:end -->\n<!-- compare:begin -->\nold\n<!-- compare:end -->\nb\n";
    assertThat(new Region("compare").replace(text, "new\n"))
        .isEqualTo(text.replace("old\n", "new\n"));
  }

  @Test
  void aTextWithoutTheMarksIsRefused() {
    assertThatThrownBy(() -> new Region("compare").replace("<!-- compare:begin -->\n", "new"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("compare:begin");
  }
}
