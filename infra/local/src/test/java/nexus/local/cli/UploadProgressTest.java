package nexus.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UploadProgressTest {

  private final AtomicLong now = new AtomicLong();
  private final InstantSource clock = () -> Instant.ofEpochMilli(now.get());

  @Test
  void lineTellsBytesShareAndRate() {
    UploadProgress progress = new UploadProgress("some/folder/a.csv", 4_000_000, clock);
    now.set(500);

    assertThat(progress.line(1_000_000))
        .isEqualTo("a.csv  [######------------------]  25 %  1.0 MB of 4.0 MB  2.0 MB/s");
    assertThat(progress.line(4_000_000)).endsWith("100 %  4.0 MB  being queued");
  }

  @Test
  void ofAnUnknownSizeThereIsNoShare() {
    UploadProgress progress = new UploadProgress("standard input", -1, clock);
    now.set(1_000);

    assertThat(progress.line(3_000_000)).isEqualTo("standard input  3.0 MB  3.0 MB/s");
  }
}
