package nexus.telemetry.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import nexus.telemetry.capture.prometheus.TextRows;
import nexus.telemetry.capture.series.Clusters;
import nexus.telemetry.capture.series.LiveRows;
import nexus.telemetry.capture.series.SampleRows;
import nexus.telemetry.csv.Given;
import nexus.telemetry.ingest.LiveIngest.Sender;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.TtlLeases;
import nexus.telemetry.kv.memory.FaultyKv;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.ledger.IngestTotals;
import nexus.telemetry.ledger.LiveSource;
import nexus.telemetry.ledger.LiveSources;
import nexus.telemetry.live.Otlp;
import nexus.telemetry.live.RemoteWrite;
import nexus.telemetry.live.Wire;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.queue.MessageQueue.PublishOptions;
import nexus.telemetry.testing.QueuedSamples;
import nexus.telemetry.testing.SettableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What remote write, OTLP and text become. */
final class LiveIngestTest {

  private static final String CLUSTER = "c1";
  private static final String UTIL = "DCGM_FI_DEV_GPU_UTIL";
  private static final double STALE = Double.longBitsToDouble(0x7ff0000000000002L);
  private static final long NOW = Instant.parse("2026-01-02T00:00:00Z").toEpochMilli();

  @TempDir private Path folder;

  private final SettableClock clock = new SettableClock(Instant.ofEpochMilli(NOW));
  private final Keyspace keys = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);
  private final Kv kv = new InMemoryKv(clock);

  private static final Sender SENDER = new Sender("prometheus-a", "remote_write", Given.NONE);

  private LiveIngest ingest(Kv over) {
    return new LiveIngest(
        over,
        keys,
        new IngestOptions(new PublishOptions(16, 3, 0, 3_600_000), 2, 0, folder),
        clock);
  }

  private static SampleRows rows(String cluster) {
    return new SampleRows(new Clusters(Optional.ofNullable(cluster), CLUSTER), false);
  }

  private LiveResult write(Kv over, byte[] body) {
    SampleRows rows = rows(null);
    RemoteWrite.read(body, RemoteWrite.Version.ONE, 1 << 20, rows);
    return ingest(over).ingest(SENDER, body, CLUSTER, rows.rows(Given.NONE));
  }

  private static Wire gpu(String metric, String gpu, String... more) {
    Wire series =
        Wire.series("__name__", metric, "Hostname", "n1", "gpu", gpu, "UUID", "GPU-" + gpu);
    for (int i = 0; i < more.length; i += 2) {
      series.message(1, new Wire().text(1, more[i]).text(2, more[i + 1]));
    }
    return series;
  }

  private String queued(String cluster) {
    StringBuilder all = new StringBuilder();
    for (Entry entry : KvFutures.await(kv.range(Range.prefix(keys.queue(cluster)))).entries()) {
      for (GpuSamples samples : QueuedSamples.in(entry.value())) {
        samples.columns().forEach(column -> tell(samples.gpu(), column, all));
      }
    }
    return all.toString().lines().sorted().map(line -> line + "\n").collect(Collectors.joining());
  }

  private static void tell(GpuId gpu, MetricColumn column, StringBuilder all) {
    for (int i = 0; i < column.size(); i++) {
      all.append(gpu.alias())
          .append(' ')
          .append(column.metric())
          .append(' ')
          .append(column.time(i) - NOW)
          .append(' ')
          .append(column.value(i))
          .append('\n');
    }
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
  void samplesOfSwitchesAndProcessorsAreIgnoredAndNamedAndNothingIsRefused() {
    byte[] body =
        new Wire()
            .message(1, gpu(UTIL, "0").sample(NOW, 55))
            .message(
                1,
                Wire.series(
                        "__name__", "DCGM_FI_DEV_NVSWITCH_FATAL_ERRORS", "nvswitch", "nvswitch0")
                    .sample(NOW, 0))
            .message(
                1, Wire.series("__name__", "DCGM_FI_DEV_CPU_UTIL_TOTAL", "cpu", "0").sample(NOW, 1))
            .message(
                1,
                Wire.series(
                        "__name__",
                        "DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL",
                        "Hostname",
                        "n1",
                        "nvlink",
                        "3",
                        "nvswitch",
                        "nvswitch0")
                    .sample(NOW, 1))
            .snappy();

    LiveResult result = write(kv, body);

    assertThat(queued(CLUSTER)).isEqualTo("n1/0 DCGM_FI_DEV_GPU_UTIL 0 55.0\n");
    assertThat(result.refused()).isZero();
    assertThat(result.ignored().values()).isEqualTo(3);
    assertThat(result.ignored().names())
        .containsExactly(
            "DCGM_FI_DEV_NVSWITCH_FATAL_ERRORS",
            "DCGM_FI_DEV_CPU_UTIL_TOTAL",
            "DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL");
  }

  @Test
  void samplesOfGpusAreQueuedAndTheOthersNamed() {
    byte[] body =
        new Wire()
            .message(1, gpu(UTIL, "0").sample(NOW - 30_000, 55).sample(NOW - 15_000, 56.5))
            .message(1, gpu(UTIL, "1").sample(NOW - 15_000, 0).sample(NOW, STALE))
            .message(1, Wire.series("__name__", "node_load1", "instance", "n1").sample(NOW, 1))
            .snappy();

    LiveResult result = write(kv, body);

    assertThat(queued(CLUSTER))
        .isEqualTo(
            """
            n1/0 DCGM_FI_DEV_GPU_UTIL -15000 56.5
            n1/0 DCGM_FI_DEV_GPU_UTIL -30000 55.0
            n1/1 DCGM_FI_DEV_GPU_UTIL -15000 0.0
            """);
    assertThat(result.counts().accepted()).isEqualTo(3);
    assertThat(result.counts().missing()).isEqualTo(1);
    assertThat(result.refused()).isZero();
    assertThat(result.ignored().values()).isEqualTo(1);
    assertThat(result.ignored().names()).containsExactly("node_load1");
    assertThat(totals()).isEqualTo(new IngestTotals(0, 4, 4, 3, 1, 0, 0));
    LiveSources sources = new LiveSources(kv, keys, new TtlLeases(kv, clock), 0);
    assertThat(sources.list(CLUSTER)).extracting(LiveSource::ignored).containsExactly(1L);
  }

  @Test
  void whatIsSentAgainIsQueuedOnce() {
    byte[] body = new Wire().message(1, gpu(UTIL, "0").sample(NOW, 55)).snappy();

    assertThat(write(kv, body).alreadyIngested()).isFalse();
    LiveResult again = write(kv, body);

    assertThat(again.alreadyIngested()).isTrue();
    assertThat(again.counts().accepted()).isEqualTo(1);
    assertThat(queued(CLUSTER)).isEqualTo("n1/0 DCGM_FI_DEV_GPU_UTIL 0 55.0\n");
    assertThat(totals().accepted()).isEqualTo(1);
  }

  @Test
  void aFaultAtAnyStepIsMadeGoodByARepeat() {
    byte[] body =
        new Wire()
            .message(1, gpu(UTIL, "0").sample(NOW, 55))
            .message(1, gpu(UTIL, "1").sample(NOW, 56))
            .snappy();
    boolean reached = true;
    for (int step = 1; reached; step++) {
      Kv fresh = new InMemoryKv(clock);
      FaultyKv faulty = new FaultyKv(fresh);
      int[] left = {step};
      faulty.onStep(
          at -> {
            if (--left[0] == 0) {
              throw new KvException(KvException.Kind.NO_SPACE, "full", null);
            }
          });
      try {
        write(faulty, body);
        reached = left[0] <= 0;
      } catch (KvException e) {
        assertThat(write(fresh, body).counts().accepted()).isEqualTo(2);
      }
      long messages =
          KvFutures.await(fresh.range(Range.prefix(keys.queue(CLUSTER)))).entries().size();
      // Where the versions could not be asked for, there is one a GPU, and else one of both.
      assertThat(messages).isBetween(1L, 2L);
    }
  }

  @Test
  void refusedSamplesAreToldAndTheOthersAreTaken() {
    byte[] body =
        new Wire()
            .message(1, gpu(UTIL, "0").sample(NOW, 55))
            .message(1, gpu(UTIL, "1").sample(NOW + Duration.ofDays(2).toMillis(), 1))
            .message(1, Wire.series("__name__", UTIL, "job", "x").sample(NOW, 1))
            .message(1, gpu(UTIL, "2", "long", "x".repeat(9_000)).sample(NOW, 1))
            .message(1, gpu(UTIL, "3", "cluster", "no name!").sample(NOW, 1))
            .snappy();

    LiveResult result = write(kv, body);

    assertThat(result.counts().accepted()).isEqualTo(1);
    assertThat(result.counts().rejected()).isEqualTo(4);
    assertThat(result.rejects()).hasSize(4);
    assertThat(result.rejects().get(0).reason()).contains("ahead of the clock");
    assertThat(queued(CLUSTER)).isEqualTo("n1/0 DCGM_FI_DEV_GPU_UTIL 0 55.0\n");
  }

  @Test
  void aSeriesThatHasALabelTwiceIsRejectedInBothVersions() {
    byte[] one =
        new Wire()
            .message(1, gpu(UTIL, "0").sample(NOW, 55))
            .message(1, gpu(UTIL, "1", "gpu", "2").sample(NOW, 66))
            .snappy();
    LiveResult result = write(kv, one);
    assertThat(result.counts().accepted()).isEqualTo(1);
    assertThat(result.rejects()).hasSize(1);
    assertThat(result.rejects().get(0).toString()).contains("a label is there twice");

    Wire two = new Wire().text(4, "").text(4, "__name__").text(4, UTIL).text(4, "gpu").text(4, "0");
    Wire twice = new Wire().packed(1, 1, 2, 3, 4, 3, 2).sample(NOW, 1);
    SampleRows rows = rows(null);
    RemoteWrite.read(two.message(5, twice).snappy(), RemoteWrite.Version.TWO, 1 << 20, rows);
    LiveResult second = ingest(kv).ingest(SENDER, new byte[] {2}, CLUSTER, rows.rows(Given.NONE));
    assertThat(second.counts().rejected()).isEqualTo(1);
    assertThat(queued(CLUSTER)).isEqualTo("n1/0 DCGM_FI_DEV_GPU_UTIL 0 55.0\n");
  }

  @Test
  void jsonThatGoesTooDeepIsRefusedInPlainWords() {
    byte[] deep = "[".repeat(40).getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> Otlp.read(deep, Otlp.Encoding.JSON, rows(null)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("32 objects and lists within each other")
        .hasMessageNotContaining("StreamReadConstraints");
  }

  @Test
  void theLabelSaysTheClusterUnlessItIsGiven() {
    byte[] body =
        new Wire()
            .message(1, gpu(UTIL, "0", "cluster", "east").sample(NOW, 1))
            .message(1, gpu(UTIL, "1").sample(NOW, 2))
            .snappy();

    write(kv, body);
    assertThat(queued("east")).isEqualTo("n1/0 DCGM_FI_DEV_GPU_UTIL 0 1.0\n");
    assertThat(queued(CLUSTER)).isEqualTo("n1/1 DCGM_FI_DEV_GPU_UTIL 0 2.0\n");

    SampleRows all = rows("west");
    RemoteWrite.read(body, RemoteWrite.Version.ONE, 1 << 20, all);
    ingest(kv).ingest(SENDER, body, "west", all.rows(Given.NONE));
    assertThat(queued("west").lines()).hasSize(2);
  }

  @Test
  void theSecondVersionOfRemoteWriteSaysTheSame() {
    byte[] body =
        new Wire()
            .text(4, "")
            .text(4, "__name__")
            .text(4, "DCGM_FI_DEV_GPU_TEMP")
            .text(4, "gpu")
            .text(4, "0")
            .text(4, "Hostname")
            .text(4, "n1")
            .message(
                5, new Wire().packed(1, 1, 2, 3, 4, 5, 6).sample(NOW, 61).message(3, new Wire()))
            .snappy();
    SampleRows rows = rows(null);

    assertThat(RemoteWrite.read(body, RemoteWrite.Version.TWO, 1 << 20, rows)).isEqualTo(1);
    ingest(kv).ingest(SENDER, body, CLUSTER, rows.rows(Given.NONE));

    assertThat(queued(CLUSTER)).isEqualTo("n1/0 DCGM_FI_DEV_GPU_TEMP 0 61.0\n");
  }

  @Test
  void aBodyThatIsNoneIsRefusedAndNothingIsQueued() {
    byte[] good = new Wire().message(1, gpu(UTIL, "0").sample(NOW, 55)).snappy();
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      SampleRows rows = rows(null);
      assertThatThrownBy(() -> RemoteWrite.read(cut, RemoteWrite.Version.ONE, 1 << 20, rows))
          .isInstanceOf(InvalidInputException.class);
    }
    byte[] unknown = new Wire().message(5, new Wire().packed(1, 7, 8)).snappy();
    assertThatThrownBy(
            () -> RemoteWrite.read(unknown, RemoteWrite.Version.TWO, 1 << 20, rows(null)))
        .hasMessageContaining("symbol");
  }

  private static Wire attribute(String key, String value) {
    return new Wire().text(1, key).message(2, new Wire().text(1, value));
  }

  @Test
  void pointsOfOtlpAreTheSeriesThatTheirAttributesName() {
    Wire utilization =
        new Wire()
            .text(1, "hw.gpu.utilization")
            .message(
                5,
                new Wire()
                    .message(
                        1,
                        new Wire()
                            .message(7, attribute("hw.id", "GPU-0a"))
                            .message(7, attribute("hw.name", "H100"))
                            .fixed(3, NOW * 1_000_000)
                            .number(4, 0.25)));
    Wire temperature =
        new Wire()
            .text(1, "DCGM_FI_DEV_GPU_TEMP")
            .message(
                7,
                new Wire()
                    .message(
                        1,
                        new Wire()
                            .message(7, attribute("gpu", "3"))
                            .fixed(3, NOW * 1_000_000)
                            .fixed(6, 61)));
    Wire histogram =
        new Wire().text(1, "http.duration").message(9, new Wire().message(1, new Wire()));
    byte[] body =
        new Wire()
            .message(
                1,
                new Wire()
                    .message(
                        2,
                        new Wire()
                            .message(2, utilization)
                            .message(2, temperature)
                            .message(2, histogram))
                    .message(1, new Wire().message(1, attribute("host.name", "n7"))))
            .toBytes();
    SampleRows rows = rows(null);

    Otlp.read(body, Otlp.Encoding.PROTOBUF, rows);
    LiveResult result =
        ingest(kv)
            .ingest(new Sender("otel", "otlp", Given.NONE), body, CLUSTER, rows.rows(Given.NONE));

    assertThat(result.ignored().names()).containsExactly("http.duration");
    assertThat(queued(CLUSTER).lines())
        .containsExactlyInAnyOrder(
            "n7/GPU-0a DCGM_FI_DEV_GPU_UTIL 0 25.0", "n7/3 DCGM_FI_DEV_GPU_TEMP 0 61.0");
  }

  @Test
  void theSameInJson() {
    byte[] body =
        """
        {"resourceMetrics":[{"resource":{"attributes":[
            {"key":"host.name","value":{"stringValue":"n7"}}]},
          "scopeMetrics":[{"metrics":[
            {"name":"hw.gpu.memory.usage","unit":"By","sum":{"dataPoints":[
              {"attributes":[{"key":"hw.id","value":{"intValue":"3"}}],
               "timeUnixNano":"%d000000","asInt":"1048576"},
              {"attributes":[{"key":"hw.id","value":{"intValue":"3"}}],
               "timeUnixNano":"%d000000","flags":1}]}}]}]}]}
        """
            .formatted(NOW, NOW + 1_000)
            .getBytes(StandardCharsets.UTF_8);
    SampleRows rows = rows(null);

    Otlp.read(body, Otlp.Encoding.JSON, rows);
    LiveResult result =
        ingest(kv)
            .ingest(new Sender("otel", "otlp", Given.NONE), body, CLUSTER, rows.rows(Given.NONE));

    assertThat(result.counts().missing()).isEqualTo(1);
    assertThat(queued(CLUSTER)).isEqualTo("n7/3 DCGM_FI_DEV_FB_USED 0 1.0\n");
    assertThatThrownBy(
            () -> Otlp.read("[1]".getBytes(StandardCharsets.UTF_8), Otlp.Encoding.JSON, rows))
        .isInstanceOf(InvalidInputException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | a JSON object with resourceMetrics",
        "5 | a JSON object with resourceMetrics",
        "{'foo':1} | a JSON object with resourceMetrics",
        "{'resource_metrics':[]} | lowerCamelCase",
        "{'resourceMetrics':{}} | resourceMetrics is no array",
        "{'resourceMetrics':[1]} | an element of resourceMetrics is no object",
        "{'resourceMetrics':[{'resource':[]}]} | resource is no object",
        "{'resourceMetrics':[{'scopeMetrics':'x'}]} | scopeMetrics is no array",
        "{'resourceMetrics':[{'scopeMetrics':[{'metrics':{}}]}]} | metrics is no array",
        "{'resourceMetrics':[{'scopeMetrics':[{'metrics':[{'name':1}]}]}]} | name of a metric",
        "{'resourceMetrics':[{'scopeMetrics':[{'metrics':[{'gauge':1}]}]}]} | gauge is no object",
        "{'resourceMetrics':[{'scopeMetrics':[{'metrics':[{'sum':{'dataPoints':1}}]}]}]}"
            + " | dataPoints is no array",
      })
  void whatIsNoRequestOfOtlpIsRefusedWithWhere(String body, String where) {
    byte[] json = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> Otlp.read(json, Otlp.Encoding.JSON, rows(null)))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("body"))
        .hasMessageContaining(where);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"resourceMetrics\":[]}", "{\"resourceMetrics\":null}"})
  void anEmptyRequestOfOtlpIsOne(String body) {
    SampleRows rows = rows(null);

    Otlp.read(body.getBytes(StandardCharsets.UTF_8), Otlp.Encoding.JSON, rows);

    assertThat(rows.rows(Given.NONE).pieces()).isEmpty();
  }

  @Test
  void aPointWhoseTimeOrValueIsNoneIsRejectedAlone() {
    byte[] body =
        """
        {"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"DCGM_FI_DEV_GPU_TEMP",
          "gauge":{"dataPoints":[
            {"timeUnixNano":"yesterday","asInt":"41","attributes":%1$s},
            {"timeUnixNano":"%2$d000000","asInt":"hot","attributes":%1$s},
            {"timeUnixNano":"%2$d000000","asInt":"43","attributes":%1$s},
            {"timeUnixNano":"%3$d000000","asDouble":"NaN","attributes":%1$s}]}}]}]}]}
        """
            .formatted(
                "[{\"key\":\"host\",\"value\":{\"stringValue\":\"n7\"}},"
                    + "{\"key\":\"gpu\",\"value\":{\"stringValue\":\"0\"}}]",
                NOW,
                NOW + 1_000)
            .getBytes(StandardCharsets.UTF_8);
    SampleRows rows = rows(null);

    Otlp.read(body, Otlp.Encoding.JSON, rows);
    LiveResult result =
        ingest(kv)
            .ingest(new Sender("otel", "otlp", Given.NONE), body, CLUSTER, rows.rows(Given.NONE));

    assertThat(result.counts().accepted()).isEqualTo(1);
    assertThat(result.counts().missing()).isEqualTo(1);
    assertThat(result.rejects().stream().map(row -> row.reason() + ": " + row.text()))
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .contains("timestamp", "timeUnixNano is no whole number", "yesterday"),
            second -> assertThat(second).contains("the value is no number", "hot"));
    assertThat(queued(CLUSTER)).isEqualTo("n7/0 DCGM_FI_DEV_GPU_TEMP 0 43.0\n");
  }

  private LiveResult otlp(Otlp.Encoding encoding, byte[] body) {
    SampleRows rows = rows(null);
    Otlp.read(body, encoding, rows);
    return ingest(kv)
        .ingest(new Sender("otel", "otlp", Given.NONE), body, CLUSTER, rows.rows(Given.NONE));
  }

  /** A request of one point in JSON. */
  private static byte[] point(String name, String unit, String kind, String more, double value) {
    return """
    {"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"%s","unit":"%s",
      "%s":{"dataPoints":[{"timeUnixNano":"%d000000","asDouble":%s,"attributes":[
        {"key":"host","value":{"stringValue":"n7"}},
        {"key":"gpu","value":{"stringValue":"0"}}]}]%s}}]}]}]}
    """
        .formatted(name, unit, kind, NOW, value, more)
        .getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "DCGM_FI_DEV_FB_USED, By, 1048576, DCGM_FI_DEV_FB_USED 0 1.0",
    "gpu_memory_used, KiBy, 2048, DCGM_FI_DEV_FB_USED 0 2.0",
    "DCGM_FI_DEV_POWER_USAGE, mW, 60500, DCGM_FI_DEV_POWER_USAGE 0 60.5",
    "DCGM_FI_DEV_POWER_USAGE, W, 60.5, DCGM_FI_DEV_POWER_USAGE 0 60.5",
    "gpu_utilization, 1, 0.5, DCGM_FI_DEV_GPU_UTIL 0 50.0",
    "gpu_utilization, %, 0.5, DCGM_FI_DEV_GPU_UTIL 0 0.5",
    "hw.gpu.utilization, 1, 0.5, DCGM_FI_DEV_GPU_UTIL 0 50.0",
    "DCGM_FI_DEV_GPU_TEMP, Cel, 41, DCGM_FI_DEV_GPU_TEMP 0 41.0",
    "DCGM_FI_DEV_GPU_TEMP, 1, 41, DCGM_FI_DEV_GPU_TEMP 0 41.0",
    "DCGM_FI_DEV_GPU_TEMP, '', 41, DCGM_FI_DEV_GPU_TEMP 0 41.0",
    "DCGM_FI_DEV_SM_CLOCK, Hz, 1980000000, DCGM_FI_DEV_SM_CLOCK 0 1980.0",
    "DCGM_FI_DEV_XID_ERRORS, {error}, 31, DCGM_FI_DEV_XID_ERRORS 0 31.0",
  })
  void valuesOfOtlpAreInTheUnitThatTheirMetricSays(
      String name, String unit, double value, String stored) {
    otlp(Otlp.Encoding.JSON, point(name, unit, "gauge", "", value));

    assertThat(queued(CLUSTER)).isEqualTo("n7/0 " + stored + "\n");
  }

  @Test
  void valuesOfOtlpInAUnitThatIsNoneOfTheFieldsAreRejected() {
    LiveResult result =
        otlp(Otlp.Encoding.JSON, point("DCGM_FI_DEV_GPU_TEMP", "[degF]", "gauge", "", 104));

    assertThat(result.counts().rejected()).isEqualTo(1);
    assertThat(result.rejects().get(0).text()).contains("[degF]", "which is in C");
    assertThat(queued(CLUSTER)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "\"AGGREGATION_TEMPORALITY_DELTA\""})
  void sumsOfDeltasAreRejectedWithTheWayOut(String temporality) {
    LiveResult result =
        otlp(
            Otlp.Encoding.JSON,
            point("hw.gpu.energy", "J", "sum", ",\"aggregationTemporality\":" + temporality, 5));

    assertThat(result.counts().rejected()).isEqualTo(1);
    assertThat(result.rejects().get(0).text()).contains("cumulative");
    assertThat(queued(CLUSTER)).isEmpty();
  }

  @Test
  void unitsAndDeltasAreReadInProtobufToo() {
    Wire point =
        new Wire().message(7, attribute("gpu", "0")).fixed(3, NOW * 1_000_000).number(4, 2 << 20);
    Wire bytes =
        new Wire()
            .text(1, "DCGM_FI_DEV_FB_USED")
            .text(3, "By")
            .message(5, new Wire().message(1, point));
    Wire delta =
        new Wire()
            .text(1, "hw.gpu.energy")
            .message(7, new Wire().message(1, point).integer(2, 1).integer(3, 1));
    Wire scope = new Wire().message(2, bytes).message(2, delta);
    Wire resource =
        new Wire()
            .message(1, new Wire().message(1, attribute("host.name", "n7")))
            .message(2, scope);

    LiveResult result = otlp(Otlp.Encoding.PROTOBUF, new Wire().message(1, resource).toBytes());

    assertThat(result.counts().rejected()).isEqualTo(1);
    assertThat(queued(CLUSTER)).isEqualTo("n7/0 DCGM_FI_DEV_FB_USED 0 2.0\n");
  }

  @Test
  void whatAttributesSayOfHardwareIsNoOtherMetricsValue() {
    String points =
        """
        {"resourceMetrics":[{"resource":{"attributes":[
          {"key":"host.name","value":{"stringValue":"n7"}}]},"scopeMetrics":[{"metrics":[
            {"name":"hw.temperature","unit":"Cel","gauge":{"dataPoints":[%s,%s,%s]}},
            {"name":"hw.gpu.io","unit":"By","sum":{"aggregationTemporality":2,"dataPoints":[%s]}}
        ]}]}]}
        """
            .formatted(
                hardware(40, "hw.sensor_location", "gpu"),
                hardware(70, "hw.sensor_location", "memory"),
                hardware(90, "hw.sensor_location", "hotspot"),
                hardware(5, "network.io.direction", "transmit"));

    LiveResult result = otlp(Otlp.Encoding.JSON, points.getBytes(StandardCharsets.UTF_8));

    assertThat(queued(CLUSTER))
        .isEqualTo("n7/0 DCGM_FI_DEV_GPU_TEMP 0 40.0\nn7/0 DCGM_FI_DEV_MEMORY_TEMP 0 70.0\n");
    assertThat(result.ignored().names())
        .containsExactly("hw.gpu.temperature.hotspot", "hw.gpu.io.transmit");
  }

  private static String hardware(int value, String key, String said) {
    return """
    {"timeUnixNano":"%d000000","asInt":%d,"attributes":[
      {"key":"hw.type","value":{"stringValue":"gpu"}},{"key":"hw.id","value":{"stringValue":"0"}},
      {"key":"%s","value":{"stringValue":"%s"}}]}
    """
        .formatted(NOW, value, key, said);
  }

  @Test
  void aPointWithoutAValueIsRejectedUnlessItSaysThatThereIsNone() {
    String json =
        new String(point("DCGM_FI_DEV_GPU_TEMP", "Cel", "gauge", "", 40), StandardCharsets.UTF_8);
    String value = "\"asDouble\":40.0";
    assertThat(json).contains(value);

    LiveResult none = otlp(Otlp.Encoding.JSON, json.replace(value, "\"x\":1").getBytes(UTF_8));
    LiveResult nothing =
        otlp(Otlp.Encoding.JSON, json.replace(value, "\"asDouble\":null").getBytes(UTF_8));
    LiveResult said = otlp(Otlp.Encoding.JSON, json.replace(value, "\"flags\":1").getBytes(UTF_8));

    assertThat(none.counts().rejected()).isEqualTo(1);
    assertThat(none.rejects().get(0).text()).contains("neither asInt nor asDouble");
    assertThat(nothing.counts().rejected()).isEqualTo(1);
    assertThat(said.counts().missing()).isEqualTo(1);
    assertThat(said.counts().rejected()).isZero();
    assertThat(queued(CLUSTER)).isEmpty();
  }

  @Test
  void likewiseInProtobuf() {
    Wire point = new Wire().message(7, attribute("gpu", "0")).fixed(3, NOW * 1_000_000);
    Wire none = new Wire().message(7, attribute("gpu", "1")).fixed(3, NOW * 1_000_000);
    Wire metric =
        new Wire()
            .text(1, "DCGM_FI_DEV_GPU_TEMP")
            .message(5, new Wire().message(1, point).message(1, none.integer(8, 1)));
    Wire resource =
        new Wire()
            .message(1, new Wire().message(1, attribute("host.name", "n7")))
            .message(2, new Wire().message(2, metric));

    LiveResult result = otlp(Otlp.Encoding.PROTOBUF, new Wire().message(1, resource).toBytes());

    assertThat(result.counts().rejected()).isEqualTo(1);
    assertThat(result.counts().missing()).isEqualTo(1);
    assertThat(result.rejects().get(0).text()).contains("neither asInt nor asDouble");
  }

  @Test
  void linesOfTextAreOfTheirClustersAndKeepTheirNumbers() {
    byte[] text =
        """
        # HELP DCGM_FI_DEV_GPU_UTIL of GPUs
        DCGM_FI_DEV_GPU_UTIL{gpu="0",Hostname="n1",cluster="east"} 5
        DCGM_FI_DEV_GPU_UTIL{gpu="1",Hostname="n1"} 6
        DCGM_FI_DEV_GPU_UTIL{gpu="2",Hostname="n1"} many
        go_goroutines 7
        """
            .getBytes(StandardCharsets.UTF_8);
    Given given = new Given(null, null, Long.toString(NOW), null, List.of());
    LiveRows rows = TextRows.of(text, new Clusters(Optional.empty(), CLUSTER), given);

    LiveResult result =
        ingest(kv).ingest(new Sender("curl", "prometheus", given), text, CLUSTER, rows);

    assertThat(queued("east")).isEqualTo("n1/0 DCGM_FI_DEV_GPU_UTIL 0 5.0\n");
    assertThat(queued(CLUSTER)).isEqualTo("n1/1 DCGM_FI_DEV_GPU_UTIL 0 6.0\n");
    assertThat(result.rejects()).hasSize(1);
    assertThat(result.rejects().get(0).line()).isEqualTo(4);
    assertThat(result.ignored().values()).isEqualTo(1);
  }

  /** When it came says nothing of samples that have times: a repeat must undo no correction. */
  @Test
  void textWithTimesThatIsSentAgainLaterIsQueuedOnce() {
    String line = "DCGM_FI_DEV_GPU_UTIL{gpu=\"0\",Hostname=\"n1\"} 5";

    assertThat(text(line + " " + NOW + "\n", NOW).alreadyIngested()).isFalse();
    assertThat(text(line + " " + NOW + "\n", NOW + 5_000).alreadyIngested()).isTrue();
    assertThat(queued(CLUSTER).lines()).hasSize(1);
  }

  /** A scrape that says no times is another one each time it comes. */
  @Test
  void textWithoutTimesThatIsSentAgainLaterIsAnotherScrape() {
    String line = "DCGM_FI_DEV_GPU_UTIL{gpu=\"0\",Hostname=\"n1\"} 5\n";

    assertThat(text(line, NOW).alreadyIngested()).isFalse();
    assertThat(text(line, NOW + 5_000).alreadyIngested()).isFalse();
    assertThat(text(line, NOW + 5_000).alreadyIngested()).isTrue();
    assertThat(queued(CLUSTER).lines()).hasSize(2);
  }

  private LiveResult text(String text, long givenMs) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    Given given = new Given(null, null, Long.toString(givenMs), null, List.of());
    LiveRows rows = TextRows.of(body, new Clusters(Optional.empty(), CLUSTER), given);
    return ingest(kv).ingest(new Sender("curl", "prometheus", given), body, CLUSTER, rows);
  }

  @Test
  void aSourceIsOneLineHoweverOftenItSends() {
    LiveSources sources = new LiveSources(kv, keys, new TtlLeases(kv, clock), 0);
    try (LiveIngest ingest = ingest(kv)) {
      for (int i = 0; i < 90; i++) {
        byte[] body = new Wire().message(1, gpu(UTIL, "0").sample(NOW + i, i)).snappy();
        SampleRows rows = rows(null);
        RemoteWrite.read(body, RemoteWrite.Version.ONE, 1 << 20, rows);
        ingest.ingest(SENDER, body, CLUSTER, rows.rows(Given.NONE));
        clock.advance(Duration.ofSeconds(1));
      }
    }

    assertThat(sources.list(CLUSTER)).hasSize(1);
    LiveSource source = sources.list(CLUSTER).get(0);
    assertThat(source.source()).isEqualTo("prometheus-a");
    assertThat(source.requests()).isEqualTo(90);
    assertThat(source.samples()).isEqualTo(90);
    assertThat(source.lastMs()).isEqualTo(NOW + 89_000);
    assertThat(source.samplesPerMinute(clock.millis())).isBetween(56L, 64L);
    assertThat(source.samplesPerMinute(NOW + 600_000)).isZero();
  }
}
