package nexus.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is done around the runbook's commands: what makes them necessary, and what is to be so
 * afterwards.
 */
final class Rehearsals {

  private static final int UNAVAILABLE = 503;
  private static final long QUOTA_BYTES = 64L << 20;

  private static final String FILLER =
      "head -c 1000000 /dev/zero | tr '\\0' x >\"$FOLDER/filler\";";

  /** Sections by their titles, in the runbook's order. */
  static final List<Section> ALL =
      List.of(
          new Section(Rehearsal.START, "", Downtime.NONE, Rehearsals::start),
          new Section("See how it is", "", Downtime.NONE, Rehearsals::look),
          new Section("Replace a lost member", "", Downtime.NONE, Rehearsals::replace),
          new Section("Restart one after the other", "", Downtime.NONE, Rehearsals::restart),
          new Section(
              "Upgrade from 3.4 to 3.5", "--version 3.4", Downtime.NONE, Rehearsals::upgrade),
          new Section("Take a snapshot", "", Downtime.NONE, Rehearsals::snapshot),
          new Section("Restore a snapshot", "", Downtime.ALL, Rehearsals::restore),
          new Section("Defragment", "", Downtime.NONE, Rehearsals::defragment),
          new Section(
              "The database is full",
              "--quota " + QUOTA_BYTES,
              Downtime.UPLOADS,
              Rehearsals::makeRoom),
          new Section("Rotate certificates", "", Downtime.NONE, Rehearsals::rotate),
          new Section("Grow from three members to five", "", Downtime.NONE, Rehearsals::grow));

  private Rehearsals() {}

  /** What the section says may stop meanwhile. */
  enum Downtime {
    NONE,
    UPLOADS,
    ALL
  }

  /** What happens in a section. */
  interface Act {
    void play(Rehearsal rehearsal) throws InterruptedException;
  }

  /**
   * A section of the runbook.
   *
   * @param title as the runbook has it
   * @param options of the cluster
   * @param downtime what may stop
   * @param act what happens
   */
  record Section(String title, String options, Downtime downtime, Act act) {}

  private static void start(Rehearsal r) throws InterruptedException {
    String etcdctl =
        "set -a; . \"$FOLDER/functions.env\"; url=${ETCD_ENDPOINTS%%,*};"
            + " user=$ETCD_USERNAME:$ETCD_PASSWORD; ca=$ETCD_CA_FILE; cert=$ETCD_CERT_FILE; key=$ETCD_KEY_FILE;"
            + " set +a; unset ${!ETCD_*};"
            + " ctl() { ETCDCTL_API=3 \"$FOLDER/members/etcd-1/programs/etcdctl\" --endpoints=$url"
            + " --cacert=$ca --command-timeout=5s \"$@\"; };";
    String known = etcdctl + " ctl --cert=$cert --key=$key --user=$user ";
    r.shell().run(known + "put /telemetry/try it; " + known + "del /telemetry/try");
    refused(r, known + "put /elsewhere it", "permission denied");
    refused(r, known + "get / --prefix", "permission denied");
    refused(r, known + "user list", "permission denied");
    refused(r, etcdctl + " ctl --user=$user get /telemetry/try", "");
    refused(r, etcdctl + " ctl --endpoints=${url/https/http} get /telemetry/try", "");
    r.check(r.etcd().identities("etcd-1").size() == 3, "not three members");
    r.acknowledgeMore(3);
  }

  private static void refused(Rehearsal r, String commands, String words)
      throws InterruptedException {
    Shell.Outcome outcome = r.shell().attempt(commands);
    r.check(
        outcome.status() != 0 && outcome.output().contains(words),
        "not refused: " + commands + ": " + outcome.output());
  }

  private static void look(Rehearsal r) throws InterruptedException {
    String table = r.play(0);
    r.check(table.lines().filter(line -> line.startsWith("etcd-")).count() == 3, table);
    r.check(r.play(1).lines().count() == 3, "not three members are listed");
    r.shell().run("infra/etcd/loopback kill \"$FOLDER\" etcd-3\n");
    refused(r, "infra/etcd/status", "etcd-3      does not answer");
    refused(r, "infra/etcd/restart", "etcd-3 does not answer");
    r.playOther(Rehearsal.START);
    r.play(0);
    r.acknowledgeMore(3);
  }

