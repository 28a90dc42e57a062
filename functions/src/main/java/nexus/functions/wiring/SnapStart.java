package nexus.functions.wiring;

import io.quarkus.arc.Arc;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import nexus.functions.aws.AwsClients;
import nexus.telemetry.kv.Kv;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;

/**
 * What happens around a SnapStart snapshot (CRaC, org.crac): before it every client is closed, so
 * that no connection, credential or secret is in it; each restored copy makes its own at first use.
 *
 * <p>Before that the pipeline is run once, so that the snapshot holds its classes.
 *
 * <p>Nothing else needs a hook: clocks are read when used, random numbers come from {@code
 * SecureRandom}, and leases and claims are made by drains and ingests, of which none runs before.
 */
@Singleton
final class SnapStart implements Resource {

  private final AwsClients clients;
  private final Warmup warmup;

  SnapStart(AwsClients clients, Warmup warmup) {
    this.clients = clients;
    this.warmup = warmup;
  }

  void register(@Observes StartupEvent event) {
    if (Lambda.isHere()) {
      Core.getGlobalContext().register(this);
    }
  }

  @Override
  public void beforeCheckpoint(Context<? extends Resource> context) {
    warmup.run();
    Arc.container().instance(Kv.class).destroy();
    clients.close();
  }

  @Override
  public void afterRestore(Context<? extends Resource> context) {
    // The clients are made at their first use.
  }
}
