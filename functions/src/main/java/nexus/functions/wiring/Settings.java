package nexus.functions.wiring;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import nexus.telemetry.incidents.BadRulesException;
import nexus.telemetry.incidents.IncidentPolicy;
import nexus.telemetry.incidents.RuleBook;
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
 * @param incidents what is an incident, and how long it is kept
 * @param replay the file to stream again and again, if any
 * @param scrape which exporters are scraped, if any
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
    IncidentPolicy incidents,
    Optional<Replay> replay,
    Optional<ScrapeSettings> scrape,
    int workers) {

  private static final Pattern HOST_NAME = Pattern.compile("\\*|[A-Za-z0-9._-]{1,253}");

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
   * @param collector who drains, in claims, logs and metrics
   * @param enabled whether this process drains by itself; never on Lambda, which freezes it
   * @param interval how often it does, also when the watch sees nothing
   * @param rangeStart first share of the partitions it takes, in percent
   * @param rangeEnd last share, in percent, exclusive
   * @param blockSpan span of a block
   * @param retention age at which samples are expired on arrival and blocks removed; zero to keep
   *     them
   * @param rollupRetention age at which usage is removed, where samples are
   */
  public record Drain(
      String collector,
      boolean enabled,
      Duration interval,
      int rangeStart,
      int rangeEnd,
      Duration blockSpan,
      Duration retention,
      Duration rollupRetention) {}

  /**
   * Where and how much the application listens to.
   *
   * @param host address bound
   * @param port port bound; 0 for any free one
   * @param maxBodyBytes bound of an uploaded CSV, inflated; 0 for none
   * @param allowedHosts further names it is asked for by; {@code *} for any; none where it is unset
   */
  public record Http(String host, int port, long maxBodyBytes, Set<String> allowedHosts) {
    public Http {
      allowedHosts = Set.copyOf(allowedHosts);
    }
  }

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
  static Settings of(Environment set) {
    int batchSize = set.get(Variable.BATCH_SIZE).number();
    return new Settings(
        name(set.get(Variable.CLUSTER_ID)),
        etcd(set),
        secret(set),
        queue(set, batchSize),
        limits(set),
        drain(set),
        http(set),
        stats(set),
        incidents(set),
        replay(set, batchSize),
        ScrapeSettings.of(set),
        workers(set.get(Variable.WORKERS)));
  }

  private static int workers(Setting setting) {
    int processors = Runtime.getRuntime().availableProcessors();
    int most = Integer.parseInt(Variable.WORKERS.most());
    return setting.or(Optional.of(Integer.toString(Math.min(processors, most)))).number();
  }

  private static String name(Setting setting) {
    String name = setting.value();
    if (!Names.isValid(name)) {
      throw setting.bad("1 to " + Names.MAX_LENGTH + " characters of [A-Za-z0-9._:-]");
    }
    return name;
  }

  private static EtcdConfig etcd(Environment set) {
    EtcdConfig plain =
        endpoints(set.get(Variable.ETCD_ENDPOINTS))
            .withCallTimeout(set.get(Variable.POLL_TIMEOUT).duration());
    Setting user = set.get(Variable.ETCD_USERNAME);
    Setting password = set.get(Variable.ETCD_PASSWORD);
    Setting certificate = set.get(Variable.ETCD_CERT_FILE);
    Setting key = set.get(Variable.ETCD_KEY_FILE);
    together(user, password);
    together(certificate, key);
    return new EtcdConfig(
        plain.endpoints(),
        user.text().orElse(null),
        password.text().orElse(null),
        tlsFile(set.get(Variable.ETCD_CA_FILE), plain),
        tlsFile(certificate, plain),
        tlsFile(key, plain),
        plain.callTimeout());
  }

  /** A secret holds what the variables would: only one of the two is meant. */
  private static Optional<String> secret(Environment set) {
    Setting secret = set.get(Variable.ETCD_SECRET_ID);
    for (Variable part :
        List.of(Variable.ETCD_USERNAME, Variable.ETCD_CA_FILE, Variable.ETCD_CERT_FILE)) {
      Setting other = set.get(part);
      if (secret.isSet() && other.isSet()) {
        throw other.bad("unset where " + secret.variable() + " is set");
      }
    }
    return secret.text();
  }

  private static void together(Setting one, Setting other) {
    if (one.isSet() && !other.isSet()) {
      throw other.bad("set where " + one.variable() + " is");
    }
    if (other.isSet() && !one.isSet()) {
      throw one.bad("set where " + other.variable() + " is");
    }
  }

  private static Path tlsFile(Setting setting, EtcdConfig plain) {
    Path file = setting.file().orElse(null);
    if (file != null && !plain.endpoints().get(0).startsWith("https:")) {
      throw setting.bad("unset, or " + Variable.ETCD_ENDPOINTS + " must be https");
    }
    return file;
  }

  private static EtcdConfig endpoints(Setting setting) {
    try {
      return EtcdConfig.of(setting.value().split(","));
    } catch (IllegalArgumentException e) {
      throw setting.bad(
          "http://host:port, several separated by commas, all http or all https, without a password");
    }
  }

  /** Where no other is set, uploads take the chunks that objects do. */
  private static Queue queue(Environment set, int batchSize) {
    Setting chunks = set.get(Variable.CHUNK_BYTES);
    Setting uploads = set.get(Variable.UPLOAD_CHUNK_BYTES);
    return new Queue(
        keys(set.get(Variable.MESSAGE_QUEUE_PREFIX)),
        set.get(Variable.PARTITIONS).number(),
        batchSize,
        set.get(Variable.MESSAGE_TTL).duration(),
        set.get(Variable.LEDGER_RETENTION).duration(),
        (int) chunks.size(),
        (int) uploads.or(chunks.text()).size());
  }

  private static Keyspace keys(Setting setting) {
    try {
      return new Keyspace(setting.value());
    } catch (IllegalArgumentException e) {
      throw setting.bad("a prefix such as /telemetry/queue that holds no other keys");
    }
  }

  private static Drain drain(Environment set) {
    int end = set.get(Variable.COLLECTOR_RANGE_END).number();
    return new Drain(
        collector(set.get(Variable.COLLECTOR_ID)),
        set.get(Variable.DRAIN_ENABLED).flag() && !Lambda.isHere(),
        set.get(Variable.PROCESSING_INTERVAL).duration(),
        set.get(Variable.COLLECTOR_RANGE_START).number(end - 1),
        end,
        set.get(Variable.BLOCK_SPAN).duration(),
        set.get(Variable.RETENTION).duration(),
        set.get(Variable.ROLLUP_RETENTION).duration());
  }

  /** Two may have one name: what keeps them apart is the revision of a claim, never its words. */
  private static String collector(Setting setting) {
    return setting.isSet() ? name(setting) : "process-" + ProcessHandle.current().pid();
  }

  private static Http http(Environment set) {
    return new Http(
        set.get(Variable.HTTP_HOST).value(),
        set.get(Variable.PORT).number(),
        set.get(Variable.MAX_BODY_BYTES).size(),
        hosts(set.get(Variable.ALLOWED_HOSTS)));
  }

  private static Set<String> hosts(Setting setting) {
    Set<String> hosts =
        setting.text().stream()
            .flatMap(text -> Arrays.stream(text.split(",")))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toSet());
    if (!hosts.stream().allMatch(name -> HOST_NAME.matcher(name).matches())) {
      throw setting.bad("names without ports, such as telemetry.example.com, or *");
    }
    return hosts;
  }

  private static IngestLimits limits(Environment set) {
    return new IngestLimits(
        set.get(Variable.QUEUE_MAX_MESSAGES).number(),
        quotaBytes(set),
        set.get(Variable.ETCD_HIGH_WATER_PERCENT).number());
  }

  private static long quotaBytes(Environment set) {
    long quota = set.get(Variable.ETCD_QUOTA_BACKEND_BYTES).size();
    return quota == 0 ? ETCD_DEFAULT_QUOTA : quota;
  }

  private static Stats stats(Environment set) {
    return new Stats(quotaBytes(set), set.get(Variable.STALE_AFTER).duration());
  }

  private static IncidentPolicy incidents(Environment set) {
    return new IncidentPolicy(
        rules(set.get(Variable.INCIDENT_RULES)),
        set.get(Variable.INCIDENT_RETENTION).duration().toMillis());
  }

  private static RuleBook rules(Setting setting) {
    Optional<Path> file = setting.file();
    if (file.isEmpty()) {
      return RuleBook.builtIn();
    }
    try (Reader text = Files.newBufferedReader(file.get())) {
      return RuleBook.builtIn().with(text);
    } catch (BadRulesException e) {
      throw setting.bad("a table of rules: " + e.getMessage());
    } catch (IOException e) {
      throw setting.bad("a table of rules in UTF-8: " + e.getMessage());
    }
  }

  private static Optional<Replay> replay(Environment set, int batchSize) {
    Duration interval = set.get(Variable.STREAM_INTERVAL).duration();
    boolean loop = set.get(Variable.LOOP_MODE).flag();
    return set.get(Variable.CSV_FILE)
        .file()
        .filter(file -> !Lambda.isHere())
        .map(file -> new Replay(file, interval, batchSize, loop));
  }
}
