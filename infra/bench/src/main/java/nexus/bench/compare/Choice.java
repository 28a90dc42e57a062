package nexus.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import nexus.bench.Options;
import nexus.bench.Plan;

/**
 * What to measure, as read from the command line.
 *
 * @param plan the file to generate, into {@code out}
 * @param loads loads of each system that count
 * @param questions questions to each system that count
 * @param peers the peers to compare with
 * @param readme the file whose region is written; empty unless everything is measured
 */
record Choice(Plan plan, int loads, int questions, List<String> peers, Optional<String> readme) {

  static final String USAGE =
      """
      compare [--quick] [--hosts 31] [--gpus 8] [--scrapes 400] [--loads 3] [--questions 500]
              [PEER...]
      """;

  private static final Set<String> OPTIONS =
      Set.of("hosts", "gpus", "scrapes", "loads", "questions", "readme");
  private static final String QUICK = "--quick";

  Choice {
    peers = List.copyOf(peers);
  }

  /**
   * Reads options, and names of peers anywhere between them; no name means all.
   *
   * @param all names of all peers
   * @param file the file to generate
   * @throws IllegalArgumentException with one line that names what is wrong
   */
  static Choice parse(List<String> arguments, List<String> all, String file) {
    List<String> rest = new ArrayList<>(arguments);
    boolean quick = rest.remove(QUICK);
    List<String> named = all.stream().filter(rest::contains).toList();
    rest.removeAll(named);
    Options options = new Options(rest, OPTIONS);
    boolean everything = !quick && named.isEmpty();
    return new Choice(
        Plan.parse(
            List.of(
                "--hosts=" + options.number("hosts", quick ? 2 : 31, 1, 10_000),
                "--gpus=" + options.number("gpus", quick ? 4 : 8, 1, 100),
                "--scrapes=" + options.number("scrapes", quick ? 40 : 400, 1, 1_000_000),
                "--out=" + file)),
        options.number("loads", quick ? 1 : 3, 1, 100),
        options.number("questions", quick ? 50 : 500, 1, 100_000),
        named.isEmpty() ? all : named,
        Optional.of(options.text("readme", "")).filter(path -> everything && !path.isEmpty()));
  }
}
