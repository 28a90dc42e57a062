package nexus.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code nexus clusters}. */
@Command(
    name = "clusters",
    mixinStandardHelpOptions = true,
    description = "The clusters, with how many hosts and GPUs each has.")
final class ClustersCommand implements Callable<Integer> {

  private static final int PAGE = 1_000;

  @ParentCommand private Nexus nexus;

  @Mixin private ListLimit limit;

  @Override
  public Integer call() throws InterruptedException {
    Table table = new Table("CLUSTER", ">HOSTS", ">GPUS");
    limit.show(nexus, PAGE, ClustersCommand::question, "data", table, ClustersCommand::add);
    return 0;
  }

  private static Target question(int most, String cursor) {
    return new Target("/api/v1/clusters").with("limit", most).with("cursor", cursor);
  }

  private static void add(Table table, JsonNode cluster) {
    table.row(
        Fields.text(cluster, "id"),
        Units.count(Fields.number(cluster, "hosts")),
        Units.count(Fields.number(cluster, "gpus")));
  }
}
