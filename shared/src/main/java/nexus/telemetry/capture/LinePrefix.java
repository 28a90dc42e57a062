package nexus.telemetry.capture;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import nexus.telemetry.capture.dmon.DmonHeader;
import nexus.telemetry.capture.file.CaptureReport;
import nexus.telemetry.capture.file.Describing;
import nexus.telemetry.capture.file.Head;
import nexus.telemetry.capture.file.Kind;
import nexus.telemetry.capture.file.Separators;
import nexus.telemetry.capture.file.UnreadableCaptureException;
import nexus.telemetry.csv.Given;

/**
 * Knows files in which something stands before each line that is none of the file: what gathered
 * the lines put it there.
 *
 * <pre>
 * node1: timestamp, index, utilization.gpu [%]               pdsh, clush
 * node1: 2026/11/28 20:00:00.000, 0, 90 %
 * Nov 28 20:00:00 node1 nvidia-smi[123]: # gpu   pwr         journalctl
 * </pre>
 *
 * <p>Read as they are such files would be of other columns and other hosts. So they are refused,
 * and told what takes it off.
 */
enum LinePrefix {
  JOURNAL(
      "([A-Z][a-z]{2} +\\d+ \\d\\d:\\d\\d:\\d\\d|\\d{4}-\\d\\d-\\d\\dT[\\d:.,]+[-+Z:\\d]*)"
          + " [\\w.-]+ [^\\s:]+(\\[\\d+])?: ?",
      "time, host and unit, as journalctl and syslog write",
      "journalctl -o cat writes the lines alone; of a file: sed -E"
          + " 's/^([A-Z][a-z]+ +[0-9]+ )?[^ ]+ [^ ]+ [^ ]+: ?//' FILE",
      true),
  POD(
      "\\[pod/[^\\]]+] ",
      "a pod, as kubectl logs --prefix writes",
      "leave --prefix out, and send the lines of each pod by themselves; of a file of one pod:"
          + " sed 's/^\\[[^]]*\\] //' FILE",
      true),
  RANK(
      "\\[\\d+,\\d+](<std(out|err)>)?:",
      "a rank, as mpirun --tag-output writes",
      "send the lines of each host by themselves; of a file of one: sed 's/^\\[[^:]*://' FILE",
      true),
  CONTAINER(
      "[\\w.-]+ +\\| ",
      "a container, as docker compose logs writes",
      "docker compose logs --no-log-prefix writes the lines alone; of a file of one container:"
          + " sed 's/^[^|]*| //' FILE",
      true),
  TIME(
      "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[.\\d]*(Z|[-+]\\d\\d:?\\d\\d) ",
      "a time, as kubectl logs and docker logs --timestamps write",
      "leave --timestamps out; of a file: sed 's/^[^ ]* //' FILE",
      true),
  CLOCK(
      "[A-Z][a-z]{2} +\\d+ \\d\\d:\\d\\d:\\d\\d ",
      "a time, as ts writes",
      "leave ts out; of a file: sed -E 's/^[A-Z][a-z]{2} +[0-9]+ [0-9:]+ //' FILE",
      true),
  STAMP(
      "(\\d{4}-\\d\\d-\\d\\d[ T])?\\d\\d:\\d\\d:\\d\\d(\\.\\d+)? |\\d{10}\\.\\d+ ",
      "a time, as ts writes where it is told how",
      "leave ts out; of a file: sed -E 's/^([0-9-]+[ T])?[0-9:.]+ //' FILE",
      true),
  NUMBER(
      " *\\d+(:|\\t) ?",
      "a number, as cat -n, grep -n and srun --label write",
      "leave that option out; of a file of one host: sed -E 's/^ *[0-9]+([[:blank:]]|: ?)//' FILE",
      true),
  HOST(
      "(?<host>(?!\\S+\\.(txt|log|out|csv|tsv|dat|dmon|prom):)[A-Za-z0-9][\\w.-]*): ",
      "the name of a host, as pdsh and clush write",
      "send the lines of each host by themselves, with that host",
      false),
  FILE(
      "(?!(?i:gpu|cuda|card|nvidia|device|mig)[-_]?\\d*:)[^\\s:,;|\"{}()#]+:",
      "the name of a file, as grep -H writes",
      "grep -h leaves it out; of a file of one host: sed 's/^[^:]*://' FILE",
      true);

  /** Most lines that are looked at, and how many of them may be without: what is no line of it. */
  private static final int MOST = 20;

  private static final int OTHERS = 2;

  /** Names of columns that are no chance. */
  private static final int ENOUGH = 2;

  /** Counts as more than any names of columns do. */
  private static final int SURE = 1000;

  private static final int MOST_HOSTS = 5;

  private static final Pattern METRIC =
      Pattern.compile(
          "# (HELP|TYPE) [a-zA-Z_:]\\S* .*"
              + "|[a-zA-Z_:][\\w:]*(\\{.*})? +([-+]?(\\d|\\.\\d|Inf)[^\\s:,;]*|NaN)( +[-\\d.]+)?( *#.*)?");

  private static final Pattern FIRST = Pattern.compile("\\s*[-+]?\\d+(\\.\\d+)?\\s*");

