package nexus.telemetry.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
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
import nexus.telemetry.queue.MessageQueue.PublishOptions;
import org.junit.jupiter.api.Test;

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
  private int tries;

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

  private Export series(String cluster, String id, String... more) {
    Map<String, List<String>> parameters =
        new TreeMap<>(Map.of("id", List.of(id), "start_time", List.of("0")));
    parameters.putAll(TestStore.parameters(more));
    FleetQuery fleet = new FleetQuery(kv, keys, new LatestCache(), clock, HOUR);
    GpuQuery query = new GpuQuery(kv, keys, HOUR, clock);
    return new TelemetryQuery(kv, keys, query, fleet, clock, HOUR)
        .export(parameters, cluster, Long.MAX_VALUE);
  }

  private Export latest(String cluster) {
    FleetQuery fleet = new FleetQuery(kv, keys, new LatestCache(), clock, HOUR);
    return new LatestQuery(fleet).export(Map.of(), cluster, Long.MAX_VALUE);
  }

  private static String csv(Export export) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      export.writeTo(bytes, SampleFormat.CSV);
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

  @Property(tries = 200)
  void aSecondExportHasTheSameBytes(@ForAll("rows") List<String> rows) {
    String from = "a" + ++tries;
    String to = "b" + tries;
    store(from, HEADER + String.join("", rows));
    for (String id : List.of("h:0", "h:0.7")) {
      if (rows.stream().anyMatch(row -> row.contains("GPU_I_ID") == id.endsWith("7"))) {
        String first = csv(series(from, id));
        store(to, first);
        assertThat(csv(series(to, id))).isEqualTo(first);
      }
    }
  }

  @Provide
  Arbitrary<List<String>> rows() {
    Arbitrary<Integer> milliseconds = Arbitraries.integers().between(0, 8_000_000);
    Arbitrary<Double> values =
        Arbitraries.oneOf(
            Arbitraries.longs().map(Double::longBitsToDouble).filter(Double::isFinite),
            Arbitraries.integers().map(i -> i / 100.0));
    Arbitrary<String> texts =
        Arbitraries.strings().withChars("a\"\\,é{}= ").ofMaxLength(6).map(String::strip);
    return Combinators.combine(milliseconds, values, texts, texts, Arbitraries.of(true, false))
        .as(ExportTest::anyRow)
        .list()
        .ofMinSize(1)
        .ofMaxSize(20);
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

    Export begun = series("a", "h:0");
    KvFutures.await(kv.txn(Txn.always(List.of(Op.put("/other", new byte[1])))));
    kv.compact(KvFutures.await(kv.status()).revision());

    assertThatThrownBy(() -> csv(begun)).isInstanceOf(GoneException.class);
  }
}
