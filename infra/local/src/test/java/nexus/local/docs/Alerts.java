package nexus.local.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The alerts for Prometheus, and where their pages are. */
final class Alerts {

  /** The page that has them all. */
  static final Path PAGE = Project.ROOT.resolve("docs/alerts.md");

  /** The folder of the pages of each. */
  static final Path PAGES = Project.ROOT.resolve("docs/alerts");

  private static final Path RULES = Project.ROOT.resolve("infra/grafana/alerts.yml");
  private static final Pattern NAME = Pattern.compile("\\s*- alert: (\\w+)");
  private static final Pattern RUNBOOK = Pattern.compile("\\s*runbook: (\\S+)");

  private Alerts() {}

  /** The page that each alert names, by the alert's name; empty where it names none. */
  static Map<String, String> runbooks() throws IOException {
    Map<String, String> runbooks = new TreeMap<>();
    String alert = "";
    for (String line : Files.readAllLines(RULES)) {
      Matcher name = NAME.matcher(line);
      Matcher runbook = RUNBOOK.matcher(line);
      if (name.matches()) {
        alert = name.group(1);
        runbooks.put(alert, "");
      } else if (runbook.matches()) {
        runbooks.put(alert, runbook.group(1));
      }
    }
    return runbooks;
  }
}
