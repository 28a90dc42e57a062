package nexus.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What to start and where.
 *
 * @param dataDir folder of etcd's data and of the logs
 * @param throwAway whether {@code dataDir} is deleted at the end
 * @param port the application's port on 127.0.0.1; 0 takes a free one
 * @param jar the application
 * @param etcd etcd's executable; null when {@code endpoints} names a running etcd
 * @param endpoints endpoints of an etcd that runs already; null when one is to be started
 * @param javaOptions options of the application's JVM
 * @param environment environment of the application, without what this run decides
 */
public record Settings(
    Path dataDir,
    boolean throwAway,
    int port,
    Path jar,
    Path etcd,
    String endpoints,
    List<String> javaOptions,
    Map<String, String> environment) {

  /** Set by the scripts: the application's jar. */
  public static final String JAR = "nexus.local.jar";

  /** Set by the scripts: etcd's executable. */
  public static final String ETCD = "nexus.local.etcd";

  private static final int DEFAULT_PORT = 8080;

  private static final Set<String> NOT_FOR_A_THROW_AWAY_RUN =
      Set.of("CSV_FILE", "DRAIN_ENABLED", "COLLECTOR_RANGE_START", "COLLECTOR_RANGE_END");

  /** For a server of parallel parsers the collector with the most throughput, at a quick start. */
  private static final List<String> DEFAULT_JAVA_OPTIONS = List.of("-XX:+UseParallelGC");

  public Settings {
    javaOptions = List.copyOf(javaOptions);
    environment = Map.copyOf(environment);
  }

  /**
   * A run that keeps its data: under {@code DATA_DIR}, on {@code PORT}, with an etcd of its own
   * unless {@code ETCD_ENDPOINTS} is set.
   *
   * @throws LocalFailure when a variable has no usable value
   */
  public static Settings lasting(Map<String, String> environment) {
    String endpoints = blankToNull(environment.get("ETCD_ENDPOINTS"));
    return new Settings(
        dataDir(environment),
        false,
        port(environment, DEFAULT_PORT),
        path(JAR),
        endpoints == null ? path(ETCD) : null,
        endpoints,
        javaOptions(environment),
        environment);
  }

  /**
   * A run on a new temporary folder with an etcd of its own, whatever {@code ETCD_ENDPOINTS} says;
   * on {@code PORT} or else on a free port. It streams no file by itself, and drains everything.
   *
   * @throws LocalFailure when a variable has no usable value, or there is no temporary folder
   */
  public static Settings throwAway(Map<String, String> environment) {
    Map<String, String> rest = new HashMap<>(environment);
    rest.keySet().removeAll(NOT_FOR_A_THROW_AWAY_RUN);
    return new Settings(
        temporaryFolder(environment),
        true,
        port(environment, 0),
        path(JAR),
        path(ETCD),
        null,
        javaOptions(environment),
        rest);
  }

  static Path dataDir(Map<String, String> environment) {
    String given = blankToNull(environment.get("DATA_DIR"));
    if (given != null) {
      return Path.of(given).toAbsolutePath();
    }
    String shared = blankToNull(environment.get("XDG_DATA_HOME"));
    String home = blankToNull(environment.get("HOME"));
    if (shared == null && home == null) {
      throw new LocalFailure("none of DATA_DIR, XDG_DATA_HOME and HOME is set");
    }
    Path base = shared != null ? Path.of(shared) : Path.of(home, ".local", "share");
    return base.resolve("nexus-telemetry").toAbsolutePath();
  }

  private static int port(Map<String, String> environment, int normal) {
    String text = blankToNull(environment.get("PORT"));
    if (text == null) {
      return normal;
    }
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException notANumber) {
      // Falls through to the one message that both mistakes deserve.
    }
    throw new LocalFailure("PORT is 0 to 65535, not " + text);
  }

  private static List<String> javaOptions(Map<String, String> environment) {
    String given = blankToNull(environment.get("JAVA_OPTS"));
    return given == null ? DEFAULT_JAVA_OPTIONS : List.of(given.strip().split("\\s+", -1));
  }

  private static Path path(String property) {
    String value = System.getProperty(property);
    if (value == null) {
      throw new LocalFailure("the system property " + property + " is not set");
    }
    return Path.of(value).toAbsolutePath();
  }

  private static Path temporaryFolder(Map<String, String> environment) {
    String folder = blankToNull(environment.get("TMPDIR"));
    Path parent = Path.of(folder != null ? folder : System.getProperty("java.io.tmpdir"));
    try {
      return Files.createTempDirectory(parent, "nexus-telemetry-");
    } catch (IOException failure) {
      throw new LocalFailure("cannot make a folder in " + parent + ": " + failure, failure);
    }
  }

  private static String blankToNull(String text) {
    return text == null || text.isBlank() ? null : text;
  }
}
