package nexus.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.BiConsumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option {@code --limit} of a command that lists, and the list up to there, page by page. */
final class ListLimit {

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many at most (${DEFAULT-VALUE}).")
  private int limit;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** Asks for the page behind a cursor; for the first one where that is null. */
  interface Question {
    Target of(int most, String cursor);
  }

  /**
   * Prints the list: as a table, or each page as the server has it where that is asked for.
   *
   * @param page most entries of a page
   * @param member of an answer: the entries
   * @param row adds an entry to the table
   */
  void show(
      Nexus nexus,
      int page,
      Question question,
      String member,
      Table table,
      BiConsumer<Table, JsonNode> row)
      throws InterruptedException {
    if (limit < 1) {
      throw new ParameterException(command.commandLine(), "--limit is 1 or more, not " + limit);
    }
    Server server = nexus.server();
    String cursor = null;
    int left = limit;
    do {
      Server.Answer answer = server.get(question.of(Math.min(page, left), cursor));
      JsonNode entries = answer.json().path(member);
      left -= Math.max(1, entries.size());
      if (nexus.json()) {
        nexus.console().line(answer.text());
      } else {
        entries.forEach(entry -> row.accept(table, entry));
      }
      cursor = answer.json().path("cursor").textValue();
    } while (cursor != null && left > 0);
    if (!nexus.json()) {
      nexus.console().table(table);
    }
    if (cursor != null) {
      nexus.console().note("there are more: --limit says how many to show");
    }
  }
}
