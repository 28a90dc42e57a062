package nexus.functions.wiring;

import java.util.Optional;
import nexus.telemetry.keys.Keyspace;

/**
 * Every variable that is read, and the one place that names it: what it means where it is unset or
 * blank, and the least and the most it may be. {@link Setting} gives the texts their types; what
 * each is for stands where {@link Settings} keeps it.
 */
enum Variable {
  CLUSTER_ID("local-cluster"),
  ETCD_ENDPOINTS("http://127.0.0.1:2379"),
  ETCD_USERNAME,
  ETCD_PASSWORD,
  ETCD_CA_FILE,
  ETCD_CERT_FILE,
  ETCD_KEY_FILE,
  ETCD_SECRET_ID,
  ETCD_QUOTA_BACKEND_BYTES("0", "0", "1048576G"),
  ETCD_HIGH_WATER_PERCENT("80", "1", "100"),
  QUEUE_MAX_MESSAGES("1000000", "0", "2147483647"),
  MESSAGE_QUEUE_PREFIX(Keyspace.DEFAULT_QUEUE_PREFIX),
  BATCH_SIZE("100", "1", "100"),
  POLL_TIMEOUT("5s", "100ms", "5m"),
  PROCESSING_INTERVAL("5s", "100ms", "1d"),
  MESSAGE_TTL("0", "0", "3650d"),
  /** Where it is unset, as many as there are processors. */
  WORKERS("processors", "1", "64"),
  /** Where it is unset, the process by its number. */
  COLLECTOR_ID("process-PID"),
  COLLECTOR_RANGE_START("0", "0", "99"),
  COLLECTOR_RANGE_END("100", "1", "100"),
  PARTITIONS("16", "1", "100"),
  BLOCK_SPAN("1h", "1m", "1d"),
  RETENTION("0", "0", "36500d"),
  LEDGER_RETENTION("90d", "0", "3650d"),
  STALE_AFTER("5m", "1s", "365d"),
  INCIDENT_RULES,
  INCIDENT_RETENTION("365d", "1d", "36500d"),
  ROLLUP_RETENTION("365d", "1d", "36500d"),
  CHUNK_BYTES("32M", "64K", "256M"),
  /** Where it is unset and {@link #CHUNK_BYTES} is not, that. */
  UPLOAD_CHUNK_BYTES("64M", "64K", "256M"),
  MAX_BODY_BYTES("0", "0", "1048576G"),
  DRAIN_ENABLED("true"),
  CSV_FILE,
  STREAM_INTERVAL("3s", "1ms", "1d"),
  LOOP_MODE("false"),
  SCRAPE_TARGETS,
  SCRAPE_INTERVAL("15s", "1s", "1h"),
  HTTP_HOST("127.0.0.1"),
  PORT("8080", "0", "65535"),
  ALLOWED_HOSTS;

  private final String byDefault;
  private final String least;
  private final String most;

  /** One that has no value where it is unset. */
  Variable() {
    this(null);
  }

  Variable(String byDefault) {
    this(byDefault, "", "");
  }

  Variable(String byDefault, String least, String most) {
    this.byDefault = byDefault;
    this.least = least;
    this.most = most;
  }

  /** What it means where it is unset. */
  Optional<String> byDefault() {
    return Optional.ofNullable(byDefault);
  }

  /** The least it may be, written as its values are. */
  String least() {
    return least;
  }

  /** The most it may be. */
  String most() {
    return most;
  }
}
