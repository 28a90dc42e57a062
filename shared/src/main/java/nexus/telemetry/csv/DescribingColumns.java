package nexus.telemetry.csv;

import java.util.List;
import java.util.Set;

/**
 * Columns that tell GPUs or hosts apart without naming them as others do; each is below 0 where the
 * file has none.
 *
 * @param serial serial number of the GPU
 * @param device which of a host's GPUs
 * @param host which host, by another name than its own
 * @param worker which of those that write, of which several may be at one host
 */
record DescribingColumns(int serial, int device, int host, int worker) {

  private static final Set<String> SERIALS =
      Set.of("serial", "gpuserial", "serialnumber", "boardserial");

  private static final Set<String> DEVICES = Set.of("pci.bus", "pcibus", "localrank", "slot");

  private static final Set<String> HOSTS =
      Set.of(
          "ip",
          "ipaddr",
          "ipaddress",
          "ipv4",
          "hostip",
          "nodeip",
          "serverip",
          "hostaddress",
          "nodeaddress",
          "hostid",
          "nodeid",
          "serverid",
          "machineid",
          "fqdn",
          "computer",
          "computername",
          "vm",
          "vmname",
          "instanceid",
          "instancename",
          "servername",
          "machinename");

  private static final Set<String> WORKERS =
      Set.of(
          "worker",
          "workerid",
          "workername",
          "agent",
          "agentid",
          "client",
          "source",
          "target",
          "member",
          "executor",
          "replica",
          "rack",
          "chassis",
          "blade",
          "system",
          "endpoint");

  static DescribingColumns of(List<String> columns) {
    List<String> keys = columns.stream().map(Column::key).toList();
    return new DescribingColumns(
        place(keys, SERIALS), place(keys, DEVICES), place(keys, HOSTS), place(keys, WORKERS));
  }

  private static int place(List<String> keys, Set<String> names) {
    for (int i = 0; i < keys.size(); i++) {
      if (names.contains(keys.get(i))) {
        return i;
      }
    }
    return -1;
  }

  /** Whether there is a column that tells hosts apart. */
  boolean tellHosts() {
    return host >= 0 || worker >= 0;
  }
}
