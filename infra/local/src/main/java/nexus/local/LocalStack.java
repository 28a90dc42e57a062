package nexus.local;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * etcd and the application on this machine, started in that order and stopped in the other.
 *
 * <pre>
 * dataDir/lock             held while the run lasts
 * dataDir/etcd/            etcd's data
 * dataDir/tls/             the certificate of this run, without which etcd answers nobody
 * dataDir/etcd.log, application.log
 * </pre>
 *
 * <p>Where this process dies without {@link #close} a {@link Guard} ends both. {@link #close} may
 * come from a shutdown hook while {@link #start} still runs: both take turns at the folder and the
 * list of processes, and nothing is started once closing has begun, so no child outlives the run.
 */
public final class LocalStack implements AutoCloseable {

  private static final int ATTEMPTS = 3;
  private static final String ETCD = "etcd";
  private static final String APPLICATION = "application";
  private static final long QUOTA_BYTES = 8L << 30;

  /** What concerns an etcd that is not the one started here. */
  private static final Set<String> FOREIGN_ETCD =
      Set.of(
          "ETCD_USERNAME",
          "ETCD_PASSWORD",
          "ETCD_CA_FILE",
          "ETCD_CERT_FILE",
          "ETCD_KEY_FILE",
          "ETCD_SECRET_ID");

  private final Settings settings;
  private final Deque<ManagedProcess> running = new ArrayDeque<>();
  private volatile boolean closing;
  private DataFolder held;
  private Guard guard;
  private RunCertificate certificate;
  private String endpoints;
  private URI url;

  public LocalStack(Settings settings) {
    this.settings = settings;
    this.endpoints = settings.endpoints();
  }

  /**
   * Starts what is to be started, and returns when {@code GET /ready} answers 200.
   *
   * @throws LocalFailure with the last lines of the log when it does not come up, or with what is
   *     wrong with an etcd that was to run already
   */
  public void start() throws InterruptedException {
    if (settings.port() != 0 && !Ports.isFree(settings.port())) {
      throw new LocalFailure(
          "port " + settings.port() + " is in use: set PORT to another one, or to 0 for any");
    }
    failIfClosing();
    if (settings.etcd() == null) {
      NamedEtcd.check(endpoints);
    }
    synchronized (running) {
      failIfClosing();
      held = DataFolder.hold(settings.dataDir(), settings.throwAway());
      guard = Guard.start();
    }
    if (settings.etcd() != null) {
      certificate = RunCertificate.make(settings.dataDir().resolve("tls"));
      endpoints = serve(0, this::startEtcd).toString();
    }
    url = serve(settings.port(), this::startApplication);
  }

  /** Where the application answers. */
  public URI url() {
    return url;
  }

  /** The etcd that the application uses. */
  public String endpoints() {
    return endpoints;
  }

  /** What who asks the etcd that was started here has to show; empty where none was. */
  public Optional<RunCertificate> certificate() {
    return Optional.ofNullable(certificate);
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
        ManagedProcess process = running.pop();
        process.close();
        guard.forget(process);
      }
      if (guard != null) {
        guard.close();
      }
      if (held != null) {
        held.close();
      }
    }
  }

  private interface Starter {
    /** Starts a server that is to listen on {@code port}. */
    Server start(int port);
  }

  /**
   * Starts a server and waits until it answers. A free port can be lost to another process before
   * the server has it; then the next one is tried.
   */
  private URI serve(int wantedPort, Starter starter) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      Server server = starter.start(wantedPort == 0 ? Ports.free() : wantedPort);
      ManagedProcess process = server.process();
      if (server.awaitReady()) {
        return server.base();
      }
      if (attempt == ATTEMPTS || wantedPort != 0 || !process.lostItsPort()) {
        throw new LocalFailure(process.obituary());
      }
      forget(process);
    }
  }

  private Server startEtcd(int port) {
    EtcdMember member =
        new EtcdMember(
            "local", settings.dataDir().resolve("etcd"), port, Ports.free(), certificate);
    List<String> options =
        List.of(
            "--quota-backend-bytes=" + QUOTA_BYTES,
            "--auto-compaction-mode=periodic",
            "--auto-compaction-retention=5m");
    List<String> command = member.command(settings.etcd(), member.asInitial(), options);
    ManagedProcess process = launch(ETCD, command, EtcdMember.environment());
    return new Server(process, URI.create(member.clientUrl()), member.api(), "/health", false);
  }

  private Server startApplication(int port) {
    Map<String, String> environment = new HashMap<>(settings.environment());
    if (certificate != null) {
      environment.keySet().removeAll(FOREIGN_ETCD);
      environment.putAll(certificate.settings());
      environment.put("ETCD_QUOTA_BACKEND_BYTES", Long.toString(QUOTA_BYTES));
    }
    environment.put("ETCD_ENDPOINTS", endpoints);
    environment.put("PORT", Integer.toString(port));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(settings.javaOptions());
    command.add("-jar");
    command.add(settings.jar().toString());
    URI base = URI.create("http://127.0.0.1:" + port);
    boolean onNamedEtcd = certificate == null;
    ManagedProcess process = launch(APPLICATION, command, environment);
    return new Server(process, base, new Api(base), "/ready", onNamedEtcd);
  }

  private ManagedProcess launch(
      String name, List<String> command, Map<String, String> environment) {
    synchronized (running) {
      failIfClosing();
      Path log = settings.dataDir().resolve(name + ".log");
      ManagedProcess process = ManagedProcess.start(name, command, environment, log);
      running.push(process);
      guard.watch(process);
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
      guard.forget(process);
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
}