  /** A row of dmon. */
  private static final Pattern BLANKS =
      Pattern.compile("\\s*\\d++(\\s++([-+]?\\d++(\\.\\d++)?|-)){2,}+\\s*");

  private static final Pattern RULE = Pattern.compile("-{5,}");
  private static final Pattern HOSTS =
      Pattern.compile("[a-zA-Z_.,\\[\\]-]*+\\d[\\w.,\\[\\]-]*+( \\(\\d+\\))?");

  private final Pattern pattern;
  private final String words;
  private final String mend;

  /** Whether the lines may be of one host all the same. */
  private final boolean sameHost;

  LinePrefix(String pattern, String words, String mend, boolean sameHost) {
    this.pattern = Pattern.compile(pattern);
    this.words = words;
    this.mend = mend;
    this.sameHost = sameHost;
  }

  /**
   * Refuses such a file.
   *
   * @throws UnreadableCaptureException with what stands there, and what takes it off
   */
  static void refuse(Head head, Given given) {
    List<String> lines =
        head.lines().stream()
            .filter(Head.Line::whole)
            .map(Head.Line::text)
            .filter(line -> !line.isBlank())
            .limit(MOST)
            .toList();
    refuseBlocks(lines);
    boolean named = lines.stream().limit(1).anyMatch(line -> score(line) >= ENOUGH);
    for (LinePrefix prefix : values()) {
      List<String> with = lines.stream().filter(prefix::stands).toList();
      boolean nearly = !with.isEmpty() && with.size() >= lines.size() - OTHERS;
      boolean rows = nearly && with.size() == lines.size() && prefix.hidesRows(with.get(0));
      if (rows || (nearly && prefix.hides(with, named && given.columns().isEmpty()))) {
        throw refused(prefix.sentence(with));
      }
    }
  }

  /** What clush -b and dshbak write: below the name of a host its lines. */
  private static void refuseBlocks(List<String> lines) {
    for (int i = 0; i + 2 < lines.size(); i++) {
      boolean named =
          RULE.matcher(lines.get(i)).matches()
              && HOSTS.matcher(lines.get(i + 1)).matches()
              && RULE.matcher(lines.get(i + 2)).matches();
      if (named) {
        throw refused(
            "lines of several hosts stand below the names of these, as clush -b and dshbak write:"
                + " send the lines of each host by themselves, with host="
                + lines.get(i + 1).strip());
      }
    }
  }

  private static UnreadableCaptureException refused(String sentence) {
    return new UnreadableCaptureException(
        "csv",
        sentence,
        new CaptureReport(
            Kind.PREFIXED.word(),
            Kind.PREFIXED.words(),
            null,
            "UTF-8",
            List.of(),
            List.of(),
            List.of()));
  }

  private boolean stands(String line) {
    return pattern.matcher(line).lookingAt();
  }

  private String behind(String line) {
    Matcher found = pattern.matcher(line);
    return found.lookingAt() ? line.substring(found.end()) : line;
  }

  /**
   * Whether it is a prefix: what stands behind it is plainer than the line itself.
   *
   * @param named whether the first line names columns as it is, so that the others are its rows
   */
  private boolean hides(List<String> lines, boolean named) {
    String first = lines.get(0);
    String bare = behind(first);
    return (score(bare) >= ENOUGH && score(bare) > score(first))
        || (!named && score(first) < ENOUGH && !isRow(first) && isRow(bare));
  }

  /** Whether a row of dmon stands behind it, whose header is not there. */
  private boolean hidesRows(String first) {
    boolean partOfRow = this == STAMP; // dmon -o T writes the time of day before its rows itself
    return !partOfRow && score(first) < ENOUGH && BLANKS.matcher(behind(first)).matches();
  }

  /** How sure a line is the first one of a file. */
  private static int score(String line) {
    boolean sure = DmonHeader.of(line).isPresent() || METRIC.matcher(line).matches();
    return sure ? SURE : LinesAbove.knownNames(line);
  }

  /** Whether a line begins with a number or a time, and more follows. */
  private static boolean isRow(String line) {
    for (char separator : Separators.ALL) {
      List<String> cells = Separators.split(line, separator);
      boolean row = cells.size() > 1 && !cells.get(1).isEmpty();
      if (row && (FIRST.matcher(cells.get(0)).matches() || Describing.isTime(cells.get(0)))) {
        return true;
      }
    }
    return false;
  }

  private String sentence(List<String> lines) {
    String shown = lines.get(0).substring(0, lines.get(0).length() - behind(lines.get(0)).length());
    return "before each line stands "
        + words
        + " ("
        + shown.strip()
        + "), which is none of the file: "
        + (sameHost ? mend : mend + ": " + perHost(lines));
  }

  /** Which lines are whose. */
  private String perHost(List<String> lines) {
    Set<String> hosts = new LinkedHashSet<>();
    for (String line : lines) {
      host(line).ifPresent(hosts::add);
    }
    return hosts.stream()
        .limit(MOST_HOSTS)
        .map(host -> "sed -n 's/^" + host.replace(".", "\\.") + ": //p' FILE with host=" + host)
        .collect(Collectors.joining(", "));
  }

  private Optional<String> host(String line) {
    Matcher found = pattern.matcher(line);
    return found.lookingAt() ? Optional.of(found.group("host")) : Optional.empty();
  }
}
