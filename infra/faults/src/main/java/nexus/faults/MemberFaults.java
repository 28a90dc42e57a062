package nexus.faults;

import java.time.Duration;

/** etcd members that are killed and come back. */
final class MemberFaults {

  private static final Duration RECOVERY = Duration.ofSeconds(60);
  private static final String STATS = "/clusterStats";
  private static final int UNAVAILABLE = 503;
  private static final int INTERNAL_ERROR = 500;

  private MemberFaults() {}

  static void killLeader(Stage stage) throws InterruptedException {
    stage.startLoad();
    for (int i = 0; i < stage.count(6, 2); i++) {
      stage.pass(1_000, 3_000);
      kill(stage, stage.etcd().leader(), "the leader, ");
    }
    stage.pass(1_000, 2_000);
  }

  static void killEachMember(Stage stage) throws InterruptedException {
    stage.startLoad();
    for (int i = 0; i < stage.count(3, 1) * EtcdCluster.MEMBERS; i++) {
      stage.pass(500, 2_000);
      kill(stage, i % EtcdCluster.MEMBERS, "");
    }
    stage.pass(1_000, 2_000);
  }

  private static void kill(Stage stage, int member, String role) throws InterruptedException {
    Child etcd = stage.etcd().member(member);
    etcd.kill();
    stage.fault("SIGKILL of " + role + etcd.name());
    stage.pass(1_000, 4_000);
    etcd.start();
    stage.etcd().awaitServing(member);
  }

  /** Without a majority nothing can be written, and what is read might be old: both are refused. */
  static void killTwoMembers(Stage stage) throws InterruptedException {
    stage.startLoad();
    for (int i = 0; i < stage.count(4, 1); i++) {
      stage.pass(1_000, 3_000);
      int refused = stage.load().refused(UNAVAILABLE);
      for (int member : new int[] {i % 3, (i + 1) % 3}) {
        stage.etcd().member(member).kill();
        stage.fault("SIGKILL of " + stage.etcd().member(member).name());
      }
      stage.await(
          "the refusal of an upload with 503",
          RECOVERY,
          () -> stage.load().refused(UNAVAILABLE) > refused);
      Reply stats = Reply.to(stage.ingesters().get(0), "GET", STATS);
      stage.check(stats.status() == UNAVAILABLE, "a query was answered with " + stats);
      stage.pass(3_000, 6_000);
      int acknowledged = stage.load().acknowledged();
      stage.etcd().start();
      stage.await(
          "an upload, and a query, once the majority is back",
          RECOVERY,
          () ->
              stage.load().acknowledged() > acknowledged
                  && stage.ingesters().get(0).api().answers(STATS));
    }
    stage.check(
        stage.load().refused(INTERNAL_ERROR) == 0,
        "uploads were answered with 500: " + stage.load().refused(INTERNAL_ERROR));
  }
}
