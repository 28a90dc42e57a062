package nexus.faults;

import java.util.List;
import java.util.function.Consumer;

/** Connections between applications and etcd that are slow, cut, or silent. */
final class NetworkFaults {

  private static final int UNAVAILABLE = 503;

  private NetworkFaults() {}

  static void spoil(Stage stage) throws InterruptedException {
    stage.startLoad();
    for (int i = 0; i < stage.count(5, 1); i++) {
      spoil(stage, "slow by 100 ms", proxy -> proxy.delay(100));
      spoil(stage, "cut", Proxy::cut);
      spoil(stage, "silent", Proxy::silence);
    }
    stage.check(stage.load().refused(UNAVAILABLE) > 0, "the faults had no effect");
  }

  /** One member's connections, then those of all three. */
  private static void spoil(Stage stage, String how, Consumer<Proxy> fault)
      throws InterruptedException {
    int one = stage.random().nextInt(stage.proxies().size());
    spoil(stage, how + ": connections to etcd-" + one, List.of(stage.proxies().get(one)), fault);
    spoil(stage, how + ": connections to every member", stage.proxies(), fault);
  }

  private static void spoil(Stage stage, String what, List<Proxy> spoiled, Consumer<Proxy> fault)
      throws InterruptedException {
    stage.pass(500, 1_500);
    spoiled.forEach(fault);
    stage.fault(what);
    stage.pass(2_000, stage.count(12_000, 4_000));
    spoiled.forEach(Proxy::heal);
  }
}
