package nexus.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import nexus.local.LocalFailure;
import nexus.local.Settings;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;

/**
 * One section of the runbook, rehearsed: a cluster with TLS and users as the runbook starts it, two
 * applications beside it that take uploads, drain and answer, and the section's commands.
 */
final class Rehearsal implements AutoCloseable {

  static final String START = "Start a cluster";

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Map<String, String> SETTINGS =
      Map.of(
          "PROCESSING_INTERVAL",
          "1s",
          "WORKERS",
          "2",
          "UPLOAD_CHUNK_BYTES",
          "1M",
          "CLUSTER_ID",
          "rehearsal");
  private static final String CLUSTER = "rehearsal";
  private static final int APPLICATIONS = 2;

  private final Runbook runbook;
  private final String section;
  private final Path folder;
  private final SecuredEtcd etcd;
  private final Shell shell;
  private final Capture capture;
  private final List<App> applications = new CopyOnWriteArrayList<>();
  private final Load load;
  private final Questions questions = new Questions(CLUSTER, applications);
  private final List<String> problems = new ArrayList<>();
  private final Set<Integer> played = new TreeSet<>();
  private boolean closed;

  /** Starts nothing yet. */
  Rehearsal(Runbook runbook, String section, long seed) throws IOException {
    this.runbook = runbook;
    this.section = section;
    this.folder = Scratch.folder("nexus-rehearsal-");
    this.shell = new Shell(Path.of("").toAbsolutePath(), folder.resolve("commands.log"));
    this.etcd = new SecuredEtcd(folder.resolve("etcd"), shell);
    shell.set("FILE", folder.resolve("snapshot.db").toString());
    this.capture = new Capture(seed, 8, 5);
    this.load = new Load(capture, CLUSTER, applications, History.none());
  }

  /**
   * Starts a cluster as the runbook says, and the applications.
   *
   * @param options more of them for the command, such as {@code --version 3.4}
   * @return false where that version cannot be had here
   */
  boolean start(String options) throws InterruptedException {
    for (String commands : runbook.commands(START)) {
      Shell.Outcome outcome = shell.attempt(commands.strip() + " " + options + "\n");
      if (outcome.status() == 77) {
        return false;
      }
      if (outcome.status() != 0) {
        throw new LocalFailure("the cluster does not start: " + outcome.output());
      }
    }
    if (section.equals(START)) {
      played.add(0);
    }
    for (int i = 0; i < APPLICATIONS; i++) {
      applications.add(application());
    }
    startApplications();
    questions.start();
    load.start(2, Duration.ofMillis(150));
    acknowledgeMore(3);
    return true;
  }

  private App application() {
    Map<String, String> settings = new HashMap<>(SETTINGS);
    settings.putAll(etcd.functions());
    Path jar = Path.of(System.getProperty(Settings.JAR)).toAbsolutePath();
    return App.of("application-" + System.nanoTime(), jar, folder, settings);
  }

  /** Starts applications that do not run, and waits until all can work. */
  void startApplications() throws InterruptedException {
    App.startAll(applications);
  }

  /** Ends the applications at once. */
  void stopApplications() throws InterruptedException {
    for (App app : applications) {
      app.process().kill();
    }
  }

  /** Starts one application after the other anew, with what the cluster says now. */
  void renewApplications() throws InterruptedException {
    for (int i = 0; i < applications.size(); i++) {
      App renewed = application();
      renewed.process().start();
      renewed.awaitReady();
      applications.set(i, renewed).close();
    }
  }

  /** Plays one of the section's blocks, just as it stands there. */
  String play(int block) throws InterruptedException {
    played.add(block);
    return shell.run(runbook.commands(section).get(block));
  }

  /** Plays every block of another section. */
  void playOther(String other) throws InterruptedException {
    for (String commands : runbook.commands(other)) {
      shell.run(commands);
    }
  }

  /** The cluster, past the applications. */
  SecuredEtcd etcd() {
    return etcd;
  }

  Shell shell() {
    return shell;
  }

  Load load() {
    return load;
  }

  Questions questions() {
    return questions;
  }

  Path file() {
    return folder.resolve("snapshot.db");
  }

  /** Waits until so many more uploads are acknowledged; a problem where they are not in time. */
  void acknowledgeMore(int uploads) throws InterruptedException {
    int before = load.acknowledged();
    await(uploads + " uploads", () -> load.acknowledged() >= before + uploads);
  }

  /** Waits for something to happen; what does not happen in time is a problem. */
  void await(String what, Stage.Condition condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        check(false, what + " did not happen within " + PATIENCE.toSeconds() + " s");
        return;
      }
      Thread.sleep(50);
    }
  }

  /** Notes what is not as it should be; the rehearsal then fails. */
  void check(boolean holds, String problem) {
    if (!holds) {
      problems.add(problem);
    }
  }

  List<String> problems() {
    return problems;
  }

  /** Ends load and questions, waits until nothing waits, and compares everything. */
  Comparison settle() throws InterruptedException {
    load.stop();
    questions.stop();
    int blocks = runbook.commands(section).size();
    check(played.size() == blocks, "of " + blocks + " blocks these were played: " + played);
    try (Kv kv = etcd.connect()) {
      Stored stored = new Stored(kv, new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX), CLUSTER);
      await("the drain", () -> stored.waiting() == 0);
      await("the same data on every member", etcd::same);
      return Audit.of(
          applications.get(0).api(), stored.drained(), true, CLUSTER, capture, History.none());
    }
  }

  /** Stops everything. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    questions.close();
    load.close();
    applications.forEach(App::close);
    capture.close();
    shell.end();
    try {
      shell.attempt("infra/etcd/loopback stop \"$FOLDER\"\n");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
