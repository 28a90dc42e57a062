package nexus.functions.meters;

import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Locale;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.work.Supervisor;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Records how long things take in this process. Before {@link #begin} nothing is recorded and no
 * library is loaded, so a function on Lambda, which nobody scrapes, pays nothing.
 *
 * <p>Thread-safe.
 */
@Singleton
public final class Meters {

  private final String version;
  private final DrainVitals drain;
  private final ScrapeVitals scrapes;
  private final Supervisor supervisor;
  private volatile ProcessMeters kept;

  /**
   * @param version the application's version
   */
  @Inject
  public Meters(
      @ConfigProperty(name = "quarkus.application.version") String version,
      DrainVitals drain,
      ScrapeVitals scrapes,
      Supervisor supervisor) {
    this.version = version;
    this.drain = drain;
    this.scrapes = scrapes;
    this.supervisor = supervisor;
  }

  /**
   * Keeps what is told from now on.
   *
   * @param collector this process's name as a drainer
   */
  public synchronized void begin(String collector) {
    if (kept == null) {
      kept = new ProcessMeters(version, collector, drain, scrapes, supervisor);
    }
  }

  /** Whether what is told is kept. */
  public boolean isBegun() {
    return kept != null;
  }

  /**
   * A request over HTTP was answered.
   *
   * @param path the path with its parameters in braces; of bounded number, as the others
   */
  public void answered(String path, String method, int status, long nanos) {
    ProcessMeters meters = kept;
    if (meters != null) {
      meters.http().record(nanos, path, method, Integer.toString(status));
    }
  }

  /**
   * A call of etcd ended.
   *
   * @param failure why it failed; null when it did not
   */
  void called(String operation, Throwable failure, long nanos) {
    ProcessMeters meters = kept;
    if (meters != null) {
      meters.etcd().record(nanos, operation, result(failure));
    }
  }

  private static String result(Throwable failure) {
    if (failure == null) {
      return "ok";
    }
    KvException.Kind kind =
        failure instanceof KvException known ? known.kind() : KvException.Kind.INTERNAL;
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** A message that this process published was handed to its drain. */
  void delivered(long nanos) {
    ProcessMeters meters = kept;
    if (meters != null) {
      meters.delivery().record(nanos);
    }
  }

  /** All that was kept, with the JVM's and the process's state; nothing when nothing is kept. */
  public MetricSnapshots read() {
    ProcessMeters meters = kept;
    return meters == null ? new MetricSnapshots() : meters.read();
  }
}
