package nexus.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScrapesTest {

  @Test
  void oneAfterTheOtherTheyAreTheGeneratedText() throws IOException {
    Plan plan = plan("prometheus");
    Scrapes scrapes = new Scrapes(plan);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < plan.scrapes(); i++) {
      all.write(scrapes.next());
    }
    ByteArrayOutputStream generated = new ByteArrayOutputStream();
    Generate.write(plan, generated);

    assertThat(all.toByteArray()).isEqualTo(generated.toByteArray());
  }

  @Test
  void eachHasTheHeader() throws IOException {
    Scrapes scrapes = new Scrapes(plan("long"));
    String first = new String(scrapes.next(), StandardCharsets.US_ASCII);
    String second = new String(scrapes.next(), StandardCharsets.US_ASCII);

    assertThat(first.lines()).hasSize(1 + 2 * 3 * 10);
    assertThat(second.lines()).hasSize(1 + 2 * 3 * 10);
    assertThat(second.lines().findFirst()).isEqualTo(first.lines().findFirst());
    assertThat(second).isNotEqualTo(first);
  }

  private static Plan plan(String format) {
    return Plan.parse(
        List.of("--format", format, "--hosts=2", "--gpus=3", "--scrapes=4", "--step=10s"));
  }
}
