package nexus.functions.api.series;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import nexus.functions.api.format.ExportContent;
import nexus.functions.api.latest.TestLatest;
import nexus.telemetry.drain.DrainLimits;
import nexus.telemetry.drain.DrainOptions;
import nexus.telemetry.drain.Drainer;
import nexus.telemetry.ingest.CsvIngest;
import nexus.telemetry.ingest.IngestOptions;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.query.GoneException;
import nexus.telemetry.queue.MessageQueue.PublishOptions;
import nexus.telemetry.testing.TestStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An export, ingested into another cluster, is exported there as the same bytes. */
class ExportTest {

  private static final long HOUR = 3_600_000;
  private static final Instant NOW = Instant.parse("2026-01-02T00:00:00Z");
  private static final String HEADER =
      "timestamp,metric_name,gpu_id,device,uuid,modelName,Hostname,container,pod,namespace,value,"
          + "labels_raw\n";

  private final InstantSource clock = InstantSource.fixed(NOW);
  private final Keyspace keys = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);
  private final InMemoryKv kv = new InMemoryKv(clock);

  private void store(String cluster, String csv) {
    IngestOptions ingestion =
        new IngestOptions(
            new PublishOptions(1, 100, 0, HOUR),
            1,
            0,
            Path.of(System.getProperty("java.io.tmpdir")));
    DrainOptions draining = new DrainOptions("test", 1, 0, 100, 1, HOUR, 0);
    try (CsvIngest ingest = new CsvIngest(kv, keys, ingestion, clock);
        Drainer drainer = new Drainer(kv, keys, draining, clock)) {
      assertThat(ingest.ingestChunk(cluster, csv.getBytes(UTF_8)).rejected()).isZero();
      drainer.drain(cluster, DrainLimits.DEFAULT);
    }
  }

  private ExportContent series(String cluster, String id) {
    return (ExportContent)
        Ask.telemetry(kv, keys, HOUR, clock, cluster)
            .ofId(Ask.request(TestStore.parameters("id", id, "start_time", "0", "format", "csv")));
  }

  private ExportContent latest(String cluster) {
    return (ExportContent)
        TestLatest.function(kv, keys, cluster)
            .latest(Ask.request(TestStore.parameters("format", "csv")));
  }

  private static String csv(ExportContent export) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      export.writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toString(UTF_8);
  }

  private static String row(String time, String gpu, String value, String facts, String labels) {
    return "%s,M,%s,%s,%s,%s\n".formatted(time, gpu, facts, value, labels);
  }

  @Test
  void extremesAndOddTextsComeBackAsTheyWere() {
    String facts = "nvidia0,,\"H \"\"100\"\", \\ é漢\",h,\"c,1\",\"p\"\"q\",n";
    String labels = "\"DCGM_FI_DRIVER_VERSION=\"\"535, x\"\",job=\"\"a\\\"\"b,c\\\\d\"\"\"";
    StringBuilder text = new StringBuilder(HEADER);
    List<String> values =
        List.of("4.9E-324", "1.7976931348623157E308", "-0.0", "9.007199254740994E15", "97", "0.1");
    for (int i = 0; i < values.size(); i++) {
      text.append(row("2026-01-01T00:00:00.00" + (i + 1) + "Z", "0", values.get(i), facts, labels));
    }
    store("a", text.toString());

    assertThat(csv(series("a", "h:0"))).isEqualTo(text.toString());
  }

  @Test
  void anInstanceComesBackAsAnInstance() {
    String text =
        HEADER
            + row(
                "2026-01-01T00:00:00Z",
                "0",
                "1",
                "nvidia0,GPU-1,A100,h,,,",
                "\"GPU_I_ID=\"\"7\"\",GPU_I_PROFILE=\"\"1g.5gb\"\"\"");
    store("a", text);

    assertThat(csv(series("a", "h:0.7"))).isEqualTo(text);
    store("b", csv(latest("a")));
    assertThat(csv(latest("b"))).isEqualTo(csv(latest("a"))).contains("GPU_I_ID=\"\"7\"\"");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 'GPU-1', 'GPU_I_ID=\"1.0\"', h:0.1.0",
    "00000000:17:00.0, 'GPU-1', '', h:00000000:17:00.0",
    "00000000:17:00.0, 'GPU-1', 'GPU_I_ID=\"3\"', h:00000000:17:00.0.3",
    "1, 'GPU-1', 'GPU_I_ID=\"0\"', h:1.0",
  })
  void whatItIsAPartOfComesBack(String gpu, String uuid, String labels, String id) {
    String facts = ",%s,A100,h,,,".formatted(uuid);
    String label = labels.isEmpty() ? "" : quoted(labels);
    String text = HEADER + row("2026-01-01T00:00:00Z", gpu, "1", facts, label);
    store("a", text);

    assertThat(csv(series("a", id))).isEqualTo(text);
    store("b", csv(latest("a")));
    assertThat(csv(latest("b"))).isEqualTo(csv(latest("a"))).contains(label + "\n");
  }

  @Test
  void anInstanceOfAnOldMigUuidIsExportedAsOneOfItsGpu() {
    String of = "2026-01-01T00:00:00Z";
    store("a", HEADER + row(of, "0", "1", ",MIG-GPU-2a/1/0,,h,,,", ""));

    String exported = csv(series("a", "GPU-2a.1.0"));
    assertThat(exported)
        .isEqualTo(HEADER + row(of, "0", "1", ",GPU-2a,,h,,,", "\"GPU_I_ID=\"\"1.0\"\"\""));
    store("b", exported);
    assertThat(csv(series("b", "h:0.1.0"))).isEqualTo(exported);
  }

  @Test
  void aSecondExportHasTheSameBytes() {
    Random random = new Random(4);
    for (int i = 0; i < 200; i++) {
      exportTwice("a" + i, "b" + i, rows(random));
    }
  }

  private void exportTwice(String from, String to, List<String> rows) {
    store(from, HEADER + String.join("", rows));
    for (String id : List.of("h:0", "h:0.7")) {
      if (rows.stream().anyMatch(row -> row.contains("GPU_I_ID") == id.endsWith("7"))) {
        String first = csv(series(from, id));
        store(to, first);
        assertThat(csv(series(to, id))).as("%s of %s", id, rows).isEqualTo(first);
      }
    }
  }

  private static List<String> rows(Random random) {
    List<String> rows = new ArrayList<>();
    int size = 1 + random.nextInt(20);
    while (rows.size() < size) {
      double value =
          random.nextBoolean()
              ? Double.longBitsToDouble(random.nextLong())
              : random.nextInt() / 100.0;
      if (Double.isFinite(value)) {
        int ms = random.nextInt(8_000_001);
        rows.add(anyRow(ms, value, text(random), text(random), random.nextBoolean()));
      }
    }
    return rows;
  }

  private static String text(Random random) {
    String characters = "a\"\\,é{}= ";
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(7); i > 0; i--) {
      text.append(characters.charAt(random.nextInt(characters.length())));
    }
    return text.toString().strip();
  }

  private static String anyRow(int ms, double value, String pod, String job, boolean instance) {
    String labels =
        "job=\""
            + job.replace("\\", "\\\\").replace("\"", "\\\"")
            + '"'
            + (instance ? ",GPU_I_ID=\"7\"" : "");
    String time = Instant.parse("2026-01-01T00:00:00Z").plusMillis(ms).toString();
    return row(
        time, "0", Double.toString(value), ",GPU-1,,h,," + quoted(pod) + ",", quoted(labels));
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }

  @Test
  void anExportWhoseRevisionIsCompactedAwayFailsAndIsNotShort() {
    StringBuilder text = new StringBuilder(HEADER);
    for (int i = 0; i < 60_000; i++) {
      String time = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(i).toString();
      text.append(row(time, "0", "" + i, ",,,h,,,", ""));
    }
    store("a", text.toString());
    assertThat(csv(series("a", "h:0"))).isEqualTo(text.toString());

    ExportContent begun = series("a", "h:0");
    KvFutures.await(kv.txn(Txn.always(List.of(Op.put("/other", new byte[1])))));
    kv.compact(KvFutures.await(kv.status()).revision());

    assertThatThrownBy(() -> csv(begun)).isInstanceOf(GoneException.class);
  }
}
