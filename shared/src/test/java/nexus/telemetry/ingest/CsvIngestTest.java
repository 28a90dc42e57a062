package nexus.telemetry.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import nexus.telemetry.ingest.given.UploadDefaults;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.memory.FaultyKv;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.ledger.IngestTotals;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.queue.MessageQueue.PublishOptions;
import nexus.telemetry.testing.QueuedSamples;
import nexus.telemetry.testing.SettableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CsvIngestTest {

  private static final String HEADER =
      "timestamp,metric_name,gpu_id,device,uuid,modelName,Hostname,container,pod,namespace,value,"
          + "labels_raw\n";
  private static final String CLUSTER = "c1";

  @TempDir private Path folder;

  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-02T00:00:00Z"));
  private final Keyspace keys = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);
  private final Kv kv = new InMemoryKv(clock);

  private static String row(String host, int gpu, int second, String value) {
    return "2026-01-01T00:00:%02dZ,DCGM_FI_DEV_GPU_UTIL,%d,nvidia%d,GPU-%s-%d,H100,%s,,,,%s,\n"
        .formatted(second, gpu, gpu, host, gpu, host, value);
  }

  private static String fleet() {
    StringBuilder csv = new StringBuilder(HEADER);
    for (int second = 0; second < 10; second++) {
      for (int host = 0; host < 5; host++) {
        csv.append(row("host-" + host, 0, second, Integer.toString(second)));
      }
    }
    return csv.toString();
  }

  private IngestResult ingest(Kv over, String csv, int chunkBytes) {
    return ingest(over, csv, UploadDefaults.NONE, chunkBytes);
  }

  private IngestResult ingest(Kv over, String csv, UploadDefaults defaults, int chunkBytes) {
    IngestOptions options =
        new IngestOptions(new PublishOptions(16, 3, 0, 3_600_000), 2, 0, folder);
    try (CsvIngest ingest = new CsvIngest(over, keys, options, clock)) {
      InputStream in = new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8));
      return ingest.ingestUpload(CLUSTER, in, defaults, chunkBytes, 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<Entry> messages() {
    return KvFutures.await(kv.range(Range.prefix(keys.queue(CLUSTER)))).entries();
  }

  private long queuedSamples() {
    return messages().stream()
        .flatMap(entry -> QueuedSamples.in(entry.value()).stream())
        .mapToLong(GpuSamples::size)
        .sum();
  }

  private IngestTotals totals() {
    IngestTotals sum = IngestTotals.ZERO;
    for (Entry entry :
        KvFutures.await(kv.range(Range.prefix(keys.ingestCounters(CLUSTER)))).entries()) {
      sum = sum.plus(IngestTotals.decode(entry.value()));
    }
    return sum;
  }

  @Test
  void everyValueIsQueuedOrReported() {
    String csv = fleet() + row("host-0", 0, 11, "[N/A]") + row("host-0", 0, 12, "much");

    IngestResult result = ingest(kv, csv, 1 << 20);

    assertThat(result.rows()).isEqualTo(52);
    assertThat(result.values()).isEqualTo(52);
    assertThat(result.accepted()).isEqualTo(50).isEqualTo(queuedSamples());
    assertThat(result.missing()).isEqualTo(1);
    assertThat(result.rejected()).isEqualTo(1);
    assertThat(result.rejects()).hasSize(1);
    assertThat(result.rejects().get(0).line()).isEqualTo(53);
    assertThat(result.messages()).isEqualTo(5).isEqualTo(messages().size());
    assertThat(totals()).isEqualTo(new IngestTotals(1, 52, 52, 50, 1, 1, 0));
  }

  @Test
  void sameContentTwiceQueuesNothing() {
    IngestResult first = ingest(kv, fleet(), 700);
    List<Long> revisions = messages().stream().map(Entry::modRevision).toList();

    IngestResult second = ingest(kv, fleet(), 700);

    assertThat(first.alreadyIngested()).isFalse();
    assertThat(first.chunks()).isGreaterThan(3);
    assertThat(second.alreadyIngested()).isTrue();
    assertThat(second.messages()).isZero();
    assertThat(second.accepted()).isEqualTo(50);
    assertThat(messages().stream().map(Entry::modRevision).toList()).isEqualTo(revisions);
    assertThat(totals().uploads()).isEqualTo(1);
    assertThat(totals().accepted()).isEqualTo(50);
  }

  @Test
  void sameContentInOtherChunksQueuesNothingOnceItIsWhole() {
    ingest(kv, fleet(), 700);

    assertThat(ingest(kv, fleet(), 1 << 20).alreadyIngested()).isTrue();
  }

  @Test
  void aFileOfLocalTimesAloneIsRefusedInOneSentenceAndReadOnceItsZoneIsSaid() {
    String csv = fleet().replace("T00:", " 00:").replace("Z,", ",");

    assertThatThrownBy(() -> ingest(kv, csv, 700))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            e -> {
              assertThat(e.field()).isEqualTo("tz");
              assertThat(e).hasMessageContaining("tz=").hasMessageContaining("50 rows");
            });
    assertThat(messages()).isEmpty();
    assertThat(totals()).isEqualTo(IngestTotals.ZERO);

    assertThat(ingest(kv, csv, UploadDefaults.of("UTC"), 700).accepted()).isEqualTo(50);
  }

  @Test
  void sameContentWithAnotherZoneIsAnotherUpload() {
    String csv = fleet() + row("host-0", 0, 11, "1").replace("T00:", " 00:").replace("Z,", ",");

    IngestResult without = ingest(kv, csv, 700);
    IngestResult berlin = ingest(kv, csv, UploadDefaults.of("Europe/Berlin"), 700);
    IngestResult again = ingest(kv, csv, UploadDefaults.of(" Europe/Berlin"), 700);
    IngestResult utc = ingest(kv, csv, UploadDefaults.of("UTC"), 1 << 20);

    assertThat(without.rejected()).isEqualTo(1);
    assertThat(without.rejects().get(0).reason()).contains("tz=");
    assertThat(berlin.rejected()).isZero();
    assertThat(berlin.alreadyIngested()).isFalse();
    assertThat(again.alreadyIngested()).isTrue();
    assertThat(utc.alreadyIngested()).isFalse();
    assertThat(List.of(without.upload(), berlin.upload(), utc.upload())).doesNotHaveDuplicates();
    assertThat(again.upload()).isEqualTo(berlin.upload());
  }

  @Test
  void wholeNumbersThatADoubleCannotHoldAreCounted() {
    String csv = HEADER;
    for (String value :
        List.of(
            "9007199254740993",
            "18446744073709551615",
            "-9007199254740993.0",
            "9007199254740992",
            "18446744073709551616",
            "18446744073709552000",
            "1e300",
            "0.12345678901234567890")) {
      csv += row("host-0", 0, 11, value) + row("host-0", 0, 12, value);
    }

    csv = csv.replace("DCGM_FI_DEV_GPU_UTIL", "any_count");
    IngestResult result = ingest(kv, csv, 1 << 20);

    assertThat(result.accepted()).isEqualTo(16);
    assertThat(result.inexact()).isEqualTo(6);
    assertThat(ingest(kv, csv, 1 << 20).inexact()).isEqualTo(6);
  }

  @Test
  void entryOfAnOlderReleaseHasNoInexactValues() {
    IngestResult result = ingest(kv, fleet(), 1 << 20);
    String key = keys.ledgerEntry(CLUSTER, result.upload(), 0);
    Entry entry = KvFutures.await(kv.range(Range.key(key))).entries().get(0);

    assertThat(new String(entry.value(), StandardCharsets.UTF_8)).doesNotContain("inexact");
    assertThat(ingest(kv, fleet(), 1 << 20).inexact()).isZero();
  }

  @Test
  void headerWithoutRowsIsAnEmptyUpload() {
    IngestResult result = ingest(kv, HEADER, 700);

    assertThat(result.rows()).isZero();
    assertThat(result.alreadyIngested()).isFalse();
    assertThat(messages()).isEmpty();
  }

  @Test
  void clusterThatIsNoNameIsRefused() {
    IngestOptions options =
        new IngestOptions(new PublishOptions(16, 3, 0, 3_600_000), 2, 0, folder);
    try (CsvIngest ingest = new CsvIngest(kv, keys, options, clock)) {
      byte[] csv = fleet().getBytes(StandardCharsets.UTF_8);
      assertThatThrownBy(() -> ingest.ingestChunk("../up", csv))
          .isInstanceOf(InvalidInputException.class);
    }
  }

  @Test
  void ingestThatDiesAnywhereIsMadeWholeByARepeat() {
    assertRepeatMakesWhole(() -> new FaultyKv.Crash("here"), 700);
  }

  @Test
  void ingestWhoseAnswersAreLostIsMadeWholeByARepeat() {
    assertRepeatMakesWhole(
        () -> new KvException(KvException.Kind.TIMEOUT, "answer lost", null), 700);
  }

  /** Begun in small chunks and never finished, then sent again in one. */
  @Test
  void ingestThatDiesAnywhereIsMadeWholeByARepeatInOtherChunks() {
    assertRepeatMakesWhole(() -> new FaultyKv.Crash("here"), 1 << 20);
  }

  private void assertRepeatMakesWhole(Supplier<Throwable> fault, int repeatChunkBytes) {
    boolean reached = true;
    int step = 0;
    while (reached) {
      step++;
      InMemoryKv fresh = new InMemoryKv(clock);
      boolean[] struck = {false};
      FaultyKv faulty = new FaultyKv(fresh);
      faulty.onStep(
          FaultyKv.atStep(
              step,
              () -> {
                struck[0] = true;
                return fault.get();
              }));
      ingestWhateverHappens(faulty);
      ingest(fresh, fleet(), repeatChunkBytes);
      assertEverySampleQueued(fresh, "fault at step " + step);
      reached = struck[0];
    }
    assertThat(step).isGreaterThan(8);
  }

  private void ingestWhateverHappens(Kv over) {
    List<Throwable> failures = new ArrayList<>();
    try {
      ingest(over, fleet(), 700);
    } catch (KvException | FaultyKv.Crash | IllegalStateException e) {
      failures.add(e);
    }
    assertThat(failures).hasSizeLessThan(2);
  }

  private void assertEverySampleQueued(Kv store, String when) {
    long distinct =
        KvFutures.await(store.range(Range.prefix(keys.queue(CLUSTER)))).entries().stream()
            .flatMap(entry -> QueuedSamples.in(entry.value()).stream())
            .flatMap(
                samples ->
                    samples.columns().stream()
                        .flatMapToLong(column -> java.util.Arrays.stream(column.times()))
                        .mapToObj(time -> samples.gpu().alias() + "@" + time))
            .distinct()
            .count();
    assertThat(distinct).as(when).isEqualTo(50);
  }

  /** Each control character of a rejected row takes six bytes as JSON. */
  @Test
  void chunkOfNothingButRejectedControlCharactersIsRecorded() {
    String junk = "\u0001".repeat(2_000) + "\n";

    IngestResult result = ingest(kv, HEADER + junk.repeat(1_500), 64 << 20);

    assertThat(result.rejected()).isEqualTo(1_500);
    assertThat(totals().rejected()).isEqualTo(1_500);
  }
}
