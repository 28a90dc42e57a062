package nexus.telemetry.csv.gpus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import nexus.telemetry.csv.labels.LabelText;
import nexus.telemetry.csv.rows.RowFields;
import nexus.telemetry.csv.rows.RowRejected;
import nexus.telemetry.csv.rows.Rules;
import nexus.telemetry.fields.MissingWords;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.Names;

/**
 * The facts that the rows of one GPU say, each set once. A blank and a word for no value say
 * nothing. Most rows repeat the facts of the row before; comparing their bytes saves reading them.
 */
public final class FactCollector {

  /** Longest fact, in characters. */
  public static final int MAX_LENGTH = 256;

  /** Before labels of what is scraped that have a name of the scrape's own. */
  private static final String EXPORTED = "exported_";

  /** Whether what a row has in a column is no fact, though the column may have one. */
  public interface NoFact {
    boolean is(RowFields row, int place);
  }

  /** Finds the labels that tell the series of a row from others of its metric. */
  public interface Labels {

    /**
     * The labels of the row; nearly always none.
     *
     * @throws RowRejected when they are out of bounds
     */
    SortedMap<String, String> of(RowFields row) throws RowRejected;
  }

  /** Where a file has its facts: worked out once a file. */
  public static final class Places {
    private final Map<Fact, Integer> columns;

    /** Also those of the labels that tell series apart. */
    private final int[] all;

    private final int labels;
    private final NoFact noFact;

    /**
     * @param columns place of the column of each fact that has one
     * @param labelColumns places of labels that tell series apart
     * @param labels place of the labels; below 0 where there are none
     */
    public Places(Map<Fact, Integer> columns, int[] labelColumns, int labels, NoFact noFact) {
      this.columns = new EnumMap<>(Fact.class);
      this.columns.putAll(columns);
      this.labels = labels;
      this.noFact = noFact;
      all =
          IntStream.concat(
                  this.columns.values().stream().mapToInt(Integer::intValue),
                  IntStream.of(labelColumns))
              .toArray();
    }
  }

  /** Bytes of a set of facts, about. */
  private static final int BYTES = 600;

  private final Places places;
  private final String instance;

  /** The UUID that the GPU is called by; empty where that is something else. */
  private final String ownUuid;

  private final Holdings holdings;
  private final char[][] seen;
  private final SeenLabels seenLabels = new SeenLabels();
  private final List<GpuFacts> all = new ArrayList<>();
  private final Map<GpuFacts, Integer> numbers = new HashMap<>();
  private int number;

  /** Those that were said since they were told last, by number. */
  private final BitSet said = new BitSet();

  /** By which labels the last row's series differs from others; null where nobody looked yet. */
  private SortedMap<String, String> seriesLabels;

  /**
   * @param gpu index of the GPU that the rows are of, or its UUID, where nothing else is said of it
   */
  public FactCollector(Places places, String gpu, Holdings holdings) {
    this.places = places;
    this.instance = GpuId.instance(gpu);
    this.ownUuid = GpuId.uuidOfIndex(gpu);
    this.holdings = holdings;
    this.seen = new char[places.all.length][0];
    this.number =
        numberOf(ownUuid.isEmpty() ? GpuFacts.UNKNOWN : facts(Map.of(Fact.UUID, ownUuid)));
  }

  /**
   * Takes what the row says.
   *
   * @throws RowRejected when a fact is too long or holds what it must not; nothing is taken then
   */
  public void learn(RowFields row) throws RowRejected {
    if (isSeen(row)) {
      say();
      return;
    }
    Map<Fact, String> said = new EnumMap<>(Fact.class);
    readColumns(row, said);
    if (places.labels >= 0) {
      readLabels(row, said);
    }
    said.remove(Fact.INSTANCE);
    if (!instance.isEmpty()) {
      said.put(Fact.INSTANCE, instance);
    }
    if (!ownUuid.isEmpty()) {
      said.putIfAbsent(Fact.UUID, ownUuid);
    }
    number = numberOf(facts(said));
    say();
    keepSeen(row);
    seriesLabels = null;
  }

  /**
   * The labels that tell the series of the row last learned from others of its metric. They are
   * looked for where the labels are not those of the row before.
   *
   * @throws RowRejected when they are out of bounds
   */
  public SortedMap<String, String> seriesLabels(RowFields row, Labels labels) throws RowRejected {
    if (seriesLabels == null) {
      seriesLabels = labels.of(row);
    }
    return seriesLabels;
  }

  private int numberOf(GpuFacts facts) {
    return numbers.computeIfAbsent(
        facts,
        fresh -> {
          holdings.keep(BYTES);
          all.add(fresh);
          return all.size() - 1;
        });
  }

  /** Number of the facts that the last row says. */
  public int number() {
    return number;
  }

  /** A row says the same facts as the row before. */
  void say() {
    said.set(number);
  }

  /** Tells the sets of facts that rows said since the last call. */
  public void tell(Consumer<GpuFacts> to) {
    said.stream().mapToObj(all::get).forEach(to);
    said.clear();
  }

  /** Every set of facts, by number. */
  public List<GpuFacts> all() {
    return all;
  }

  /** The facts that the last row says. */
  public GpuFacts facts() {
    return all.get(number);
  }

  private static GpuFacts facts(Map<Fact, String> said) {
    Map<String, String> labels = new TreeMap<>();
    said.forEach(
        (fact, value) -> {
          if (fact.labelName() != null) {
            labels.put(fact.labelName(), value);
          }
        });
    return new GpuFacts(
        said.get(Fact.UUID),
        said.get(Fact.DEVICE),
        said.get(Fact.MODEL),
        said.get(Fact.DRIVER),
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

  private void readColumns(RowFields row, Map<Fact, String> said) throws RowRejected {
    for (Map.Entry<Fact, Integer> column : places.columns.entrySet()) {
      int place = column.getValue();
      if (isSaid(row, place) && !places.noFact.is(row, place)) {
        readColumn(column.getKey(), row.string(place), place, said);
      }
    }
  }

  private static void readColumn(Fact fact, String value, int place, Map<Fact, String> said)
      throws RowRejected {
    if (fact == Fact.UUID) {
      said.put(fact, checked(fact, GpuId.uuidOfWhole(value), place));
    } else {
      said.put(fact, checked(fact, value, place));
    }
  }

  /** Labels give what no column gives. */
  private void readLabels(RowFields row, Map<Fact, String> facts) throws RowRejected {
    int place = places.labels;
    LabelText labels = new LabelText(row.text(), row.start(place), row.end(place));
    while (labels.next()) {
      Fact fact = Fact.of(labels);
      if (fact != null && !MissingWords.is(labels.value()) && !hasColumn(row, fact)) {
        String said = labels.value().strip();
        String value = checked(fact, fact == Fact.UUID ? GpuId.uuidOfWhole(said) : said, place);
        if (!fact.isOfWork() || labels.keyStartsWith(EXPORTED)) {
          facts.put(fact, value);
        } else {
          facts.putIfAbsent(fact, value);
        }
      }
    }
  }

  private boolean hasColumn(RowFields row, Fact fact) {
    int column = places.columns.getOrDefault(fact, -1);
    return column >= 0 && (fact.isOfWork() || isSaid(row, column));
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
