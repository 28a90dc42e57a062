package nexus.telemetry.csv.rows;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import java.util.Arrays;
import nexus.telemetry.csv.numbers.DecimalMark;
import nexus.telemetry.csv.numbers.Decimals;
import nexus.telemetry.csv.numbers.Numbers;
import nexus.telemetry.csv.times.GivenTimes;

/**
 * The fields of the current row, blanks around them cut off, in one array of characters that every
 * row uses again: no field becomes a string unless someone asks.
 */
public final class RowFields extends AbstractBaseCsvCallbackHandler<RowFields> {

  private final int[] starts;
  private final int[] ends;
  private char[] text = new char[4096];
  private final int columns;

  private final DecimalMark mark;

  /** Whether only a point marks decimals; then most numbers are plain. */
  private final boolean plain;

  /** Whether the number asked for last was none that is plain. */
  private boolean grouped;

  private int used;
  private int count;
  private boolean surplus;
  private boolean timeGiven;
  private boolean withoutInstance;

  /** What the row is of, where its time was given. */
  private TimelessRow timeless;

  /** Where time and value stand in the line; null where that is not known. */
  private RowSpans spans;

  /** Where a row was scraped whose host was given; null where it was not. */
  private String scraped;

  /** Which worker wrote a row whose host was given; null where that is not said. */
  private String worker;

  /** What a row says of the GPU that was given; null where it was not. */
  private DescribedGpu described;

  /**
   * @param columns number of columns of the file; further fields are counted, not kept
   * @param filled number of columns behind them that the file does not have
   * @param decimals what may mark the decimals of numbers
   */
  public RowFields(int columns, int filled, Decimals decimals) {
    this.columns = columns;
    this.mark = new DecimalMark(decimals);
    this.plain = decimals == Decimals.POINT;
    starts = new int[columns + filled];
    ends = new int[columns + filled];
  }

  /** A row begins, that has no fields yet. */
  public void begin() {
    count = 0;
    used = 0;
    surplus = false;
    timeGiven = false;
    withoutInstance = false;
    spans = null;
    scraped = null;
    worker = null;
    described = null;
  }

  /**
   * The row has no host of its own, but the one that was given.
   *
   * @param where it was scraped; empty where that is not known
   */
  public void giveHost(String where) {
    scraped = where;
  }

  /** Where the row was scraped, if it has the host that was given; else null. */
  public String scraped() {
    return scraped;
  }

  /** The row has the host that was given, and says who of its workers wrote it. */
  public void giveWorker(String name) {
    worker = name;
  }

  /** Which worker wrote the row, if it has the host that was given and says that; else null. */
  public String worker() {
    return worker;
  }

  /**
   * The row names no GPU, but has the one that was given.
   *
   * @param said what it says of it
   */
  public void giveGpu(DescribedGpu said) {
    described = said;
  }

  /** What the row says of its GPU, if it has the one that was given; else null. */
  public DescribedGpu described() {
    return described;
  }

  /** The row's labels name no MIG instance. */
  public void sayNoInstance() {
    withoutInstance = true;
  }

  /** Whether somebody has seen that the row's labels name no MIG instance. */
  public boolean isWithoutInstance() {
    return withoutInstance;
  }

  /** The row has no time of its own, but one that was given for all such rows. */
  public void giveTime() {
    timeGiven = true;
  }

  /** Whether the row has a time that was given for all such rows. */
  public boolean isTimeGiven() {
    return timeGiven;
  }

  /** What the row is of, as {@link GivenTimes} wants to know. */
  public void timeless(TimelessRow row) {
    timeless = row;
  }

  public TimelessRow timeless() {
    return timeless;
  }

  /** Time and value stand there in the line. */
  public void spans(RowSpans where) {
    spans = where;
  }

  /** Where time and value stand in the line; null where that is not known. */
  public RowSpans spans() {
    return spans;
  }

  /** Number of fields of the row. */
  public int count() {
    return count;
  }

  /** Whether a field behind the last column holds something. */
  public boolean hasSurplus() {
    return surplus;
  }

  /** Holds field {@code i} from {@link #start} (inclusive) to {@link #end} (exclusive). */
  public char[] text() {
    return text;
  }

  public int start(int field) {
    return starts[field];
  }

  public int end(int field) {
    return ends[field];
  }

  public int length(int field) {
    return ends[field] - starts[field];
  }

  public boolean isEmpty(int field) {
    return starts[field] == ends[field];
  }

  public String string(int field) {
    return new String(text, starts[field], length(field));
  }

  /** The number that stands there; NaN when there is none. */
  public double number(int from, int to) {
    if (!plain) {
      return mark.read(text, from, to);
    }
    double number = Numbers.parse(text, from, to);
    grouped = Double.isNaN(number) && from < to && isOfNumber(text[from]);
    return grouped ? mark.read(text, from, to) : number;
  }

  private static boolean isOfNumber(char c) {
    return Numbers.isDigit(c) || c == '-' || c == '+';
  }

  /** Whether the number asked for last is one of which nobody knows how large. */
  public boolean isUnclear() {
    return (!plain || grouped) && mark.isUnclear();
  }

  public char[] copy(int field) {
    return Arrays.copyOfRange(text, starts[field], ends[field]);
  }

  /** Whether the field is exactly these characters. */
  public boolean is(int field, char[] characters) {
    return Arrays.equals(text, starts[field], ends[field], characters, 0, characters.length);
  }

  @Override
  protected void handleBegin(long startingLineNumber) {
    begin();
  }

  @Override
  protected void handleField(int field, char[] buffer, int offset, int length, boolean quoted) {
    int from = offset;
    int to = offset + length;
    while (from < to && isBlank(buffer[from])) {
      from++;
    }
    while (from < to && isBlank(buffer[to - 1])) {
      to--;
    }
    boolean wrapped =
        to - from > 2 && buffer[from] == '=' && buffer[from + 1] == '"' && buffer[to - 1] == '"';
    if (wrapped) {
      add(buffer, from + 2, to - from - 3);
    } else {
      add(buffer, offset, length);
    }
  }

  /** Takes the next field of the row. */
  public void add(char[] buffer, int offset, int length) {
    int field = count++;
    int from = offset;
    int to = offset + length;
    while (from < to && isBlank(buffer[from])) {
      from++;
    }
    while (from < to && isBlank(buffer[to - 1])) {
      to--;
    }
    if (field >= columns) {
      surplus |= from < to;
      return;
    }
    keep(field, buffer, from, to - from);
  }

  @Override
  protected RowFields buildRecord() {
    return this;
  }

  /** Sets a field, which may be one that the file does not have. */
  public void keep(int field, char[] buffer, int from, int length) {
    int start = room(field, length);
    System.arraycopy(buffer, from, text, start, length);
  }

  /** The same. */
  public void keep(int field, String value) {
    int start = room(field, value.length());
    value.getChars(0, value.length(), text, start);
  }

  /** Where the field may be written. */
  private int room(int field, int length) {
    int start = used;
    if (text.length - start < length) {
      text = Arrays.copyOf(text, Math.max(2 * text.length, start + length));
    }
    starts[field] = start;
    ends[field] = start + length;
    used = start + length;
    return start;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
