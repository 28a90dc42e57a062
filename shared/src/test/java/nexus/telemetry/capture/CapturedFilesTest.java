package nexus.telemetry.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import nexus.telemetry.csv.BodyTooLargeException;
import nexus.telemetry.csv.Given;
import nexus.telemetry.ingest.CsvIngest;
import nexus.telemetry.ingest.IngestOptions;
import nexus.telemetry.ingest.IngestResult;
import nexus.telemetry.ingest.given.UploadDefaults;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.queue.MessageQueue.PublishOptions;
import nexus.telemetry.testing.SettableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are no CSV, from the upload to the queue. */
class CapturedFilesTest {

  private static final String SERIES =
      "{\"metric\":{\"__name__\":\"NAME\",\"Hostname\":\"n\",\"gpu\":\"0\"},"
          + "\"values\":[[1795896000,\"41\"],[1795896015,\"42\"]]}";

  @TempDir private Path folder;

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-28T21:00:00Z"));
  private final Keyspace keys = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);
  private final Kv kv = new InMemoryKv(clock);

  private IngestResult upload(String file, Given given, int chunkBytes, long maxBytes)
      throws IOException {
    IngestOptions options =
        new IngestOptions(new PublishOptions(16, 3, 0, 3_600_000), 2, 0, folder);
    try (CsvIngest ingest = new CsvIngest(kv, keys, options, clock)) {
      return ingest.ingestUpload(
          "c1",
          new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)),
          UploadDefaults.of(null, given),
          chunkBytes,
          maxBytes);
    }
  }

  private int queued() {
    return KvFutures.await(kv.range(Range.prefix(keys.queue("c1")))).entries().size();
  }

  private static String answer(String series, int count) {
    return "[" + String.join(",", java.util.Collections.nCopies(count, series)) + "]";
  }

  @Test
  void aDumpIsQueuedAndWhatWasIgnoredIsTold() throws IOException {
    String file =
        """
        # TYPE DCGM_FI_DEV_GPU_TEMP gauge
        DCGM_FI_DEV_GPU_TEMP{gpu="0",Hostname="n"} 41
        go_goroutines 5
        """;
    IngestResult result =
        upload(file, Captured.given(null, null, "2026-11-28T20:00:00Z"), 1 << 20, 0);

    assertThat(result.accepted()).isEqualTo(1);
    assertThat(result.ignored()).isEqualTo(1);
    assertThat(result.ignoredNames()).containsExactly("go_goroutines");
    assertThat(result.capture().kind()).isEqualTo("prometheus");
    assertThat(queued()).isEqualTo(1);
  }

  @Test
  void anAnswerIsQueuedWhateverTheChunks() throws IOException {
    String file =
        answer(SERIES.replace("NAME", "DCGM_FI_DEV_GPU_TEMP"), 2)
            + answer(SERIES.replace("NAME", "up").replace("\"gpu\"", "\"x\""), 1);
    IngestResult result = upload(file, Given.NONE, 60, 0);

    assertThat(result.chunks()).isGreaterThan(1);
    assertThat(result.accepted()).isEqualTo(4);
    assertThat(result.ignored()).isEqualTo(2);
    assertThat(result.ignoredNames()).containsExactly("up");
    assertThat(upload(file, Given.NONE, 60, 0).alreadyIngested()).isTrue();
  }

  @Test
  void ofAHalfAnswerNothingIsQueued() {
    String file = answer(SERIES.replace("NAME", "DCGM_FI_DEV_GPU_TEMP"), 5_000);

    for (int cut : List.of(file.length() / 2, file.length() - 1, file.length() - 20)) {
      assertThatThrownBy(() -> upload(file.substring(0, cut), Given.NONE, 1_000, 0))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("nothing was taken");
    }
    assertThat(queued()).isZero();
  }

  @Test
  void theLimitIsOfTheFileAndNotOfTheRowsMadeOfIt() throws IOException {
    String file = answer(SERIES.replace("NAME", "DCGM_FI_DEV_GPU_TEMP"), 1_000);

    assertThat(upload(file, Given.NONE, 1 << 20, file.length()).accepted()).isEqualTo(2_000);
    assertThatThrownBy(() -> upload(file, Given.NONE, 1 << 20, file.length() - 1))
        .isInstanceOf(BodyTooLargeException.class);
  }
}