  private static void replace(Rehearsal r) throws InterruptedException {
    String leader = r.etcd().leader();
    String follower =
        r.etcd().members().stream().filter(name -> !name.equals(leader)).findFirst().get();
    for (String lost : List.of(follower, r.etcd().leader())) {
      String other =
          r.etcd().members().stream().filter(name -> !name.equals(lost)).findFirst().get();
      String before = r.etcd().identities(other).get(lost);
      r.shell().set("MEMBER", lost);
      r.shell().run("infra/etcd/loopback lose \"$FOLDER\" " + lost + "\n");
      r.acknowledgeMore(2);
      r.play(0);
      Map<String, String> now = r.etcd().identities(other);
      r.check(now.size() == 3, "not three members: " + now);
      r.check(now.containsKey(lost) && !before.equals(now.get(lost)), lost + " is the old one");
      r.acknowledgeMore(2);
    }
  }

  private static void restart(Rehearsal r) throws InterruptedException {
    Map<String, String> before = r.etcd().processes();
    String led = r.etcd().leader();
    String order = r.play(0);
    Map<String, String> now = r.etcd().processes();
    before.forEach((member, process) -> r.check(!process.equals(now.get(member)), member));
    r.check(order.strip().endsWith(led + " is done"), "the leader was not the last: " + order);
    r.check(order.contains("leads now, before that " + led), "nothing was handed over: " + order);
    r.acknowledgeMore(3);
  }

  private static void upgrade(Rehearsal r) throws InterruptedException {
    for (String member : r.etcd().members()) {
      r.check(
          r.etcd().status(member).path("version").asText().startsWith("3.4."),
          member + " is not 3.4");
    }
    r.play(0);
    for (String member : r.etcd().members()) {
      r.check(
          r.etcd().status(member).path("version").asText().startsWith("3.5."),
          member + " is not 3.5");
    }
    refused(r, "infra/etcd/upgrade 3.7", "is not the next");
    r.acknowledgeMore(3);
  }

  private static void snapshot(Rehearsal r) throws InterruptedException {
    String printed = r.play(0);
    r.check(printed.contains("revision"), "nothing is said of the snapshot: " + printed);
    r.check(r.file().toFile().length() > 0, "there is no snapshot");
    refused(r, "infra/etcd/snapshot \"$FILE\"", "is there already");
    r.acknowledgeMore(2);
  }

  /** Everything that was ever acknowledged is there in the end: what came later is sent again. */
  private static void restore(Rehearsal r) throws InterruptedException {
    r.load().stop();
    r.load().keep();
    r.load().start(2, Duration.ofMillis(150));
    r.acknowledgeMore(3);
    r.playOther("Take a snapshot");
    r.acknowledgeMore(5);
    refused(r, "infra/etcd/restore infra/RUNBOOK.md", "cannot be restored");
    r.shell().run("infra/etcd/status");
    r.load().stop();
    String cluster = r.etcd().status("etcd-1").path("header").path("cluster_id").asText();
    r.stopApplications();
    r.etcd().ctl("etcd-1", "del --prefix /telemetry/");
    r.play(0);
    r.check(
        !cluster.equals(r.etcd().status("etcd-1").path("header").path("cluster_id").asText()),
        "it is the cluster of before");
    r.startApplications();
    r.load().again();
  }

  private static void defragment(Rehearsal r) throws InterruptedException {
    r.shell()
        .run(
            FILLER
                + " for n in {1..20}; do infra/etcd/ctl etcd-1 put /filler <\"$FOLDER/filler\"; done");
    r.etcd().ctl("etcd-1", "del /filler");
    String leader = r.etcd().leader();
    long revision = r.etcd().status(leader).path("header").path("revision").asLong();
    r.etcd().ctl(leader, "compact --physical " + revision);
    Map<String, Long> before = new HashMap<>();
    for (String member : r.etcd().members()) {
      before.put(member, r.etcd().status(member).path("dbSize").asLong());
    }
    String order = r.play(0);
    for (String member : r.etcd().members()) {
      long now = r.etcd().status(member).path("dbSize").asLong();
      r.check(now < before.get(member) / 2, member + " has " + now + " of " + before.get(member));
    }
    r.check(order.strip().endsWith(leader + " is done"), "the leader was not the last: " + order);
    r.acknowledgeMore(3);
  }

