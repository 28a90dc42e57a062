package nexus.telemetry.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.queue.MessageQueue.PublishOptions;
import nexus.telemetry.testing.SettableClock;
import nexus.telemetry.work.MemoryBudget;
import nexus.telemetry.work.OutOfRoomException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class UploadMemoryTest {

  private static final int METRICS = 100;
  private static final int ROWS = 600;
  private static final int CHUNK = 64 << 10;

  @TempDir private Path folder;

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-28T21:00:00Z"));
  private final InMemoryKv kv = new InMemoryKv(clock);
  private CsvIngest ingest;

  @AfterEach
  void close() {
    ingest.close();
    kv.close();
  }

  private void share(MemoryBudget budget) {
    IngestOptions options =
        new IngestOptions(
            new PublishOptions(16, 100, 0, 3_600_000), 2, 0, 0, folder, IngestLimits.NONE, budget);
    ingest = new CsvIngest(kv, new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX), options, clock);
  }

  /** Of which every two bytes are a sample. */
  private static byte[] wide(int number) {
    StringBuilder csv = new StringBuilder("timestamp,hostname,gpu_id");
    for (int metric = 0; metric < METRICS; metric++) {
      csv.append(",METRIC_").append(metric);
    }
    for (int row = 0; row < ROWS; row++) {
      csv.append('\n').append(1_764_000_000_000L + row * 1_000L).append(",h").append(number);
      csv.append(",0").append(",7".repeat(METRICS));
    }
    return csv.append('\n').toString().getBytes(StandardCharsets.US_ASCII);
  }

  private IngestResult upload(InputStream csv) throws IOException {
    return ingest.ingestUpload("c", csv, CHUNK, 0);
  }

  @Test
  void uploadsThatNeedMoreThanThereIsAllComeToTheirEnd() throws Exception {
    MemoryBudget budget = new MemoryBudget(8 << 20, 16 << 20, Duration.ofMinutes(5));
    share(budget);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<IngestResult>> uploads = new ArrayList<>();
    for (int number = 0; number < 8; number++) {
      byte[] csv = wide(number);
      uploads.add(threads.submit(() -> upload(new ByteArrayInputStream(csv))));
    }
    for (Future<IngestResult> upload : uploads) {
      assertThat(upload.get().accepted()).isEqualTo((long) METRICS * ROWS);
    }
    threads.shutdown();

    assertThat(budget.takenBytes()).isZero();
  }

  @Test
  void anUploadThatNeedsMoreThanThereCanBeIsRefusedAndGivesBackWhatItTook() {
    MemoryBudget budget = new MemoryBudget(1 << 20, 1 << 20, Duration.ZERO);
    share(budget);

    assertThatThrownBy(() -> upload(new ByteArrayInputStream(wide(1))))
        .isInstanceOfSatisfying(OutOfRoomException.class, e -> assertThat(e.isPassing()).isFalse());
    assertThat(budget.takenBytes()).isZero();
  }

  @Test
  void anErrorGivesBackWhatWasTaken() {
    MemoryBudget budget = new MemoryBudget(64 << 20, 64 << 20, Duration.ZERO);
    share(budget);
    InputStream failing =
        new InputStream() {
          @Override
          public int read() {
            throw new OutOfMemoryError("a test's");
          }

          @Override
          public int read(byte[] target, int at, int length) {
            throw new OutOfMemoryError("a test's");
          }
        };

    assertThatThrownBy(
            () -> upload(new SequenceInputStream(new ByteArrayInputStream(wide(1)), failing)))
        .isInstanceOf(OutOfMemoryError.class);
    assertThat(budget.takenBytes()).isZero();
  }
}
