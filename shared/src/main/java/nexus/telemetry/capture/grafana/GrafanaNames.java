package nexus.telemetry.capture.grafana;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import nexus.telemetry.capture.file.CaptureReport.Missing;
import nexus.telemetry.csv.CsvHeader;
import nexus.telemetry.csv.Given;

/**
 * Columns of a Grafana's file that are called as the panel's legend shows its series: {@code 0},
 * {@code GPU 0}, {@code node01 GPU 0}, or a UUID.
 *
 * <p>They are read where every one of them names one GPU, none the same, and no other host than the
 * one that is given. Anything else that a name says may be another host or another metric.
 */
final class GrafanaNames {

  private static final Pattern INDEX =
      Pattern.compile("(?i)\\bgpu[\\s_#:=-]{0,2}(?<index>\\d{1,4})\\z");
  private static final Pattern BETWEEN = Pattern.compile("[\\s/:|,_-]");
  private static final Pattern NUMBER = Pattern.compile("(?<index>\\d{1,4})");
  private static final Pattern UUID =
      Pattern.compile("(?i)GPU(-[0-9a-f]{8})(-[0-9a-f]{4}){3}(-[0-9a-f]{12})");

  private static final int MOST_NAMED = 3;
  private static final int LONGEST = 60;

  private final List<String> names;
  private final List<SeriesTitle> titles = new ArrayList<>();
  private final Set<String> hosts = new HashSet<>();

  private GrafanaNames(List<String> names) {
    this.names = names;
    names.stream().skip(1).forEach(name -> titles.add(title(name)));
  }

  /** Reads a header whose columns are no series by their labels; empty where it is another. */
  static Optional<GrafanaNames> of(List<String> names, Given given) {
    boolean shown =
        names.size() > 1
            && names.get(0).equalsIgnoreCase("time")
            && names.stream().skip(1).noneMatch(CsvHeader::isName);
    return Optional.of(names)
        .filter(all -> shown)
        .map(GrafanaNames::new)
        .filter(read -> given.metric() != null || read.titles.stream().anyMatch(Objects::nonNull));
  }

  private SeriesTitle title(String name) {
    if (UUID.matcher(name).matches()) {
      return new SeriesTitle(name, "", "UUID=\"" + name + '"', true);
    }
    Matcher number = NUMBER.matcher(name);
    Matcher index = INDEX.matcher(name);
    if (number.matches()) {
      return title(name, number.group("index"));
    } else if (!index.find()) {
      return null;
    }
    String before = before(name, index.start());
    if (!before.isEmpty()) {
      hosts.add(before);
    }
    return title(name, index.group("index"));
  }

  /** What stands before the GPU, without what is between. */
  private static String before(String name, int gpu) {
    Matcher between = BETWEEN.matcher(name);
    int end = gpu;
    while (end > 0 && between.region(end - 1, end).matches()) {
      end--;
    }
    return name.substring(0, end);
  }

  private static SeriesTitle title(String name, String index) {
    return new SeriesTitle(name, "", "gpu=\"" + Integer.parseInt(index) + '"', true);
  }

  GrafanaSeries.Header header() {
    List<SeriesTitle> all = new ArrayList<>();
    all.add(null);
    all.addAll(titles);
    return new GrafanaSeries.Header(List.copyOf(names), 0, all);
  }

  /** What is missing, where the names do not say whose the values are; else empty. */
  List<Missing> lacking(Given given) {
    Set<String> gpus = new HashSet<>();
    boolean apart = titles.stream().allMatch(title -> title != null && gpus.add(title.labels()));
    boolean onHost =
        hosts.size() <= 1
            && (given.host() == null
                || hosts.stream().allMatch(host -> host.equalsIgnoreCase(given.host())));
    return apart && onHost ? List.of() : List.of(labels());
  }

  private Missing labels() {
    String some =
        names.stream()
            .skip(1)
            .limit(MOST_NAMED)
            .map(name -> name.length() > LONGEST ? name.substring(0, LONGEST) + "…" : name)
            .map(name -> '"' + name + '"')
            .collect(Collectors.joining(", "));
    String more = names.size() - 1 > MOST_NAMED ? ", …" : "";
    return new Missing(
        "index or UUID of the GPU",
        "columns",
        "a file whose series are named by their labels, and not "
            + some
            + more
            + ": in Grafana set the legend to Verbose, or transform Labels to fields; names are"
            + " read where each is of one GPU, such as \"GPU 0\", of the host that host= gives");
  }
}
