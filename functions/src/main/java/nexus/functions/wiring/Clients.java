package nexus.functions.wiring;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import nexus.functions.aws.EtcdSecret;
import nexus.functions.meters.Deliveries;
import nexus.functions.meters.MeasuredKv;
import nexus.functions.meters.Meters;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.jetcd.EtcdConfig;
import nexus.telemetry.kv.jetcd.EtcdKv;

/** Makes the one client of etcd, at its first use, and closes it behind everything else. */
@Singleton
final class Clients {

  private volatile EtcdKv etcd;

  /** Application scoped, so that what is injected is a proxy and the client is made when called. */
  @Produces
  @ApplicationScoped
  Kv kv(Settings settings, Meters meters, Deliveries deliveries) {
    EtcdKv kv =
        settings.etcdSecretId().isEmpty()
            ? new EtcdKv(settings.etcd())
            : withSecret(settings.etcd(), EtcdSecret.read(settings.etcdSecretId().get()));
    etcd = kv;
    return new MeasuredKv(kv, settings.queue().keys(), meters, deliveries);
  }

  /** Whether the client, if there is one by now, must not be relied on any more. */
  boolean isBroken() {
    EtcdKv made = etcd;
    return made != null && made.isBroken();
  }

  /** In a thread of its own: who starts need not wait for it. On Lambda nobody asks for it. */
  void measure(@Observes StartupEvent event, Meters meters, Settings settings) {
    if (!Lambda.isHere()) {
      String collector = settings.drain().collector();
      new Thread(() -> meters.begin(collector), "meters").start();
    }
  }

  /** Certificates pass through files that only this user can read, and only as long as it takes. */
  private static EtcdKv withSecret(EtcdConfig config, EtcdSecret secret) {
    try (SecretFiles files = new SecretFiles()) {
      return new EtcdKv(
          new EtcdConfig(
              config.endpoints(),
              secret.username(),
              secret.password(),
              files.write(secret.ca()),
              files.write(secret.certificate()),
              files.write(secret.key()),
              config.callTimeout()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void close(@Disposes Kv kv) {
    kv.close();
  }

  /**
   * Reads the certificates, which are otherwise read at the first call.
   *
   * @throws BadSettingException when they are none
   */
  static void check(EtcdConfig config) {
    if (config.caFile() == null && config.certFile() == null) {
      return;
    }
    try {
      new EtcdKv(config).close();
    } catch (IllegalArgumentException e) {
      throw new BadSettingException(
          config.certFile() == null
              ? Variable.ETCD_CA_FILE.name()
              : Variable.ETCD_CA_FILE
                  + ", "
                  + Variable.ETCD_CERT_FILE
                  + ", "
                  + Variable.ETCD_KEY_FILE,
          files(config),
          "PEM files: " + e.getMessage());
    }
  }

  private static String files(EtcdConfig config) {
    return config.certFile() == null
        ? String.valueOf(config.caFile())
        : config.caFile() + ", " + config.certFile() + ", " + config.keyFile();
  }
}
