package nexus.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * etcd and the application on this machine, started in that order and stopped in the other.
 *
 * <pre>
 * dataDir/lock             held while the run lasts
 * dataDir/etcd/            etcd's data
 * dataDir/etcd.log, application.log
 * </pre>
 *
 * <p>{@link #close} may come from a shutdown hook while {@link #start} still runs: both take turns
 * at the folder and the list of processes, and nothing is started once closing has begun, so no
 * child outlives the run. Both being one state is why this class is long.
 */
public final class LocalStack implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(25);
  private static final int ATTEMPTS = 3;
  private static final String ETCD = "etcd";
  private static final String APPLICATION = "application";
  private static final long QUOTA_BYTES = 8L << 30;

  /** What concerns an etcd that is not the one started here. */
  private static final Set<String> FOREIGN_ETCD =
      Set.of("ETCD_USERNAME", "ETCD_PASSWORD", "ETCD_CA_FILE", "ETCD_CERT_FILE", "ETCD_KEY_FILE");

  private final Settings settings;
  private final Deque<ManagedProcess> running = new ArrayDeque<>();
  private volatile boolean closing;
  private FileChannel lock;
  private String endpoints;
  private URI url;

  public LocalStack(Settings settings) {
    this.settings = settings;
    this.endpoints = settings.endpoints();
  }

  /**
   * Starts what is to be started, and returns when {@code GET /ready} answers 200.
   *
   * @throws LocalFailure with the last lines of the log when it does not come up
   */
  public void start() throws InterruptedException {
    if (settings.port() != 0 && !Ports.isFree(settings.port())) {
      throw new LocalFailure(
          "port " + settings.port() + " is in use: set PORT to another one, or to 0 for any");
    }
    synchronized (running) {
      failIfClosing();
      lockFolder();
    }
    if (settings.etcd() != null) {
      endpoints = serve(0, "/health", this::startEtcd);
    }
    url = URI.create(serve(settings.port(), "/ready", this::startApplication));
  }

  /** Where the application answers. */
  public URI url() {
    return url;
  }

  /** The etcd that the application uses. */
  public String endpoints() {
    return endpoints;
  }

  /** Where data and logs are. */
  public Path folder() {
    return settings.dataDir();
  }

  /**
   * Process ID of etcd, for who measures it.
   *
   * @throws LocalFailure when none was started here
   */
  public long etcdPid() {
    return process(ETCD).pid();
  }

  /**
   * Process ID of the application, for who measures it.
   *
   * @throws LocalFailure when it was not started
   */
  public long applicationPid() {
    return process(APPLICATION).pid();
  }

  /** The last lines of the application's log, indented. */
  public String applicationTail(int lines) {
    return process(APPLICATION).tail(lines);
  }

  /** Whether {@link #close} has been called; what ends from then on ends by intent. */
  public boolean isClosing() {
    return closing;
  }

  /** Waits until a process ends by itself, or {@link #close} is called; returns what to tell. */
  public String awaitEnd() throws InterruptedException {
    while (!closing) {
      for (ManagedProcess process : snapshot()) {
        if (process.awaitEnd(Duration.ofMillis(200))) {
          return process.obituary();
        }
      }
    }
    return "stopped";
  }

  @Override
  public void close() {
    closing = true;
    synchronized (running) {
      while (!running.isEmpty()) {
        running.pop().close();
      }
      tidyFolder();
    }
  }

  private interface Starter {
    /** Starts a server that is to listen on {@code port}. */
    ManagedProcess start(int port);
  }

  /**
   * Starts a server and waits until it answers. A free port can be lost to another process before
   * the server has it; then the next one is tried.
   */
  private String serve(int wantedPort, String readyPath, Starter starter)
      throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      int port = wantedPort == 0 ? Ports.free() : wantedPort;
      String base = "http://127.0.0.1:" + port;
      ManagedProcess process = starter.start(port);
      if (awaitReady(process, base, readyPath)) {
        return base;
      }
      if (attempt == ATTEMPTS || wantedPort != 0 || !process.lostItsPort()) {
        throw new LocalFailure(process.obituary());
      }
      forget(process);
    }
  }

  /** Returns false when the process has ended instead. */
  private static boolean awaitReady(ManagedProcess process, String base, String path)
      throws InterruptedException {
    Api api = new Api(URI.create(base));
    long begun = System.nanoTime();
    while (!api.answers(path)) {
      if (process.awaitEnd(POLL)) {
        return false;
      }
      if (System.nanoTime() - begun > START_LIMIT.toNanos()) {
        throw new LocalFailure(
            base + path + " did not answer 200 in 60 s; the last lines:\n" + process.tail(20));
      }
    }
    return true;
  }

  private ManagedProcess startEtcd(int port) {
    String client = "http://127.0.0.1:" + port;
    String peer = "http://127.0.0.1:" + Ports.free();
    Map<String, String> environment = new HashMap<>(System.getenv());
    // etcd takes every ETCD_* variable for a flag, and refuses to start when a flag contradicts it.
    environment.keySet().removeIf(name -> name.startsWith("ETCD_"));
    if (System.getProperty("os.arch").equals("aarch64")) {
      environment.put("ETCD_UNSUPPORTED_ARCH", "arm64");
    }
    List<String> command =
        List.of(
            settings.etcd().toString(),
            "--name=local",
            "--data-dir=" + settings.dataDir().resolve("etcd"),
            "--listen-client-urls=" + client,
            "--advertise-client-urls=" + client,
            "--listen-peer-urls=" + peer,
            "--initial-advertise-peer-urls=" + peer,
            "--initial-cluster=local=" + peer,
            "--quota-backend-bytes=" + QUOTA_BYTES,
            "--auto-compaction-mode=periodic",
            "--auto-compaction-retention=5m",
            "--logger=zap",
            "--log-outputs=stderr");
    return launch(ETCD, command, environment);
  }

  private ManagedProcess startApplication(int port) {
    Map<String, String> environment = new HashMap<>(settings.environment());
    if (settings.etcd() != null) {
      environment.keySet().removeAll(FOREIGN_ETCD);
      environment.put("ETCD_QUOTA_BACKEND_BYTES", Long.toString(QUOTA_BYTES));
    }
    environment.put("ETCD_ENDPOINTS", endpoints);
    environment.put("PORT", Integer.toString(port));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(settings.javaOptions());
    command.add("-jar");
    command.add(settings.jar().toString());
    return launch(APPLICATION, command, environment);
  }

  private ManagedProcess launch(
      String name, List<String> command, Map<String, String> environment) {
    synchronized (running) {
      failIfClosing();
      Path log = settings.dataDir().resolve(name + ".log");
      ManagedProcess process = ManagedProcess.start(name, command, environment, log);
      running.push(process);
      return process;
    }
  }

  private void failIfClosing() {
    if (closing) {
      throw new LocalFailure("stopped while starting");
    }
  }

  private void forget(ManagedProcess process) {
    synchronized (running) {
      running.remove(process);
    }
  }

  private ManagedProcess process(String name) {
    return snapshot().stream()
        .filter(process -> process.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new LocalFailure("no " + name + " was started here"));
  }

  private List<ManagedProcess> snapshot() {
    synchronized (running) {
      return List.copyOf(running);
    }
  }

  private void lockFolder() {
    Path folder = settings.dataDir();
    try {
      Files.createDirectories(folder);
      lock =
          FileChannel.open(
              folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock.tryLock() == null) {
        throw new LocalFailure(
            folder + " is in use by another run: set DATA_DIR to another folder");
      }
    } catch (IOException failure) {
      throw new LocalFailure("cannot use " + folder + ": " + failure.getMessage(), failure);
    }
  }

  private void tidyFolder() {
    try {
      if (lock != null) {
        lock.close();
      }
      if (settings.throwAway() && Files.exists(settings.dataDir())) {
        delete(settings.dataDir());
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot tidy " + settings.dataDir(), failure);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
