package nexus.functions.wiring;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import nexus.telemetry.ingest.IngestLimits;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.jetcd.EtcdConfig;
import nexus.telemetry.model.Names;

/**
 * Every setting, typed and within its bounds.
 *
 * @param cluster cluster meant where a request names none
 * @param etcd how etcd is reached
 * @param etcdSecretId secret that completes {@code etcd}, if there is one
 * @param queue how samples become messages
 * @param limits where an ingest is refused
 * @param drain how messages become blocks
 * @param http where and how much the application listens to
 * @param stats how a cluster's figures are judged
 * @param replay the file to stream again and again, if any
 * @param workers threads that parse and publish an upload, and threads of a drain
 */
public record Settings(
    String cluster,
    EtcdConfig etcd,
    Optional<String> etcdSecretId,
    Queue queue,
    IngestLimits limits,
    Drain drain,
    Http http,
    Stats stats,
    Optional<Replay> replay,
    int workers) {

  private static final int MAX_WORKERS = 64;

  /** What etcd takes for its quota when told nothing, or 0. */
  private static final long ETCD_DEFAULT_QUOTA = 2L << 30;

  /**
   * How samples become messages.
   *
   * @param keys where messages wait
   * @param partitions number of partitions of a cluster's queue
   * @param batchSize operations a publish transaction
   * @param ledgerRetention how long it is remembered what was ingested; zero for ever
   * @param messageTtl how long a message waits at most; zero for as long as it takes
   * @param chunkBytes bytes of a chunk of an object in S3
   * @param uploadChunkBytes about how many bytes a chunk of a CSV sent over HTTP has
   */
  public record Queue(
      Keyspace keys,
      int partitions,
      int batchSize,
      Duration messageTtl,
      Duration ledgerRetention,
      int chunkBytes,
      int uploadChunkBytes) {}

  /**
   * How messages become blocks.
   *
   * @param enabled whether this process drains by itself; never on Lambda, which freezes it
   * @param interval how often it does, also when the watch sees nothing
   * @param rangeStart first share of the partitions it takes, in percent
   * @param rangeEnd last share, in percent, exclusive
   * @param blockSpan span of a block
   * @param retention age at which blocks are removed; zero to keep them
   */
  public record Drain(
      boolean enabled,
      Duration interval,
      int rangeStart,
      int rangeEnd,
      Duration blockSpan,
      Duration retention) {}

  /**
   * Where and how much the application listens to.
   *
   * @param host address bound
   * @param port port bound; 0 for any free one
   * @param maxBodyBytes bound of an uploaded CSV, inflated; 0 for none
   */
  public record Http(String host, int port, long maxBodyBytes) {}

  /**
   * How a cluster's figures are judged.
   *
   * @param quotaBytes bytes that etcd's database may grow to
   * @param staleAfter age at which a GPU's newest sample makes it stale
   */
  public record Stats(long quotaBytes, Duration staleAfter) {}

  /**
   * The file to stream again and again.
   *
   * @param file CSV with a header
   * @param interval time between two batches
   * @param rows rows of a batch
   * @param loop whether it begins again at the end
   */
  public record Replay(Path file, Duration interval, int rows, boolean loop) {}

  /**
   * Gives the texts their types.
   *
   * @throws BadSettingException when a value cannot be used
   */
  public static Settings of(NexusConfig config) {
    int batchSize = new Setting("BATCH_SIZE", config.batchSize()).number(100, 1, 100);
    int processors = Math.min(Runtime.getRuntime().availableProcessors(), MAX_WORKERS);
    return new Settings(
        cluster(new Setting("CLUSTER_ID", config.clusterId())),
        etcd(config),
        secret(config),
        queue(config, batchSize),
        limits(config),
        drain(config),
        http(config),
        stats(config),
        replay(config, batchSize),
        new Setting("WORKERS", config.workers()).number(processors, 1, MAX_WORKERS));
  }

  private static String cluster(Setting setting) {
    String name = setting.orElse("local-cluster");
    if (!Names.isValid(name)) {
      throw setting.bad("1 to " + Names.MAX_LENGTH + " characters of [A-Za-z0-9._:-]");
    }
    return name;
  }

  private static EtcdConfig etcd(NexusConfig config) {
    EtcdConfig plain =
        endpoints(new Setting("ETCD_ENDPOINTS", config.etcdEndpoints()))
            .withCallTimeout(
                new Setting("POLL_TIMEOUT", config.pollTimeout()).duration("5s", "100ms", "5m"));
    Setting user = new Setting("ETCD_USERNAME", config.etcdUsername());
    Setting password = new Setting("ETCD_PASSWORD", config.etcdPassword());
    Setting certificate = new Setting("ETCD_CERT_FILE", config.etcdCertFile());
    Setting key = new Setting("ETCD_KEY_FILE", config.etcdKeyFile());
    together(user, password);
    together(certificate, key);
    return new EtcdConfig(
        plain.endpoints(),
        user.orElse(null),
        password.orElse(null),
        tlsFile(new Setting("ETCD_CA_FILE", config.etcdCaFile()), plain),
        tlsFile(certificate, plain),
        tlsFile(key, plain),
        plain.callTimeout());
  }

  /** A secret holds what the variables would: only one of the two is meant. */
  private static Optional<String> secret(NexusConfig config) {
    Setting secret = new Setting("ETCD_SECRET_ID", config.etcdSecretId());
    Setting user = new Setting("ETCD_USERNAME", config.etcdUsername());
    Setting ca = new Setting("ETCD_CA_FILE", config.etcdCaFile());
    Setting certificate = new Setting("ETCD_CERT_FILE", config.etcdCertFile());
    for (Setting other : List.of(user, ca, certificate)) {
      if (secret.text().isPresent() && other.text().isPresent()) {
        throw other.bad("unset where ETCD_SECRET_ID is set");
      }
    }
    return secret.text();
  }

  private static void together(Setting one, Setting other) {
    if (one.text().isPresent() && other.text().isEmpty()) {
      throw other.bad("set where " + one.name() + " is");
    }
    if (other.text().isPresent() && one.text().isEmpty()) {
      throw one.bad("set where " + other.name() + " is");
    }
  }

  private static Path tlsFile(Setting setting, EtcdConfig plain) {
    Path file = setting.file().orElse(null);
    if (file != null && !plain.endpoints().get(0).startsWith("https:")) {
      throw setting.bad("unset, or ETCD_ENDPOINTS must be https");
    }
    return file;
  }

  private static EtcdConfig endpoints(Setting setting) {
    try {
      return EtcdConfig.of(setting.orElse("http://127.0.0.1:2379").split(","));
    } catch (IllegalArgumentException e) {
      throw setting.bad(
          "http://host:port, several separated by commas, all http or all https, without a password");
    }
  }

  private static Queue queue(NexusConfig config, int batchSize) {
    return new Queue(
        keys(new Setting("MESSAGE_QUEUE_PREFIX", config.messageQueuePrefix())),
        new Setting("PARTITIONS", config.partitions()).number(16, 1, 100),
        batchSize,
        new Setting("MESSAGE_TTL", config.messageTtl()).duration("0", "0", "3650d"),
        new Setting("LEDGER_RETENTION", config.ledgerRetention()).duration("90d", "0", "3650d"),
        chunkBytes(new Setting("CHUNK_BYTES", config.chunkBytes()), 32 << 20),
        uploadChunkBytes(config));
  }

  /** Where no other is set, uploads take the chunks that objects do. */
  private static int uploadChunkBytes(NexusConfig config) {
    Setting chunks = new Setting("CHUNK_BYTES", config.chunkBytes());
    int byDefault = chunks.text().isEmpty() ? 64 << 20 : chunkBytes(chunks, 0);
    return chunkBytes(new Setting("UPLOAD_CHUNK_BYTES", config.uploadChunkBytes()), byDefault);
  }

  private static int chunkBytes(Setting setting, int byDefault) {
    return (int) setting.size(byDefault, 64 << 10, 256 << 20);
  }

  private static Keyspace keys(Setting setting) {
    try {
      return new Keyspace(setting.orElse(Keyspace.DEFAULT_QUEUE_PREFIX));
    } catch (IllegalArgumentException e) {
      throw setting.bad("a prefix such as /telemetry/queue that holds no other keys");
    }
  }

  private static Drain drain(NexusConfig config) {
    int end = new Setting("COLLECTOR_RANGE_END", config.collectorRangeEnd()).number(100, 1, 100);
    int start =
        new Setting("COLLECTOR_RANGE_START", config.collectorRangeStart()).number(0, 0, end - 1);
    return new Drain(
        new Setting("DRAIN_ENABLED", config.drainEnabled()).flag(true) && !Lambda.isHere(),
        new Setting("PROCESSING_INTERVAL", config.processingInterval())
            .duration("5s", "100ms", "1d"),
        start,
        end,
        new Setting("BLOCK_SPAN", config.blockSpan()).duration("1h", "1m", "1d"),
        new Setting("RETENTION", config.retention()).duration("7d", "0", "36500d"));
  }

  private static Http http(NexusConfig config) {
    return new Http(
        new Setting("HTTP_HOST", config.httpHost()).orElse("127.0.0.1"),
        new Setting("PORT", config.port()).number(8080, 0, 65535),
        new Setting("MAX_BODY_BYTES", config.maxBodyBytes()).size(0, 0, 1L << 50));
  }

  private static IngestLimits limits(NexusConfig config) {
    return new IngestLimits(
        new Setting("QUEUE_MAX_MESSAGES", config.queueMaxMessages())
            .number(1_000_000, 0, Integer.MAX_VALUE),
        quotaBytes(config),
        new Setting("ETCD_HIGH_WATER_PERCENT", config.etcdHighWaterPercent()).number(80, 1, 100));
  }

  private static long quotaBytes(NexusConfig config) {
    long quota =
        new Setting("ETCD_QUOTA_BACKEND_BYTES", config.etcdQuotaBackendBytes())
            .size(0, 0, 1L << 50);
    return quota == 0 ? ETCD_DEFAULT_QUOTA : quota;
  }

  private static Stats stats(NexusConfig config) {
    return new Stats(
        quotaBytes(config),
        new Setting("STALE_AFTER", config.staleAfter()).duration("5m", "1s", "365d"));
  }

  private static Optional<Replay> replay(NexusConfig config, int batchSize) {
    Duration interval =
        new Setting("STREAM_INTERVAL", config.streamInterval()).duration("3s", "1ms", "1d");
    boolean loop = new Setting("LOOP_MODE", config.loopMode()).flag(false);
    return new Setting("CSV_FILE", config.csvFile())
        .file()
        .filter(file -> !Lambda.isHere())
        .map(file -> new Replay(file, interval, batchSize, loop));
  }
}
