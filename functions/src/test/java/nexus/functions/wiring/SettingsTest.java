package nexus.functions.wiring;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import nexus.telemetry.incidents.IncidentPolicy;
import nexus.telemetry.ingest.IngestLimits;
import nexus.telemetry.kv.jetcd.EtcdConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsTest {

  @TempDir private Path folder;

  static Settings settings(Map<String, String> environment) {
    return Main.settings(
        new SmallRyeConfigBuilder()
            .withSources(new PropertiesConfigSource(environment, "environment", 300)));
  }

  @Test
  void everythingHasItsDefault() throws IOException {
    Settings settings = settings(Map.of());

    assertThat(settings.cluster()).isEqualTo("local-cluster");
    assertThat(settings.etcd()).isEqualTo(EtcdConfig.of("http://127.0.0.1:2379"));
    assertThat(settings.etcd().callTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.queue().keys().queues()).isEqualTo("/telemetry/queue/");
    assertThat(settings.queue().partitions()).isEqualTo(16);
    assertThat(settings.queue().batchSize()).isEqualTo(100);
    assertThat(settings.queue().messageTtl()).isZero();
    assertThat(settings.queue().ledgerRetention()).isEqualTo(Duration.ofDays(90));
    assertThat(settings.queue().chunkBytes()).isEqualTo(32 << 20);
    assertThat(settings.queue().uploadChunkBytes()).isEqualTo(64 << 20);
    assertThat(settings.limits()).isEqualTo(new IngestLimits(1_000_000, 2L << 30, 80));
    assertThat(settings.etcdSecretId()).isEmpty();
    assertThat(settings.drain())
        .isEqualTo(
            new Settings.Drain(
                "process-" + ProcessHandle.current().pid(),
                true,
                Duration.ofSeconds(5),
                0,
                100,
                Duration.ofHours(1),
                Duration.ZERO,
                Duration.ofDays(365)));
    assertThat(settings.http()).isEqualTo(new Settings.Http("127.0.0.1", 8080, 0, Set.of()));
    assertThat(settings.stats()).isEqualTo(new Settings.Stats(2L << 30, Duration.ofMinutes(5)));
    assertThat(settings.incidents()).isEqualTo(IncidentPolicy.DEFAULT);
    assertThat(settings.replay()).isEmpty();
    assertThat(settings.scrape()).isEmpty();
    assertThat(settings.workers())
        .isEqualTo(Math.min(64, Runtime.getRuntime().availableProcessors()));
  }

  @Test
  void aBadTableOfRulesIsToldByLineAndReason() throws IOException {
    Path file = folder.resolve("rules.csv");
    String header = "name,kind,condition,for,quiet,severity,action,help\n";
    Files.writeString(file, header + "a,a,DCGM_FI_DEV_GPU_TEMP > 80,0,0,info,none,Warm.\n");
    assertThat(settings(Map.of("INCIDENT_RULES", file.toString())).incidents().rules().rule("a"))
        .isPresent();

    Files.writeString(file, header + "a,a,DCGM_FI_DEV_GPU_TEMP > x y,0,0,info,none,Warm.\n");
    assertThatThrownBy(() -> settings(Map.of("INCIDENT_RULES", file.toString())))
        .isInstanceOf(BadSettingException.class)
        .hasMessageContaining("INCIDENT_RULES")
        .hasMessageContaining("line 2")
        .hasMessageContaining("no comparison");
  }

  @Test
  void everyVariableSetsWhatItNames() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "timestamp");
    Settings settings = settings(everyVariable(file));

    assertThat(settings.cluster()).isEqualTo("c");
    assertThat(settings.etcd())
        .isEqualTo(
            new EtcdConfig(
                List.of("https://a:1", "https://b:2"),
                "user",
                "secret",
                file,
                file,
                file,
                Duration.ofMillis(500)));
    assertThat(settings.queue().keys().queues()).isEqualTo("/q/");
    assertThat(settings.queue().partitions()).isEqualTo(4);
    assertThat(settings.queue().batchSize()).isEqualTo(7);
    assertThat(settings.queue().messageTtl()).isEqualTo(Duration.ofSeconds(60));
    assertThat(settings.queue().ledgerRetention()).isEqualTo(Duration.ofDays(1));
    assertThat(settings.queue().chunkBytes()).isEqualTo(64 << 10);
    assertThat(settings.queue().uploadChunkBytes()).isEqualTo(128 << 10);
    assertThat(settings.limits()).isEqualTo(new IngestLimits(0, 8L << 30, 70));
    assertThat(settings.incidents().retentionMs()).isEqualTo(Duration.ofDays(30).toMillis());
    assertThat(settings.drain())
        .isEqualTo(
            new Settings.Drain(
                "rack-7",
                false,
                Duration.ofSeconds(3),
                25,
                50,
                Duration.ofMinutes(5),
                Duration.ofDays(7),
                Duration.ofDays(60)));
    assertThat(settings.http())
        .isEqualTo(new Settings.Http("0.0.0.0", 9, 1 << 20, Set.of("a.example", "*")));
    assertThat(settings.stats()).isEqualTo(new Settings.Stats(8L << 30, Duration.ofMinutes(1)));
    assertThat(settings.replay())
        .contains(new Settings.Replay(file, Duration.ofSeconds(2), 7, true));
    assertThat(settings.scrape())
        .contains(
            new ScrapeSettings(
                List.of(
                    ScrapeAddress.of("http://node1:9400/metrics"),
                    ScrapeAddress.of("https://[::1]/")),
                Optional.empty(),
                Duration.ofSeconds(5),
                Runtime.getRuntime().maxMemory() / 16,
                false));
    assertThat(settings.workers()).isEqualTo(3);
  }

  /** Every variable but the secret, which takes the place of others. */
  private static Map<String, String> everyVariable(Path file) {
    Map<String, String> all = new HashMap<>();
    all.putAll(
        Map.of(
            "CLUSTER_ID", "c",
            "ETCD_ENDPOINTS", "https://a:1, https://b:2",
            "ETCD_USERNAME", "user",
            "ETCD_PASSWORD", "secret",
            "ETCD_CA_FILE", file.toString(),
            "ETCD_CERT_FILE", file.toString(),
            "ETCD_KEY_FILE", file.toString(),
            "ETCD_QUOTA_BACKEND_BYTES", "8G",
            "STALE_AFTER", "1m"));
    all.putAll(Map.of("INCIDENT_RULES", file.toString(), "INCIDENT_RETENTION", "30d"));
    all.putAll(Map.of("ROLLUP_RETENTION", "60d"));
    all.putAll(Map.of("ETCD_HIGH_WATER_PERCENT", "70", "QUEUE_MAX_MESSAGES", "0"));
    all.putAll(
        Map.of(
            "MESSAGE_QUEUE_PREFIX", "/q",
            "BATCH_SIZE", "7",
            "POLL_TIMEOUT", "500ms",
            "PROCESSING_INTERVAL", "3",
            "MESSAGE_TTL", "60",
            "WORKERS", "3",
            "COLLECTOR_RANGE_START", "25",
            "COLLECTOR_RANGE_END", "50",
            "PARTITIONS", "4",
            "BLOCK_SPAN", "5m"));
    all.putAll(
        Map.of(
            "RETENTION", "7d",
            "LEDGER_RETENTION", "1d",
            "CHUNK_BYTES", "64K",
            "UPLOAD_CHUNK_BYTES", "128K",
            "MAX_BODY_BYTES", "1M",
            "DRAIN_ENABLED", "false",
            "CSV_FILE", file.toString(),
            "STREAM_INTERVAL", "2s",
            "LOOP_MODE", "true",
            "HTTP_HOST", "0.0.0.0"));
    all.putAll(
        Map.of(
            "SCRAPE_TARGETS",
            "http://node1:9400/metrics, https://[::1],http://node1:9400/metrics",
            "SCRAPE_INTERVAL",
            "5s"));
    all.putAll(Map.of("PORT", "9", "COLLECTOR_ID", "rack-7", "ALLOWED_HOSTS", "a.example, *"));
    return all;
  }

  @Test
  void noVariableIsLeftOutHere() {
    Set<String> named = new TreeSet<>(everyVariable(folder).keySet());
    named.add("ETCD_SECRET_ID");

    assertThat(named).isEqualTo(Arrays.stream(Variable.values()).map(Enum::name).collect(toSet()));
  }

  @ParameterizedTest
  @EnumSource(Variable.class)
  void everyBoundIsWithinReachOfTheTextsThatAreRead(Variable variable) {
    for (String bound : List.of(variable.least(), variable.most())) {
      if (!bound.isEmpty()) {
        assertThatCode(() -> settings(Map.of(variable.name(), bound))).doesNotThrowAnyException();
      }
    }
  }

  @Test
  void aSecretTakesThePlaceOfUserAndCertificates() throws IOException {
    assertThat(settings(Map.of("ETCD_SECRET_ID", "arn:x")).etcdSecretId()).contains("arn:x");
    assertThatThrownBy(
            () ->
                settings(
                    Map.of(
                        "ETCD_SECRET_ID", "x", "ETCD_USERNAME", "root", "ETCD_PASSWORD", "secret")))
        .isInstanceOf(BadSettingException.class)
        .hasMessageContaining("ETCD_USERNAME")
        .hasMessageContaining("ETCD_SECRET_ID");
  }

  @Test
  void uploadsFollowTheChunksOfObjects() throws IOException {
    assertThat(settings(Map.of("CHUNK_BYTES", "1M")).queue().uploadChunkBytes()).isEqualTo(1 << 20);
  }

  @Test
  void emptyCountsAsUnset() throws IOException {
    Map<String, String> blank = everyVariable(folder);
    blank.replaceAll((name, value) -> " ");
    Map<String, String> empty = everyVariable(folder);
    empty.replaceAll((name, value) -> "");

    assertThat(settings(blank).drain()).isEqualTo(settings(Map.of()).drain());
    assertThat(settings(empty).http()).isEqualTo(settings(Map.of()).http());
    assertThat(settings(empty).etcd()).isEqualTo(settings(Map.of()).etcd());
  }

  @ParameterizedTest
  @CsvSource({
    "CLUSTER_ID, a/b",
    "CLUSTER_ID, ${PORT}",
    "ETCD_ENDPOINTS, localhost",
    "ETCD_ENDPOINTS, http://a:65536",
    "ETCD_ENDPOINTS, 'http://a:1,https://b:1'",
    "ETCD_CA_FILE, /no/such/file",
    "MESSAGE_QUEUE_PREFIX, queue",
    "MESSAGE_QUEUE_PREFIX, /telemetry/claims",
    "BATCH_SIZE, 0",
    "BATCH_SIZE, 101",
    "BATCH_SIZE, ten",
    "POLL_TIMEOUT, 0",
    "POLL_TIMEOUT, -1s",
    "PROCESSING_INTERVAL, 5 s",
    "MESSAGE_TTL, 1y",
    "WORKERS, 65",
    "COLLECTOR_ID, rack 7",
    "COLLECTOR_ID, ..",
    "COLLECTOR_ID, a/b",
    "COLLECTOR_RANGE_START, 100",
    "COLLECTOR_RANGE_END, 0",
    "COLLECTOR_RANGE_END, 101",
    "PARTITIONS, 101",
    "BLOCK_SPAN, 0",
    "RETENTION, 1.5h",
    "LEDGER_RETENTION, 99999999999999999999",
    "STALE_AFTER, 0",
    "INCIDENT_RULES, /no/such/file",
    "INCIDENT_RETENTION, 0",
    "ROLLUP_RETENTION, 0",
    "ETCD_QUOTA_BACKEND_BYTES, much",
    "ETCD_HIGH_WATER_PERCENT, 0",
    "ETCD_HIGH_WATER_PERCENT, 80%",
    "QUEUE_MAX_MESSAGES, -1",
    "CHUNK_BYTES, 1K",
    "CHUNK_BYTES, 999999999999G",
    "MAX_BODY_BYTES, -1",
    "DRAIN_ENABLED, TRUE",
    "CSV_FILE, /no/such/file",
    "STREAM_INTERVAL, 0",
    "LOOP_MODE, 1",
    "SCRAPE_TARGETS, node1:9400",
    "SCRAPE_TARGETS, /no/such/file",
    "SCRAPE_TARGETS, /tmp",
    "SCRAPE_TARGETS, 'http://a:1/metrics,'",
    "SCRAPE_TARGETS, 'http://a:1/metrics,ftp://b:1/metrics'",
    "SCRAPE_TARGETS, http://a_b:1/metrics",
    "SCRAPE_TARGETS, http://a:0/metrics",
    "SCRAPE_TARGETS, http://a:99999/metrics",
    "SCRAPE_TARGETS, http://a b/metrics",
    "SCRAPE_TARGETS, http://a/metrics#x",
    "SCRAPE_INTERVAL, 500ms",
    "SCRAPE_INTERVAL, 2h",
    "PORT, 65536",
    "PORT, http",
    "ALLOWED_HOSTS, http://a.example",
    "ALLOWED_HOSTS, a.example:80",
    "ALLOWED_HOSTS, *.example",
  })
  void aBadValueIsToldInOneLineThatNamesIt(String name, String value) {
    assertThatThrownBy(() -> settings(Map.of(name, value)))
        .isInstanceOf(BadSettingException.class)
        .hasMessageStartingWith(name + "=" + value + " cannot be used: it must be ")
        .message()
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a${x}b", "${ETCD_USERNAME}", "${", "$", "\\${x}", "$${x}", "${x:y}", "a\\,b"})
  void aPasswordIsTakenAsItIs(String password) throws IOException {
    Settings settings = settings(Map.of("ETCD_USERNAME", "user", "ETCD_PASSWORD", password));

    assertThat(settings.etcd().password()).isEqualTo(password);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ETCD_USERNAME", "ETCD_PASSWORD"})
  void credentialsGoTogetherAndAreNotQuoted(String name) {
    assertThatThrownBy(() -> settings(Map.of(name, "secret")))
        .isInstanceOf(BadSettingException.class)
        .message()
        .doesNotContain("secret");
  }

  @Test
  void aPasswordInAnEndpointIsNotQuoted() {
    assertThatThrownBy(() -> settings(Map.of("ETCD_ENDPOINTS", "http://u:secret@h:1")))
        .isInstanceOf(BadSettingException.class)
        .message()
        .doesNotContain("secret");
  }

  @Test
  void aFileOfTargetsIsNamedInTheirPlace() throws IOException {
    Path file = Files.writeString(folder.resolve("targets.json"), "[]");
    ScrapeSettings scrape =
        settings(Map.of("SCRAPE_TARGETS", file.toString())).scrape().orElseThrow();

    assertThat(scrape.file()).contains(file);
    assertThat(scrape.addresses()).isEmpty();
    assertThat(scrape.interval()).isEqualTo(Duration.ofSeconds(15));
  }

  @Test
  void addressesToScrapeAreBoundedInNumberAndLength() {
    String all =
        IntStream.rangeClosed(1, ScrapeSettings.MOST_TARGETS)
            .mapToObj(number -> "http://n" + number + ":9400/metrics")
            .collect(joining(","));

    assertThat(settings(Map.of("SCRAPE_TARGETS", all)).scrape().orElseThrow().addresses())
        .hasSize(ScrapeSettings.MOST_TARGETS);
    assertThatThrownBy(() -> settings(Map.of("SCRAPE_TARGETS", all + ",http://one:1/more")))
        .isInstanceOf(BadSettingException.class)
        .hasMessageEndingWith("at most " + ScrapeSettings.MOST_TARGETS + " addresses");
    String longest = "http://a/" + "x".repeat(ScrapeAddress.MOST_LENGTH);
    assertThatThrownBy(() -> settings(Map.of("SCRAPE_TARGETS", longest)))
        .isInstanceOf(BadSettingException.class)
        .hasMessageContaining("at most " + ScrapeAddress.MOST_LENGTH + " characters");
  }

  @Test
  void aPasswordInAnAddressToScrapeIsNotQuoted() {
    for (String address : List.of("http://u:secret@h:1/metrics", "http://u:secret@h_1/metrics")) {
      assertThatThrownBy(() -> settings(Map.of("SCRAPE_TARGETS", address)))
          .isInstanceOf(BadSettingException.class)
          .message()
          .doesNotContain("secret");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http://node1:9400/metrics, node1, node1:9400",
    "https://node1/metrics, node1, node1",
    "http://10.0.0.7:9400/m?x=1, 10.0.0.7, 10.0.0.7:9400",
    "'http://[fd00::7]:9400/metrics', fd00::7, fd00::7:9400"
  })
  void anAddressNamesItsHostAndItsSource(String text, String host, String name) {
    ScrapeAddress address = ScrapeAddress.of(text);

    assertThat(address.host()).isEqualTo(host);
    assertThat(address.name()).isEqualTo(name);
    assertThat(address).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource({"250ms, 250", "3s, 3000", "5m, 300000", "1h, 3600000", "7d, 604800000", "2, 2000"})
  void durationsHaveUnits(String text, long millis) {
    Setting setting = new Setting(Variable.RETENTION, Optional.of(text));

    assertThat(setting.duration()).hasMillis(millis);
  }
}
