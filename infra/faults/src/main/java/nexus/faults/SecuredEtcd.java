package nexus.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nexus.local.LocalFailure;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.jetcd.EtcdConfig;
import nexus.telemetry.kv.jetcd.EtcdKv;

/**
 * What the cluster of a rehearsal is by its own words: etcdctl asked of one member, and its folder.
 */
final class SecuredEtcd {

  private static final JsonMapper JSON = new JsonMapper();

  private final Path folder;
  private final Shell shell;

  /**
   * @param folder of the cluster, which commands know as {@code FOLDER}
   */
  SecuredEtcd(Path folder, Shell shell) {
    this.folder = folder;
    this.shell = shell;
    shell.set("FOLDER", folder.toString());
    shell.set("NEXUS_ETCD", "loopback:" + folder);
  }

  /** What the cluster says the application needs, by name. */
  Map<String, String> functions() {
    try (Stream<String> lines = Files.lines(folder.resolve("functions.env"))) {
      return lines
          .map(line -> line.split("=", 2))
          .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The members' names. */
  List<String> members() throws InterruptedException {
    try (Stream<Path> folders = Files.list(folder.resolve("members"))) {
      return folders.map(each -> each.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What etcdctl prints, asked of one member. */
  String ctl(String member, String words) throws InterruptedException {
    return shell.run("infra/etcd/ctl " + member + " " + words + "\n");
  }

  /** A member's own status. */
  JsonNode status(String member) throws InterruptedException {
    String text = ctl(member, "endpoint status --write-out=json 2>/dev/null");
    try {
      return JSON.readTree(text).path(0).path("Status");
    } catch (JsonProcessingException e) {
      throw new LocalFailure("not etcd's status: " + text, e);
    }
  }

  /** The member that leads now. */
  String leader() throws InterruptedException {
    for (String member : members()) {
      JsonNode status = status(member);
      if (status.path("leader").asText().equals(status.path("header").path("member_id").asText())) {
        return member;
      }
    }
    throw new LocalFailure("no member leads");
  }

  /** Identity by name, of the members that etcd knows as started and as having a vote. */
  Map<String, String> identities(String asked) throws InterruptedException {
    return ctl(asked, "member list")
        .lines()
        .map(line -> line.split(", ", -1))
        .filter(fields -> fields.length == 6)
        .filter(fields -> fields[1].equals("started") && fields[5].equals("false"))
        .collect(Collectors.toMap(fields -> fields[2], fields -> fields[0]));
  }

  /** Process numbers by member. */
  Map<String, String> processes() throws InterruptedException {
    Map<String, String> processes = new HashMap<>();
    for (String member : members()) {
      processes.put(member, shell.run("cat \"$FOLDER/members/" + member + "/pid\"").strip());
    }
    return processes;
  }

  /** Whether every member has the same data. */
  boolean same() throws InterruptedException {
    Set<String> hashes = new TreeSet<>();
    for (String member : members()) {
      String printed = ctl(member, "endpoint hashkv 2>/dev/null");
      hashes.add(printed.substring(printed.indexOf(',')));
    }
    return hashes.size() == 1;
  }

  /** Reads and writes as the functions do; to be closed. */
  Kv connect() {
    Map<String, String> functions = functions();
    return new EtcdKv(
        new EtcdConfig(
            List.of(functions.get("ETCD_ENDPOINTS").split(",", -1)),
            functions.get("ETCD_USERNAME"),
            functions.get("ETCD_PASSWORD"),
            Path.of(functions.get("ETCD_CA_FILE")),
            Path.of(functions.get("ETCD_CERT_FILE")),
            Path.of(functions.get("ETCD_KEY_FILE")),
            Duration.ofSeconds(5)));
  }
}
