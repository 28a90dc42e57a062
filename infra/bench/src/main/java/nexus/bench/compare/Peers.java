package nexus.bench.compare;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All that the application is compared with. */
final class Peers {

  /** Names on the command line, in the order they are measured. */
  static final List<String> NAMES =
      List.of(
          "victoria-metrics", "duckdb", "questdb", "postgresql", "redis-everysec", "redis-always");

  private final Content content;
  private final Map<String, String> environment;

  /**
   * @param environment where the programs are: {@code VICTORIA_METRICS_BIN}, {@code
   *     POSTGRESQL_BIN_DIR}, {@code REDIS_SERVER_BIN}, {@code QUESTDB_JAR}
   */
  Peers(Content content, Map<String, String> environment) {
    this.content = content;
    this.environment = environment;
  }

  /** The peer of that name. */
  Peer named(String name) {
    return switch (name) {
      case "victoria-metrics" -> new VictoriaMetrics(content, path("VICTORIA_METRICS_BIN"));
      case "duckdb" -> new DuckDb();
      case "questdb" -> new QuestDb(path("QUESTDB_JAR"));
      case "postgresql" -> new Postgres(path("POSTGRESQL_BIN_DIR"));
      case "redis-everysec" -> new Redis(path("REDIS_SERVER_BIN"), "everysec");
      case "redis-always" -> new Redis(path("REDIS_SERVER_BIN"), "always");
      default -> throw new IllegalArgumentException("no peer is called " + name);
    };
  }

  private Optional<Path> path(String variable) {
    return Optional.ofNullable(environment.get(variable))
        .filter(value -> !value.isBlank())
        .map(Path::of);
  }
}
