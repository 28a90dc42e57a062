package nexus.bench.run;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import nexus.bench.Generate;
import nexus.bench.Plan;
import nexus.local.LocalFailure;
import nexus.local.LocalStack;
import nexus.local.RunCertificate;
import nexus.local.Settings;

/**
 * What measurements share: how large they are to be, a folder for files, and processes, each of
 * which ends with its measurement or, at the latest, with this.
 */
public final class Bench implements AutoCloseable {

  /** 31 hosts of 8 GPUs, 400 scrapes of 10 metrics: 992,000 rows. */
  private static final String CAPTURE = "--hosts 31 --gpus 8 --scrapes ";

  private final Map<String, String> environment;
  private final boolean quick;
  private final Path folder;
  private final Deque<LocalStack> locals = new ArrayDeque<>();
  private final Map<List<Object>, Stack> shared = new HashMap<>();
  private Path captureFile;
  private boolean closed;

  /**
   * @param environment of this process
   * @param quick whether small sizes will do, to see that everything works
   */
  public Bench(Map<String, String> environment, boolean quick) throws IOException {
    this.environment = new HashMap<>(environment);
    this.environment.remove("PORT");
    this.quick = quick;
    String parent = environment.getOrDefault("TMPDIR", System.getProperty("java.io.tmpdir"));
    this.folder = Files.createTempDirectory(Path.of(parent), "nexus-bench-");
  }

  /** Whether small sizes will do, to see that everything works. */
  boolean quick() {
    return quick;
  }

  /** {@code full}, or {@code small} where small sizes will do. */
  int size(int full, int small) {
    return quick ? small : full;
  }

  /** A folder on the disk that holds etcd's data. */
  Path folder() {
    return folder;
  }

  /** Tells whoever waits how far it has come. */
  void say(String format, Object... values) {
    System.err.printf(java.util.Locale.ROOT, "  " + format + "%n", values);
  }

  /** What {@link Plan#parse} makes of these words. */
  static Plan plan(String words) {
    return Plan.parse(List.of(words.split(" ", -1)));
  }

  /** The capture that most rows upload. */
  Plan capture() {
    return plan(CAPTURE + size(400, 40));
  }

  /** A file of {@link #capture}, written once. */
  Path captureFile() throws IOException {
    if (captureFile == null) {
      captureFile = folder.resolve("capture.csv");
      try (OutputStream out = new FileOutputStream(captureFile.toFile())) {
        Generate.write(capture(), out);
      }
    }
    return captureFile;
  }

  /**
   * Starts an etcd and an application on it. Where small sizes will do, measurements that ask for
   * the same share one, since to start it would take longer than to measure.
   *
   * @param variables environment variables of the application
   * @param javaOptions options of its JVM; the usual ones where there are none
   */
  Stack start(Map<String, String> variables, String... javaOptions) throws InterruptedException {
    if (!quick) {
      return start(Optional.empty(), variables, List.of(javaOptions), false);
    }
    List<Object> kind = List.of(variables, List.of(javaOptions));
    Stack same = shared.get(kind);
    if (same == null) {
      same = start(Optional.empty(), variables, List.of(javaOptions), true);
      shared.put(kind, same);
    }
    return same;
  }

  /** Starts one more application on the etcd of {@code first}. */
  Stack startBeside(Stack first, Map<String, String> variables) throws InterruptedException {
    return start(Optional.of(first), variables, List.of(), false);
  }

  private Stack start(
      Optional<Stack> first, Map<String, String> variables, List<String> javaOptions, boolean stays)
      throws InterruptedException {
    if (isClosed()) {
      throw new LocalFailure("stopped");
    }
    Settings normal = Settings.throwAway(environment);
    Map<String, String> all = new HashMap<>(normal.environment());
    all.putAll(variables);
    first.ifPresent(other -> all.putAll(other.certificate().settings()));
    LocalStack local =
        new LocalStack(
            new Settings(
                normal.dataDir(),
                true,
                0,
                normal.jar(),
                first.isPresent() ? null : normal.etcd(),
                first.map(other -> other.local().endpoints()).orElse(null),
                javaOptions.isEmpty() ? normal.javaOptions() : javaOptions,
                all));
    keep(local);
    local.start();
    RunCertificate certificate = first.map(Stack::certificate).or(local::certificate).orElseThrow();
    return new Stack(local, stays, certificate);
  }

  /** What comes too late to be closed with the others is closed here. */
  private synchronized void keep(LocalStack local) {
    locals.push(local);
    if (closed) {
      close();
    }
  }

  /** Whether nothing more is to be measured. */
  synchronized boolean isClosed() {
    return closed;
  }

  /** Ends what still runs and deletes the files; also called when the command is interrupted. */
  @Override
  public synchronized void close() {
    closed = true;
    shared.values().forEach(Stack::stop);
    while (!locals.isEmpty()) {
      locals.pop().close();
    }
    try {
      deleteFolder();
    } catch (IOException failure) {
      throw new LocalFailure("cannot delete " + folder + ": " + failure, failure);
    }
  }

  private void deleteFolder() throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }
}