  /** Something else fills the database; it is deleted, as the runbook says, before room is made. */
  private static void makeRoom(Rehearsal r) throws InterruptedException {
    boolean refused = false;
    for (int round = 0; round < 4 && !refused; round++) {
      fill(r, round);
      // Where pages were free there is room again; where they were not, ending the alarm is
      // refused.
      Shell.Outcome outcome = r.shell().attempt("infra/etcd/disarm");
      refused = outcome.status() != 0 && outcome.output().contains("the alarm stays");
    }
    r.check(refused, "an alarm was ended though the database is full");
    r.etcd().ctl("etcd-1", "del --prefix /filler/");
    r.play(0);
    r.check(r.etcd().ctl("etcd-2", "alarm list").isBlank(), "the alarm stays");
    r.acknowledgeMore(3);
  }

  private static void fill(Rehearsal r, int round) throws InterruptedException {
    int refused = r.load().refused(UNAVAILABLE);
    r.shell()
        .run(
            FILLER
                + " n=0; while infra/etcd/ctl etcd-1 put /filler/"
                + round
                + "/$((n++)) <\"$FOLDER/filler\"; do :; done");
    r.await("the refusal of an upload", () -> r.load().refused(UNAVAILABLE) > refused);
    r.check(r.etcd().ctl("etcd-2", "alarm list").contains("NOSPACE"), "there is no alarm");
    refused(r, "infra/etcd/status", "NOSPACE");
  }

  private static void rotate(Rehearsal r) throws InterruptedException {
    r.shell().run("cp -r \"$FOLDER/pki\" \"$FOLDER/pki.before\"");
    Map<String, String> processes = r.etcd().processes();
    Map<String, String> before = served(r);
    r.play(0);
    Map<String, String> now = served(r);
    before.forEach((member, serial) -> r.check(!serial.equals(now.get(member)), member));
    r.check(processes.equals(r.etcd().processes()), "etcd was restarted");
    r.acknowledgeMore(2);
    for (int block = 1; block < 4; block++) {
      r.renewApplications();
      r.play(block);
      r.acknowledgeMore(2);
    }
    String etcdctl =
        "ETCDCTL_API=3 \"$FOLDER/members/etcd-1/programs/etcdctl\" --command-timeout=5s"
            + " --endpoints=https://127.0.0.1:$(sed -n s/^CLIENT_PORT=//p \"$FOLDER/members/etcd-1/settings\")"
            + " --cacert=\"$FOLDER/pki/client-ca.crt\" get /telemetry/ --limit=1";
    r.shell().run(etcdctl + certificate("pki"));
    refused(r, etcdctl + certificate("pki.before"), "");
  }

  private static String certificate(String folder) {
    String client = "\"$FOLDER/" + folder + "/client/nexus";
    return " --cert=" + client + ".crt\" --key=" + client + ".key\"";
  }

  /** Serial numbers of the certificates that members show, by member. */
  private static Map<String, String> served(Rehearsal r) throws InterruptedException {
    Map<String, String> serials = new HashMap<>();
    for (String member : r.etcd().members()) {
      String port =
          r.shell().run("sed -n s/^CLIENT_PORT=//p \"$FOLDER/members/" + member + "/settings\"");
      serials.put(
          member,
          r.shell()
              .run(
                  "openssl s_client -connect 127.0.0.1:"
                      + port.strip()
                      + " 2>/dev/null </dev/null | openssl x509 -noout -serial || true"));
    }
    return serials;
  }

  private static void grow(Rehearsal r) throws InterruptedException {
    r.play(0);
    Set<String> names = r.etcd().identities("etcd-1").keySet();
    r.check(names.size() == 5, "not five members with a vote: " + names);
    r.acknowledgeMore(2);
    r.renewApplications();
    List<String> two = new ArrayList<>(List.of(r.etcd().leader()));
    two.add(two.contains("etcd-5") ? "etcd-4" : "etcd-5");
    for (String member : two) {
      r.shell().run("infra/etcd/loopback kill \"$FOLDER\" " + member + "\n");
    }
    r.acknowledgeMore(3);
    r.playOther(Rehearsal.START);
    r.acknowledgeMore(2);
  }
}
