package nexus.faults;

import java.util.List;
import java.util.Map;

/**
 * A way to break things.
 *
 * @param name for the command line and the table
 * @param setup what is to run
 * @param act what happens
 */
record Scenario(String name, Setup setup, Act act) {

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
   */
  record Setup(
      int ingesters,
      int drainers,
      boolean proxied,
      List<String> etcdOptions,
      Map<String, String> settings) {

    static final Setup USUAL = of(2, 2);

    static Setup of(int ingesters, int drainers) {
      return new Setup(ingesters, drainers, false, List.of(), Map.of());
    }
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
          new Scenario("compaction", Setup.of(1, 1), StoreFaults::compact),
          new Scenario("lease-revoked", Setup.USUAL, ClaimFaults::revokeLeases),
          new Scenario("clock-off", Setup.of(1, 1), ClaimFaults::shiftClock),
          new Scenario("poison", Setup.USUAL, Poison::poison),
          new Scenario("crowd", Setup.of(4, 8), ProcessFaults::crowd));
}
