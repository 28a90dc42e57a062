package nexus.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Results as a Markdown table. A ratio is the first result's figure over the peer's: of rows a
 * second more than 1 is better for the first, of milliseconds and of bytes less than 1.
 */
final class Table {

  private static final List<String> HEAD =
      List.of(
          "system",
          "rows/s, median",
          "best",
          "first, cold",
          "ours / peer",
          "series p50 / p99, ms",
          "ours / peer",
          "bytes a sample",
          "ours / peer");
  private static final String NONE = "–";

  private final List<List<String>> rows = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /** Adds the row of a result that others are compared with. */
  void addOurs(Result result) {
    add(result, NONE, NONE, NONE);
  }

  /** Adds the row of a peer; {@code ours} is what it is compared with. */
  void addPeer(Result peer, Result ours) {
    add(
        peer,
        ratio(ours.medianRate(), peer.medianRate()),
        ratio(ours.questionMs(50), peer.questionMs(50)),
        ratio(ours.bytes(), peer.bytes()));
  }

  private void add(Result result, String rates, String questions, String bytes) {
    rows.add(
        List.of(
            (result.name() + " " + result.version()).strip(),
            count(result.medianRate()),
            count(result.bestRate()),
            count(result.coldRate()),
            rates,
            number(result.questionMs(50)) + " / " + number(result.questionMs(99)),
            questions,
            number(result.bytes()),
            bytes));
    notes.add("- " + result.name() + ": " + result.note() + ".");
  }

  /** Adds a line for one that was not measured. */
  void addWithout(String name, String why) {
    notes.add("- **" + name + " " + why + "**");
  }

  /** The table, and below it how each was loaded. */
  String markdown() {
    StringBuilder text = new StringBuilder();
    text.append(line(HEAD)).append(line(HEAD.stream().map(head -> "---").toList()));
    rows.forEach(row -> text.append(line(row)));
    return text.append('\n').append(String.join("\n", notes)).append('\n').toString();
  }

  /** {@code ours / peer}; a dash where one of them has no such figure. */
  static String ratio(double ours, double peer) {
    return number(ours / peer);
  }

  /** About three digits; a dash for what is no number. */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      return NONE;
    }
    return String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
  }

  /** A rate to the nearest thousand, from 100,000 on. */
  static String count(double value) {
    long rounded = value < 100_000 ? Math.round(value) : 1000 * Math.round(value / 1000);
    return String.format(Locale.ROOT, "%,d", rounded);
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }
}
