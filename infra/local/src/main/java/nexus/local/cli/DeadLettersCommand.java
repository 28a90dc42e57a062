package nexus.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code nexus deadletters}. */
@Command(
    name = "deadletters",
    mixinStandardHelpOptions = true,
    description = "What was set aside because it cannot be stored or read.",
    synopsisSubcommandLabel = "list|redrive|delete",
    subcommands = {
      DeadLettersCommand.List.class,
      DeadLettersCommand.Redrive.class,
      DeadLettersCommand.Delete.class
    })
final class DeadLettersCommand implements Runnable {

  private static final String PATH = "/api/v1/deadletters";

  @ParentCommand private Nexus nexus;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "list, redrive or delete? " + spec.qualifiedName() + " list");
  }

  /** {@code nexus deadletters list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "The letters, by key; all of them unless there is a limit.")
  static final class List implements Callable<Integer> {

    private static final int PAGE = 100;

    @ParentCommand private DeadLettersCommand letters;

    @Mixin private ListLimit limit;

    @Override
    public Integer call() throws InterruptedException {
      Nexus nexus = letters.nexus;
      Table table =
          new Table("KIND", "HOST", "GPU", ">ATTEMPTS", "FIRST SEEN", ">BYTES", "KEY", "REASON");
      limit.show(
          nexus,
          PAGE,
          (most, cursor) -> nexus.target(PATH).with("limit", most).with("cursor", cursor),
          "deadLetters",
          table,
          List::add);
      return 0;
    }

    private static void add(Table table, JsonNode letter) {
      table.row(
          Fields.text(letter, "kind"),
          Fields.text(letter, "host"),
          Fields.text(letter, "gpu"),
          Fields.text(letter, "attempts"),
          Fields.text(letter, "firstSeen"),
          Fields.text(letter, "bytes"),
          Fields.text(letter, "key"),
          Fields.text(letter, "reason"));
    }
  }

  /** {@code nexus deadletters redrive}. */
  @Command(
      name = "redrive",
      mixinStandardHelpOptions = true,
      description = "Puts letters back in the queue; says of those that stay why they do.")
  static final class Redrive implements Callable<Integer> {

    @ParentCommand private DeadLettersCommand letters;

    @Option(names = "--key", paramLabel = "KEY", description = "Only this one; else all of them.")
    private String key;

    @Override
    public Integer call() throws InterruptedException {
      Nexus nexus = letters.nexus;
      Server server = nexus.server();
      long redriven = 0;
      long failures = 0;
      String cursor = null;
      JsonNode page;
      do {
        Server.Answer answer = server.post(new Target(PATH + "/redrive"), body(nexus, cursor));
        page = answer.json();
        redriven += Fields.number(page, "redriven");
        failures += Fields.number(page, "failures");
        tell(nexus.console(), nexus.json() ? answer.text() : "", page);
        cursor = page.path("cursor").textValue();
      } while (cursor != null);
      if (!nexus.json()) {
        nexus
            .console()
            .line(
                "%s redriven, %s failed, %s there now"
                    .formatted(
                        Units.count(redriven),
                        Units.count(failures),
                        Units.count(Fields.number(page, "remaining"))));
      }
      return failures == 0 ? 0 : 1;
    }

    private ObjectNode body(Nexus nexus, String cursor) {
      ObjectNode body = Server.JSON.createObjectNode();
      if (nexus.cluster() != null) {
        body.put("cluster", nexus.cluster());
      }
      if (key != null) {
        body.put("key", key);
      }
      if (cursor != null) {
        body.put("cursor", cursor);
      }
      return body;
    }

    private static void tell(Console console, String json, JsonNode page) {
      if (!json.isEmpty()) {
        console.line(json);
        return;
      }
      for (JsonNode failure : page.path("failed")) {
        console.note(
            "nexus: " + Fields.text(failure, "key") + " stays: " + Fields.text(failure, "reason"));
      }
    }
  }

  /** {@code nexus deadletters delete}. */
  @Command(
      name = "delete",
      mixinStandardHelpOptions = true,
      description = "Removes a letter, and the samples in it, for good.")
  static final class Delete implements Callable<Integer> {

    @ParentCommand private DeadLettersCommand letters;

    @Option(names = "--key", paramLabel = "KEY", required = true, description = "The letter.")
    private String key;

    @Override
    public Integer call() throws InterruptedException {
      Nexus nexus = letters.nexus;
      Server.Answer answer = nexus.server().delete(nexus.target(PATH).with("key", key));
      nexus
          .console()
          .line(
              nexus.json()
                  ? answer.text()
                  : "deleted " + Fields.text(answer.json().path("deleted"), "key"));
      return 0;
    }
  }
}
