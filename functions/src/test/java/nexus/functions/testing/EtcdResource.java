package nexus.functions.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;
import nexus.telemetry.kv.jetcd.EtcdServer;

/**
 * A real etcd for an application under test, whose drain is off unless it is told otherwise.
 * Arguments become settings; {@code CSV_FILE} becomes the sample, wherever that is.
 */
public final class EtcdResource implements QuarkusTestResourceLifecycleManager {

  private final Map<String, String> settings = new HashMap<>();
  private EtcdServer etcd;

  @Override
  public void init(Map<String, String> arguments) {
    settings.putAll(arguments);
    settings.computeIfPresent("CSV_FILE", (name, file) -> Csv.sample().toString());
  }

  @Override
  public Map<String, String> start() {
    etcd = EtcdServer.launch();
    settings.put("ETCD_ENDPOINTS", etcd.endpoint());
    settings.putIfAbsent("POLL_TIMEOUT", "10s");
    settings.putIfAbsent("DRAIN_ENABLED", "false");
    return settings;
  }

  /** Gives a test its etcd, to stop and start. */
  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(etcd, new TestInjector.MatchesType(EtcdServer.class));
  }

  @Override
  public void stop() {
    if (etcd != null) {
      etcd.close();
    }
  }
}
