package nexus.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import nexus.local.LocalFailure;
import nexus.local.Settings;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.jetcd.EtcdConfig;
import nexus.telemetry.kv.jetcd.EtcdKv;
import nexus.telemetry.store.DrainCounters;

/** Everything that runs for one scenario, and what it counts. */
final class Stage implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);
  private static final int HOSTS = 12;
  private static final int SCRAPES_A_FILE = 5;

  /** Chunks are small, so that every larger upload has many. */
  private static final Map<String, String> SETTINGS =
      Map.of("PROCESSING_INTERVAL", "1s", "WORKERS", "2", "UPLOAD_CHUNK_BYTES", "1M");

  private final String cluster;
  private final boolean small;
  private final boolean slow;
  private final Path folder;
  private final SplittableRandom random;
  private final Keyspace keys = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);
  private final EtcdCluster etcd;
  private final List<Proxy> proxies = new ArrayList<>();
  private final List<App> ingesters = new ArrayList<>();
  private final List<App> drainers = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final Capture capture;
  private final History history;
  private final HistoryReads reads;
  private final Kv kv;
  private final Stored stored;
  private final long begunNanos = System.nanoTime();
  private Load load;
  private Waits waits;
  private int faults;

  /**
   * Starts nothing yet.
   *
   * @param seed from which files and moments follow
   * @param small whether fewer faults will do
   * @param history gets what clients do and are told
   */
  Stage(Scenario scenario, long seed, boolean small, History history) throws IOException {
    this.history = history;
    this.cluster = scenario.name();
    this.small = small;
    this.slow = scenario.setup().off().isNegative();
    this.folder = Scratch.folder("nexus-faults-");
    this.random = new SplittableRandom(seed ^ cluster.hashCode());
    Path jar = Path.of(System.getProperty(Settings.JAR)).toAbsolutePath();
    Path binary = Path.of(System.getProperty(Settings.ETCD)).toAbsolutePath();
    Scenario.Setup setup = scenario.setup();
    this.etcd = new EtcdCluster(binary, folder, setup.etcdOptions());
    if (setup.proxied()) {
      etcd.ports().forEach(port -> proxies.add(new Proxy(port)));
    }
    for (int i = 0; i < setup.ingesters(); i++) {
      Duration off = i + 1 == setup.ingesters() ? setup.off() : Duration.ZERO;
      ingesters.add(
          App.of("ingester-" + i, jar, folder, settings(setup, false, off), setup.heapMegabytes()));
    }
    for (int i = 0; i < setup.drainers(); i++) {
      Duration off = i + 1 == setup.drainers() ? setup.off() : Duration.ZERO;
      drainers.add(
          App.of("drainer-" + i, jar, folder, settings(setup, true, off), setup.heapMegabytes()));
    }
    Optional<Instant> begin = setup.ago().map(ago -> Instant.now().minus(ago));
    this.capture = new Capture(seed, HOSTS, SCRAPES_A_FILE, begin);
    this.kv = new EtcdKv(config(etcd));
    this.stored = new Stored(kv, keys, cluster);
    this.reads = new HistoryReads(history, cluster, capture, ingesters, seed);
  }

  private static EtcdConfig config(EtcdCluster etcd) {
    Path certificate = etcd.certificate().certificateFile();
    Path key = etcd.certificate().keyFile();
    return new EtcdConfig(
        etcd.endpoints(), null, null, certificate, certificate, key, CALL_TIMEOUT);
  }

  private Map<String, String> settings(Scenario.Setup setup, boolean drains, Duration off) {
    List<String> endpoints =
        proxies.isEmpty() ? etcd.endpoints() : proxies.stream().map(Proxy::endpoint).toList();
    Map<String, String> settings = new HashMap<>(SETTINGS);
    settings.put("CLUSTER_ID", cluster);
    settings.put("ETCD_ENDPOINTS", String.join(",", endpoints));
    settings.putAll(etcd.certificate().settings());
    settings.put("DRAIN_ENABLED", Boolean.toString(drains));
    settings.putAll(setup.settings());
    settings.putAll(drains ? setup.drainerSettings() : Map.of());
    settings.putAll(FakeTime.environment(off));
    return settings;
  }

  /** Starts etcd, then every application. */
  void start() throws InterruptedException {
    etcd.start();
    App.startAll(applications());
    waits = new Waits(kv, keys, cluster);
    // What takes nothing of today would be sent to in vain.
    load =
        new Load(
            capture,
            cluster,
            slow ? ingesters.subList(0, ingesters.size() - 1) : ingesters,
            history);
    reads.start();
  }

  private List<App> applications() {
    return Stream.concat(ingesters.stream(), drainers.stream()).toList();
  }

  /** Mends everything, ends the load, and waits until nothing waits any more. */
  void settle() throws InterruptedException {
    proxies.forEach(Proxy::heal);
    etcd.start();
    for (App app : applications()) {
      app.process().resume();
    }
    App.startAll(applications());
    load.stop();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (waiting() > 0) {
      if (System.nanoTime() > end) {
        throw new LocalFailure(waiting() + " messages still wait after " + PATIENCE);
      }
      Thread.sleep(100);
    }
  }

  /** Messages that wait. */
  long waiting() {
    return stored.waiting();
  }

  /** Reads etcd, past the applications and their proxies; again where that fails at first. */
  Page read(Range range) {
    return stored.read(range);
  }

  /** What the drain counted in the transactions that stored. */
  DrainCounters drained() {
    return stored.drained();
  }

  /** What another cluster has in etcd. */
  Stored stored(String other) {
    return new Stored(kv, keys, other);
  }

  Comparison audit() throws InterruptedException {
    boolean repeated = !load.refusals().isEmpty() || !etcd.isUndisturbed() || !proxies.isEmpty();
    reads.end();
    return Audit.of(ingesters.get(0).api(), drained(), repeated, cluster, capture, history);
  }

  String cluster() {
    return cluster;
  }

  SplittableRandom random() {
    return random;
  }

  Keyspace keys() {
    return keys;
  }

  /** etcd, past the applications and their proxies. */
  Kv kv() {
    return kv;
  }

  EtcdCluster etcd() {
    return etcd;
  }

  /** One a member; none where the scenario has none. */
  List<Proxy> proxies() {
    return proxies;
  }

  List<App> ingesters() {
    return ingesters;
  }

  List<App> drainers() {
    return drainers;
  }

  Capture capture() {
    return capture;
  }

  Load load() {
    return load;
  }

  /** Begins the usual load: two uploads at once, with short pauses. */
  void startLoad() {
    load.start(2, Duration.ofMillis(150));
  }

  /** {@code full}, or {@code few} where fewer faults will do. */
  int count(int full, int few) {
    return small ? few : full;
  }

  /** Lets a random time of these bounds pass, milliseconds. */
  void pass(int least, int most) throws InterruptedException {
    Thread.sleep(random.nextInt(least, most + 1));
  }

  /** Waits for something to happen; what does not happen in time is a problem. */
  void await(String what, Duration within, Condition condition) throws InterruptedException {
    long end = System.nanoTime() + within.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        check(false, what + " did not happen within " + within.toSeconds() + " s");
        return;
      }
      Thread.sleep(50);
    }
  }

  /** What is waited for. */
  interface Condition {
    boolean holds() throws InterruptedException;
  }

  /** Counts a fault that was injected. */
  void fault(String what) {
    faults++;
    double seconds = (System.nanoTime() - begunNanos) / 1e9;
    System.err.printf(Locale.ROOT, "  %6.1f s  %s%n", seconds, what);
  }

  int faults() {
    return faults;
  }

  /** Notes what is not as it should be; the scenario then fails. */
  void check(boolean holds, String problem) {
    if (!holds) {
      problems.add(problem);
    }
  }

  List<String> problems() {
    return problems;
  }

  /** The longest wait of an upload to be acknowledged, or of a message to be stored. */
  long longestStallMs() {
    return Math.max(load.longestMs(), waits.longestMs());
  }

  /** How long messages wait. */
  Waits waits() {
    return waits;
  }

  /** Stops everything; a folder of logs is left where there was a problem. */
  @Override
  public void close() {
    reads.stop();
    if (load != null) {
      load.close();
      waits.close();
    }
    applications().forEach(App::close);
    proxies.forEach(Proxy::close);
    kv.close();
    etcd.close();
    capture.close();
  }

  /** Where data and logs are. */
  Path folder() {
    return folder;
  }

  /** Deletes data and logs. */
  void delete() throws IOException {
    Scratch.delete(folder);
  }
}
