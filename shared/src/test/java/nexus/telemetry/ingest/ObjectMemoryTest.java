package nexus.telemetry.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import nexus.telemetry.ingest.objects.ObjectStore;
import nexus.telemetry.ingest.objects.ObjectVersion;
import nexus.telemetry.ingest.objects.StoredObject;
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

/** Objects take their memory of the same budget as uploads. */
@Timeout(120)
final class ObjectMemoryTest {

  private static final int METRICS = 100;
  private static final int ROWS = 600;

  /** All of an object, and some sections of one that is packed. */
  private static final int CHUNK = 1 << 20;

  @TempDir private Path folder;

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-28T21:00:00Z"));
  private final InMemoryKv kv = new InMemoryKv(clock);
  private final InMemoryObjects objects = new InMemoryObjects();
  private ObjectIngest ingest;

  @AfterEach
  void close() {
    ingest.close();
    kv.close();
  }

  private void share(MemoryBudget budget) {
    share(budget, objects);
  }

  private void share(MemoryBudget budget, ObjectStore store) {
    IngestOptions options =
        new IngestOptions(
            new PublishOptions(16, 100, 0, 3_600_000), 2, 0, 0, folder, IngestLimits.NONE, budget);
    Keyspace keys = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);
    ingest = new ObjectIngest(store, CHUNK, kv, keys, options, clock);
  }

  /** Of which every two bytes are a sample. */
  private static byte[] wide(int number, int rows) {
    StringBuilder csv = new StringBuilder("timestamp,hostname,gpu_id");
    for (int metric = 0; metric < METRICS; metric++) {
      csv.append(",METRIC_").append(metric);
    }
    for (int row = 0; row < rows; row++) {
      csv.append('\n').append(1_764_000_000_000L + row * 1_000L).append(",h").append(number);
      csv.append(",0").append(",7".repeat(METRICS));
    }
    return csv.append('\n').toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] packed(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  private IngestResult ingest(String key) throws IOException {
    return ingest
        .ingest(
            "c",
            objects.version(key),
            chunk -> {
              throw new AssertionError("more than one chunk");
            })
        .result();
  }

  /** Packed, so that each is one chunk of several sections, and is read twice. */
  @Test
  void objectsThatNeedMoreThanThereIsAllComeToTheirEnd() throws Exception {
    MemoryBudget budget = new MemoryBudget(8 << 20, 32 << 20, Duration.ofMinutes(5));
    share(budget);
    int rows = 10 * ROWS;
    ExecutorService threads = Executors.newFixedThreadPool(6);
    List<Future<IngestResult>> all = new ArrayList<>();
    for (int number = 0; number < 6; number++) {
      String key = number + ".csv.gz";
      objects.put(key, packed(wide(number, rows)));
      all.add(threads.submit(() -> ingest(key)));
    }
    for (Future<IngestResult> one : all) {
      assertThat(one.get().accepted()).isEqualTo((long) METRICS * rows);
    }
    threads.shutdown();

    assertThat(budget.takenBytes()).isZero();
  }

  @Test
  void anObjectThatNeedsMoreThanThereCanBeIsRefusedAndGivesBackWhatItTook() {
    MemoryBudget budget = new MemoryBudget(600 << 10, 600 << 10, Duration.ZERO);
    share(budget);
    objects.put("a.csv", wide(1, ROWS));

    assertThatThrownBy(() -> ingest("a.csv"))
        .isInstanceOfSatisfying(OutOfRoomException.class, e -> assertThat(e.isPassing()).isFalse());
    assertThat(budget.takenBytes()).isZero();
  }

  @Test
  void anObjectForWhichThereIsNoRoomIsIngestedOnceThereIs() throws IOException {
    MemoryBudget budget = new MemoryBudget(64 << 20, 64 << 20, Duration.ZERO);
    share(budget);
    objects.put("a.csv", wide(1, ROWS));
    try (MemoryBudget.Share others = budget.open(64 << 20)) {
      assertThat(others).isNotNull();
      assertThatThrownBy(() -> ingest("a.csv"))
          .isInstanceOfSatisfying(
              OutOfRoomException.class, e -> assertThat(e.isPassing()).isTrue());
    }

    assertThat(ingest("a.csv").accepted()).isEqualTo((long) METRICS * ROWS);
    assertThat(budget.takenBytes()).isZero();
  }

  /** Whose rejected row may be good by now. */
  @Test
  void anObjectThatIsReadAnewGivesBackWhatItTook() throws IOException {
    MemoryBudget budget = new MemoryBudget(64 << 20, 64 << 20, Duration.ZERO);
    share(budget);
    String good = new String(wide(1, ROWS), StandardCharsets.US_ASCII);
    objects.put("a.csv", good + "no time,h1,0" + ",7".repeat(METRICS) + "\n");

    assertThat(ingest("a.csv").rejected()).isPositive();
    assertThat(budget.takenBytes()).isZero();
    assertThat(ingest("a.csv").alreadyIngested()).isTrue();
    assertThat(budget.takenBytes()).isZero();
  }

  @Test
  void anObjectThatBreaksOffGivesBackWhatItTook() {
    MemoryBudget budget = new MemoryBudget(64 << 20, 64 << 20, Duration.ZERO);
    List<Long> taken = new ArrayList<>();
    share(budget, new Breaking(objects, () -> taken.add(budget.takenBytes())));
    objects.put("a.csv", wide(1, ROWS));

    assertThatThrownBy(() -> ingest("a.csv")).hasMessage("broken off");
    assertThat(taken).isNotEmpty().allSatisfy(bytes -> assertThat(bytes).isPositive());
    assertThat(budget.takenBytes()).isZero();
  }

  /**
   * Breaks off behind the first half of what is read of an object's rows.
   *
   * @param breaks is run then
   */
  private record Breaking(ObjectStore store, Runnable breaks) implements ObjectStore {

    @Override
    public StoredObject find(ObjectVersion wanted) throws IOException {
      return store.find(wanted);
    }

    @Override
    public InputStream read(ObjectVersion object, long from, long to) throws IOException {
      InputStream whole = store.read(object, from, to);
      return new InputStream() {
        private long left = (to - from) / 2;

        @Override
        public int read() throws IOException {
          byte[] one = new byte[1];
          return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int at, int length) throws IOException {
          if (left == 0) {
            breaks.run();
            throw new IOException("broken off");
          }
          int read = whole.read(target, at, (int) Math.min(length, left));
          left -= Math.max(0, read);
          return read;
        }
      };
    }

    @Override
    public void write(String bucket, String key, Content content) throws IOException {
      store.write(bucket, key, content);
    }
  }
}
