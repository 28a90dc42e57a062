package nexus.telemetry.csv;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import nexus.telemetry.fields.MissingWords;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.Names;

/**
 * The facts of one GPU. The facts of a later row replace those of an earlier one; a blank and a
 * word for no value replace nothing, but for whom a GPU works: that is what the row says, or
 * nobody. Most rows repeat the facts of the row before; comparing their bytes saves reading them.
 */
final class FactCollector {

  /** Longest fact, in characters. */
  static final int MAX_LENGTH = 256;

  /** Where a file has its facts: worked out once a file. */
  static final class Places {
    private final Map<Fact, Integer> columns = new EnumMap<>(Fact.class);
    private final int[] all;
    private final int labels;

    Places(CsvHeader header) {
      for (Fact fact : Fact.values()) {
        int place = fact.place(header);
        if (place >= 0) {
          columns.put(fact, place);
        }
      }
      all = columns.values().stream().mapToInt(Integer::intValue).toArray();
      labels = header.place(Column.LABELS_RAW);
    }
  }

  private final Places places;
  private final char[][] seen;
  private final SeenLabels seenLabels = new SeenLabels();
  private final List<GpuFacts> all = new ArrayList<>();
  private final Map<GpuFacts, Integer> numbers = new HashMap<>();
  private Map<Fact, String> known = Map.of();
  private int number;
  private int version;

  FactCollector(Places places) {
    this.places = places;
    this.seen = new char[places.all.length][0];
    this.number = numberOf(GpuFacts.UNKNOWN);
  }

  /**
   * Takes what the row says.
   *
   * @throws RowRejected when a fact is too long or holds what it must not; nothing is taken then
   */
  void learn(RowFields row) throws RowRejected {
    if (isSeen(row)) {
      return;
    }
    Map<Fact, String> next = new EnumMap<>(Fact.class);
    known.forEach(
        (fact, value) -> {
          if (!fact.isAttribution()) {
            next.put(fact, value);
          }
        });
    readColumns(row, next);
    if (places.labels >= 0) {
      readLabels(row, next);
    }
    if (!next.equals(known)) {
      known = next;
      number = numberOf(facts(known));
      version++;
    }
    keepSeen(row);
  }

  private int numberOf(GpuFacts facts) {
    return numbers.computeIfAbsent(
        facts,
        fresh -> {
          all.add(fresh);
          return all.size() - 1;
        });
  }

  /** Number of the facts that the last row says. */
  int number() {
    return number;
  }

  /** Every set of facts, by number. */
  List<GpuFacts> all() {
    return all;
  }

  /** Changes whenever what is known does. */
  int version() {
    return version;
  }

  /** The facts that the last row says, and what rows before it said that it leaves out. */
  GpuFacts facts() {
    return all.get(number);
  }

  private static GpuFacts facts(Map<Fact, String> known) {
    Map<String, String> labels = new TreeMap<>();
    known.forEach(
        (fact, value) -> {
          if (fact.labelName() != null) {
            labels.put(fact.labelName(), value);
          }
        });
    return new GpuFacts(
        known.get(Fact.UUID),
        known.get(Fact.DEVICE),
        known.get(Fact.MODEL),
        known.get(Fact.DRIVER),
        labels);
  }

  private boolean isSeen(RowFields row) {
    for (int i = 0; i < seen.length; i++) {
      if (!row.is(places.all[i], seen[i])) {
        return false;
      }
    }
    return places.labels < 0 || seenLabels.isSame(row, places.labels);
  }

  private void keepSeen(RowFields row) {
    for (int i = 0; i < seen.length; i++) {
      seen[i] = row.copy(places.all[i]);
    }
    if (places.labels >= 0) {
      seenLabels.keep(row, places.labels);
    }
  }

  private void readColumns(RowFields row, Map<Fact, String> next) throws RowRejected {
    for (Map.Entry<Fact, Integer> column : places.columns.entrySet()) {
      int place = column.getValue();
      if (isSaid(row, place)) {
        readColumn(column.getKey(), row.string(place), place, next);
      }
    }
  }

  private static void readColumn(Fact fact, String value, int place, Map<Fact, String> next)
      throws RowRejected {
    if (fact == Fact.UUID) {
      next.put(fact, checked(fact, GpuId.uuidOfWhole(value), place));
      String instance = GpuId.instanceOfUuid(value);
      if (!instance.isEmpty()) {
        next.putIfAbsent(Fact.INSTANCE, instance);
      }
    } else {
      String said = fact == Fact.INSTANCE ? GpuId.wholeNumber(value) : value;
      next.put(fact, checked(fact, said, place));
    }
  }

  /** Labels give what no column gives. */
  private void readLabels(RowFields row, Map<Fact, String> next) throws RowRejected {
    int place = places.labels;
    LabelText labels = new LabelText(row.text(), row.start(place), row.end(place));
    while (labels.next()) {
      Fact fact = Fact.of(labels);
      if (fact != null && !MissingWords.is(labels.value()) && !hasColumn(row, fact)) {
        next.put(fact, checked(fact, labels.value().strip(), place));
      }
    }
  }

  private boolean hasColumn(RowFields row, Fact fact) {
    int column = places.columns.getOrDefault(fact, -1);
    return column >= 0 && isSaid(row, column);
  }

  private static boolean isSaid(RowFields row, int place) {
    return !MissingWords.is(row.text(), row.start(place), row.end(place));
  }

  private static String checked(Fact fact, String value, int place) throws RowRejected {
    if (fact == Fact.UUID && !Names.isValid(value)) {
      throw new RowRejected(place, "the UUID is no name: " + Rules.NAME);
    } else if (value.length() > MAX_LENGTH) {
      throw new RowRejected(place, "the text is longer than " + MAX_LENGTH + " characters");
    } else if (value.chars().anyMatch(Character::isISOControl)) {
      throw new RowRejected(place, "the text holds a control character");
    }
    return value;
  }

  /**
   * The {@code labels_raw} last read of a GPU. The rows of a GPU's metrics differ in the label
   * {@code __name__} alone, so that label is left out when the next row is compared. Where the rest
   * is the same, nothing is read again.
   */
  private static final class SeenLabels {

    private static final char[] NAME = "__name__=\"".toCharArray();

    private char[] text = {};
    private int nameStart;
    private int nameEnd;

    /** Whether field {@code place} says the same as what was last kept. */
    boolean isSame(RowFields row, int place) {
      char[] other = row.text();
      int start = row.start(place);
      int end = row.end(place);
      int otherName = start + nameStart;
      if (otherName > end || !Arrays.equals(text, 0, nameStart, other, start, otherName)) {
        return false;
      }
      int otherNameEnd = nameStart == 0 ? otherName : endOfName(other, otherName, end);
      return Arrays.equals(text, nameEnd, text.length, other, otherNameEnd, end);
    }

    void keep(RowFields row, int place) {
      text = row.copy(place);
      nameStart = startOfName(text);
      nameEnd = nameStart == 0 ? 0 : endOfName(text, nameStart, text.length);
    }

    /** Where the value of {@code __name__} begins, or 0 when there is no such label. */
    private static int startOfName(char[] text) {
      for (int i = 0; i + NAME.length <= text.length; i++) {
        if (Arrays.equals(text, i, i + NAME.length, NAME, 0, NAME.length)) {
          return i + NAME.length;
        }
      }
      return 0;
    }

    /** Where a name that begins at {@code from} ends: it holds nothing that could end a label. */
    private static int endOfName(char[] text, int from, int to) {
      int end = from;
      while (end < to && Names.isNameCharacter(text[end])) {
        end++;
      }
      return end;
    }
  }
}
