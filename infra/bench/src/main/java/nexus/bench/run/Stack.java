package nexus.bench.run;

import java.time.Duration;
import nexus.bench.Connection;
import nexus.local.Api;
import nexus.local.LocalStack;
import nexus.local.RunCertificate;

/** An application that is measured, and the etcd below it. */
final class Stack implements AutoCloseable {

  /** Longer than any upload takes. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final LocalStack local;
  private final boolean stays;
  private final RunCertificate certificate;
  private final Api api;
  private final Etcd etcd;

  /**
   * @param local what runs
   * @param stays whether it goes on when the measurement that asked for it is done
   * @param certificate what its etcd asks for
   */
  Stack(LocalStack local, boolean stays, RunCertificate certificate) {
    this.local = local;
    this.stays = stays;
    this.certificate = certificate;
    this.api = new Api(local.url());
    this.etcd = new Etcd(local.endpoints(), certificate);
  }

  LocalStack local() {
    return local;
  }

  /** What its etcd asks for. */
  RunCertificate certificate() {
    return certificate;
  }

  /** The application's answers as JSON, where nothing is timed. */
  Api api() {
    return api;
  }

  /** A connection to the application, for requests that are timed. */
  Connection connect() {
    return Connection.open(local.url(), PATIENCE);
  }

  Etcd etcd() {
    return etcd;
  }

  /** The measurement is done: stops it and deletes its data, unless it stays. */
  @Override
  public void close() {
    if (!stays) {
      stop();
    }
  }

  void stop() {
    etcd.close();
    local.close();
  }
}
