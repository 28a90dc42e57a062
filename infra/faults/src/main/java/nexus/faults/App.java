package nexus.faults;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nexus.local.Api;
import nexus.local.LocalFailure;
import nexus.local.Ports;

/** The application as a process of its own, which ingests or drains. */
final class App implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** Quick to start; what is measured here is not speed. */
  private static final List<String> JAVA_OPTIONS =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

  private static final int USUAL_HEAP = 512;

  /** What it inherits: where to find programs and put files, and whose run it belongs to. */
  private static final List<String> PASSED_ON = List.of("PATH", "TMPDIR", "NEXUS_CI_RUN");

  private final Child child;
  private final Api api;

  private App(Child child, URI url) {
    this.child = child;
    this.api = new Api(url);
  }

  /** Starts nothing yet. */
  static App of(String name, Path jar, Path folder, Map<String, String> settings) {
    return of(name, jar, folder, settings, USUAL_HEAP);
  }

  /** The same, with a heap of so many megabytes. */
  static App of(
      String name, Path jar, Path folder, Map<String, String> settings, int heapMegabytes) {
    int port = Ports.lasting();
    Map<String, String> environment = new HashMap<>();
    for (String kept : PASSED_ON) {
      if (System.getenv(kept) != null) {
        environment.put(kept, System.getenv(kept));
      }
    }
    environment.putAll(settings);
    environment.put("PORT", Integer.toString(port));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JAVA_OPTIONS);
    command.add("-Xmx" + heapMegabytes + "m");
    command.add("-jar");
    command.add(jar.toString());
    return new App(
        new Child(name, command, environment, folder), URI.create("http://127.0.0.1:" + port));
  }

  Child process() {
    return child;
  }

  /** Its answers as JSON. */
  Api api() {
    return api;
  }

  /** Starts those that do not run, and waits until all can work. */
  static void startAll(List<App> applications) throws InterruptedException {
    for (App app : applications) {
      app.process().start();
    }
    for (App app : applications) {
      app.awaitReady();
    }
  }

  /** Waits until it can work. */
  void awaitReady() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!api.answers("/ready")) {
      if (System.nanoTime() > end || !child.isAlive()) {
        throw new LocalFailure("the application does not become ready; " + child.lastWords());
      }
      Thread.sleep(50);
    }
  }

  /** The owner's name in its claims. */
  String owner() {
    return "process-" + child.pid();
  }

  @Override
  public void close() {
    child.close();
  }
}
