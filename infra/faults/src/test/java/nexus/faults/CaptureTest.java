package nexus.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import nexus.bench.Series;
import nexus.faults.Capture.SeriesName;
import org.junit.jupiter.api.Test;

class CaptureTest {

  @Test
  void filesFollowFromTheSeedAndEachOther() throws IOException {
    try (Capture one = new Capture(7, 2, 1);
        Capture same = new Capture(7, 2, 1);
        Capture other = new Capture(8, 2, 1)) {
      byte[] first = one.next();
      assertThat(same.next()).isEqualTo(first);
      assertThat(one.next()).isNotEqualTo(first).isEqualTo(same.next());
      assertThat(other.next()).isNotEqualTo(first);
    }
  }

  @Test
  void remembersWhatItsFilesSay() throws IOException {
    try (Capture capture = new Capture(7, 2, 3)) {
      String file = new String(capture.next(2), StandardCharsets.UTF_8);

      assertThat(file.lines()).hasSize(1 + 2 * 2 * 10 * 3 * 2);
      assertThat(capture.samples()).isEqualTo(240);
      assertThat(capture.sent()).hasSize(40);
      Series points = capture.sent().get(new SeriesName("dgx-a01", "1", "DCGM_FI_DEV_FB_FREE"));
      assertThat(points.size()).isEqualTo(6);
      assertThat(points.time(1) - points.time(0)).isEqualTo(15_000);
    }
  }
}
