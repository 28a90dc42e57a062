package nexus.faults;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A way to break things.
 *
 * @param name for the command line and the table
 * @param setup what is to run
 * @param act what happens
 * @param quick whether it is played where fewer faults will do
 */
record Scenario(String name, Setup setup, Act act, boolean quick) {

  Scenario(String name, Setup setup, Act act) {
    this(name, setup, act, true);
  }

  /** Uploads, breaks things and looks at what that does; the comparison comes afterwards. */
  interface Act {
    void play(Stage stage) throws InterruptedException;
  }

  /**
   * What runs beside the three etcd members.
   *
   * @param ingesters applications that take uploads and answer queries
   * @param drainers applications that drain
   * @param proxied whether applications reach etcd through proxies
   * @param etcdOptions more options of every etcd member
   * @param settings more settings of every application
   * @param drainerSettings more settings of those that drain
   * @param ago how long ago the capture begins; empty for a time of its own, long ago
   * @param off by how much the clocks of the last ingester and of the last drainer are wrong
   * @param heapMegabytes largest heap of every application
   */
  record Setup(
      int ingesters,
      int drainers,
      boolean proxied,
      List<String> etcdOptions,
      Map<String, String> settings,
      Map<String, String> drainerSettings,
      Optional<Duration> ago,
      Duration off,
      int heapMegabytes) {

    static final int USUAL_HEAP = 512;

    static final Setup USUAL = of(2, 2);

    Setup(
        int ingesters,
        int drainers,
        boolean proxied,
        List<String> etcdOptions,
        Map<String, String> settings) {
      this(
          ingesters,
          drainers,
          proxied,
          etcdOptions,
          settings,
          Map.of(),
          Optional.empty(),
          Duration.ZERO,
          USUAL_HEAP);
    }

    /** Two of each, the second of each with a wrong clock. */
    static Setup wrongClocks(Duration off) {
      return new Setup(
          2,
          2,
          false,
          List.of(),
          Map.of("RETENTION", WrongClocks.KEPT.toDays() + "d"),
          Map.of(),
          Optional.of(WrongClocks.SINCE),
          off,
          USUAL_HEAP);
    }

    /** The same, with a heap of another size. */
    Setup withHeap(int megabytes) {
      return new Setup(
          ingesters,
          drainers,
          proxied,
          etcdOptions,
          settings,
          drainerSettings,
          ago,
          off,
          megabytes);
    }

    static Setup of(int ingesters, int drainers) {
      return new Setup(ingesters, drainers, false, List.of(), Map.of());
    }
  }

  /** Why it cannot be played here; empty when it can. */
  Optional<String> missing() {
    return setup.off().isZero() || FakeTime.library().isPresent()
        ? Optional.empty()
        : Optional.of("Debian's package " + FakeTime.PACKAGE + " is not installed");
  }

  static final List<Scenario> ALL =
      List.of(
          new Scenario("kill-drainers", Setup.USUAL, ProcessFaults::killDrainers),
          new Scenario("kill-ingest", Setup.USUAL, ProcessFaults::killIngest),
          new Scenario("paused-drainer", Setup.USUAL, ProcessFaults::pauseDrainer),
          new Scenario("kill-leader", Setup.USUAL, MemberFaults::killLeader),
          new Scenario("kill-members", Setup.USUAL, MemberFaults::killEachMember),
          new Scenario("two-members-down", Setup.USUAL, MemberFaults::killTwoMembers),
          new Scenario("network", new Setup(2, 2, true, List.of(), Map.of()), NetworkFaults::spoil),
          new Scenario(
              "database-full",
              new Setup(
                  1,
                  1,
                  false,
                  List.of("--quota-backend-bytes=" + StoreFaults.QUOTA_BYTES),
                  Map.of()),
              StoreFaults::fill),
          new Scenario(
              "high-water",
              new Setup(
                  1,
                  1,
                  false,
                  List.of("--quota-backend-bytes=" + StoreFaults.QUOTA_BYTES),
                  Map.of("ETCD_QUOTA_BACKEND_BYTES", "" + StoreFaults.QUOTA_BYTES)),
              StoreFaults::reachHighWater),
          new Scenario(
              "queue-full",
              new Setup(
                  1,
                  1,
                  false,
                  List.of(),
                  Map.of("QUEUE_MAX_MESSAGES", "" + StoreFaults.QUEUE_MESSAGES)),
              StoreFaults::fillQueue),
          new Scenario("compaction", Setup.of(1, 1), StoreFaults::compact),
          new Scenario("lease-revoked", Setup.USUAL, ClaimFaults::revokeLeases),
          new Scenario("clock-off", Setup.of(1, 1), ClaimFaults::shiftClock),
          new Scenario(
              "wrong-clock",
              new Setup(
                  1,
                  1,
                  false,
                  List.of(),
                  Map.of("RETENTION", "7d"),
                  Map.of(),
                  Optional.of(ClaimFaults.NEARLY_A_WEEK),
                  Duration.ZERO,
                  Setup.USUAL_HEAP),
              ClaimFaults::runAhead),
          new Scenario("clock-fast", Setup.wrongClocks(WrongClocks.MONTH), WrongClocks::fast),
          new Scenario(
              "clock-slow", Setup.wrongClocks(WrongClocks.MONTH.negated()), WrongClocks::slow),
          new Scenario("poison", Setup.USUAL, Poison::poison),
          new Scenario("crowd", Setup.of(4, 8), ProcessFaults::crowd),
          new Scenario("memory-256m", Setup.of(1, 1).withHeap(256), ClientFaults::crowdMemory),
          new Scenario(
              "memory-512m", Setup.of(1, 1).withHeap(512), ClientFaults::crowdMemory, false),
          new Scenario(
              "memory-2g", Setup.of(1, 1).withHeap(2048), ClientFaults::crowdMemory, false),
          new Scenario("slow-clients", Setup.of(1, 1), ClientFaults::slowClients));
}
