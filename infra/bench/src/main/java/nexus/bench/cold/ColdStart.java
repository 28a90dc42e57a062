package nexus.bench.cold;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import nexus.bench.Machine;
import nexus.bench.Options;
import nexus.bench.Timings;
import nexus.lambda.FunctionFolder;
import nexus.lambda.FunctionProcess;
import nexus.lambda.InvocationResult;
import nexus.lambda.Launch;
import nexus.lambda.ProjectFile;
import nexus.lambda.Template;
import nexus.local.LocalFailure;

/**
 * Prints how long function.zip takes to its first response, in each {@link Mode}: the median, the
 * least and the most of some starts, behind one that is not counted. The invocation asks for the
 * statistics of a cluster, which reads etcd.
 */
public final class ColdStart {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");
  private static final String HANDLER = "clusterStats";
  private static final String EVENT = "events/clusterStats.http.json";

  /** A GPU in the cluster that {@link #EVENT} asks for. */
  private static final String CAPTURE =
      "{\"cluster\":\"prod\",\"csv\":\"timestamp,gpu_id,uuid,hostname,gpu_utilization\\n"
          + "2026-01-01T00:00:00Z,0,GPU-0,a,50\\n\"}";

  private final FunctionFolder zip;
  private final Etcd etcd;
  private final Path folder;
  private final Path javaHome;
  private final int runs;
  private final List<String> tuned = Template.jvmFlags(HANDLER);
  private final String event;

  private ColdStart(FunctionFolder zip, Etcd etcd, Path folder, Path javaHome, int runs)
      throws IOException {
    this.zip = zip;
    this.etcd = etcd;
    this.folder = folder;
    this.javaHome = javaHome;
    this.runs = runs;
    this.event = Files.readString(ProjectFile.find(EVENT, "it is in the sources"));
  }

  /** Ends with status 1 and one line when it cannot be measured. */
  public static void main(String... arguments) throws InterruptedException, IOException {
    try {
      Options options = new Options(List.of(arguments), Set.of("runs", "java-home", "etcd"));
      measure(
          Path.of(options.text("etcd", "etcd")),
          Path.of(options.text("java-home", System.getProperty("java.home"))),
          options.number("runs", 7, 1, 1_000));
    } catch (LocalFailure | IllegalArgumentException failure) {
      System.err.println("cold-start: " + failure.getMessage());
      System.exit(1);
    }
  }

  private static void measure(Path binary, Path javaHome, int runs)
      throws InterruptedException, IOException {
    int version = version(javaHome);
    Path folder = Files.createTempDirectory("cold-start-");
    try (Etcd etcd = new Etcd(binary, folder);
        FunctionFolder zip = FunctionFolder.ofProject()) {
      ColdStart measurement = new ColdStart(zip, etcd, folder, javaHome, runs);
      measurement.storeCapture();
      print("%s; function on JDK %d; starts: %d", Machine.describe(), version, runs);
      print("%-34s %12s %8s %8s", "to the first response, ms", "median", "least", "most");
      for (Mode mode : Mode.values()) {
        if (mode.isOf(version)) {
          Timings timings = measurement.of(mode);
          print(
              "%-34s %12.0f %8.0f %8.0f",
              mode.title(), timings.median(), timings.least(), timings.most());
        }
      }
    } finally {
      delete(folder);
    }
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }

  private Timings of(Mode mode) throws InterruptedException {
    Path file = folder.resolve(mode.name());
    if (mode.isPrepared()) {
      try (FunctionProcess function = launch(mode.preparing(tuned, file)).fromJarsAlone().start()) {
        invoke(function);
        function.end();
      }
    }
    List<String> flags = mode.measured(tuned, file);
    List<Double> times = new ArrayList<>();
    for (int run = 0; run <= runs; run++) {
      Launch launch = mode.isPrepared() ? launch(flags).fromJarsAlone() : launch(flags);
      times.add((mode == Mode.SNAP_START ? restored(launch) : started(launch)) / 1e6);
    }
    return Timings.of(times.stream().skip(1).mapToDouble(Double::doubleValue).toArray());
  }

  private Launch launch(List<String> flags) {
    return launch(HANDLER).jvmFlags(flags);
  }

  private Launch launch(String handler) {
    return new Launch(zip, handler).javaHome(javaHome).variable("ETCD_ENDPOINTS", etcd.endpoint());
  }

  private void storeCapture() throws InterruptedException {
    for (String handler : List.of("ingestCsvChunk", "drainQueueBatch")) {
      try (FunctionProcess function = launch(handler).start()) {
        InvocationResult result =
            function.invoke(handler.startsWith("ingest") ? CAPTURE : "{}", LIMIT);
        if (result.failed()) {
          throw new LocalFailure(handler + " failed: " + result);
        }
      }
    }
  }

  /** Nanoseconds from the start of the process to the first response. */
  private long started(Launch launch) throws InterruptedException {
    long begun = System.nanoTime();
    try (FunctionProcess function = launch.start()) {
      invoke(function);
      return System.nanoTime() - begun;
    }
  }

  /** Nanoseconds from the restoration to the first response. */
  private long restored(Launch launch) throws InterruptedException {
    try (FunctionProcess function = launch.snapStart().start()) {
      function.awaitSnapshot(LIMIT);
      long begun = System.nanoTime();
      function.restore();
      invoke(function);
      return System.nanoTime() - begun;
    }
  }

  private void invoke(FunctionProcess function) throws InterruptedException {
    InvocationResult result = function.invoke(event, LIMIT);
    if (result.json().path("statusCode").asInt() != 200) {
      throw new LocalFailure("the first invocation failed: " + result + "\n" + function.log());
    }
  }

  /** Feature version of the JVM at this home, by its file {@code release}. */
  private static int version(Path javaHome) {
    try {
      Matcher version = VERSION.matcher(Files.readString(javaHome.resolve("release")));
      if (version.find()) {
        return Integer.parseInt(version.group(1));
      }
    } catch (IOException unreadable) {
      throw new LocalFailure(javaHome + " is no home of a JVM: " + unreadable, unreadable);
    }
    throw new LocalFailure(javaHome + "/release names no version");
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
