package nexus.telemetry.csv.gpus;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import nexus.telemetry.csv.rows.TimelessRow;
import nexus.telemetry.fields.FieldName;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.MetricColumn;

/** The samples of one series of one GPU while they are read. */
public final class Series {

  /**
   * A series as a chunk names it, of whichever GPU.
   *
   * @param number 0, 1, … in the order the chunk names them; the same for all names of a field
   * @param name the name that the chunk uses
   * @param series name of the series: the metric's, and the labels that tell its series apart
   */
  public record Metric(int number, FieldName name, String series) {}

  /**
   * A row that was split and accepted, by which further rows of the series are recognised.
   *
   * <pre>
   * line   its bytes, of which a span holds the time, perhaps none, and one the value
   * next   the row that came after it when it was last read
   * </pre>
   */
  static final class Template {
    final GpuRows gpu;
    final FactCollector facts;
    final Series series;
    FieldName name;
    byte[] line = {};
    int timeStart;
    int timeEnd;
    int valueStart;
    int valueEnd;
    int factsNumber;

    /** Number of the chunk that has samples by it. */
    int chunk = -1;

    /** Where the row was scraped whose host was given; null where it was not given. */
    String scraped;

    /** What the row is of, where its time was given; else null. */
    TimelessRow timeless;

    Template next;

    Template(GpuRows gpu, Series series) {
      this.gpu = gpu;
      this.facts = gpu.facts();
      this.series = series;
    }

    /** Whether the GPU's facts are still those that the row said. */
    boolean isCurrent() {
      return factsNumber == facts.number();
    }

    /** Whether what stands before time and value is the same in a line that begins there. */
    boolean isBefore(byte[] bytes, int start) {
      int end = Math.min(timeStart, valueStart);
      return Arrays.equals(line, 0, end, bytes, start, start + end);
    }

    /** Whether a part of the line is the same as what begins there. */
    boolean isSame(int from, int to, byte[] bytes, int start) {
      return Arrays.equals(line, from, to, bytes, start, start + to - from);
    }
  }

  /** Bytes of one without samples, about. */
  private static final int BYTES = 160;

  /** Bytes of a series of samples besides the samples. */
  public static final int COLUMN_BYTES = 160;

  private static final int SAMPLE_BYTES = 16;
  private static final int FIRST_SAMPLES = 4;

  private final Metric metric;
  private final Holdings holdings;
  private long[] times = new long[FIRST_SAMPLES];
  private double[] values = new double[FIRST_SAMPLES];
  private int size;
  private boolean ascending = true;
  private int firstTold;

  /** Of each sample the number of its facts; null while all have the first one's. */
  private int[] allTold;

  private Template template;

  /** Whether it had a sample, and another one, ever. */
  private boolean came;

  private boolean cameAgain;

  public Series(Metric metric, Holdings holdings) {
    this.metric = metric;
    this.holdings = holdings;
    holdings.keep(BYTES);
  }

  public Metric metric() {
    return metric;
  }

  /** The row by which further rows of this series are recognised, or null. */
  Template template() {
    return template;
  }

  void template(Template row) {
    template = row;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /**
   * Adds a sample.
   *
   * @param told number of the facts that its row says
   */
  public void add(long time, double value, int told) {
    if (size == times.length) {
      holdings.hold((long) size * SAMPLE_BYTES);
      times = Arrays.copyOf(times, 2 * size);
      values = Arrays.copyOf(values, 2 * size);
    }
    if (size == 0) {
      holdings.hold(COLUMN_BYTES);
      firstTold = told;
    } else if (told != firstTold || allTold != null) {
      note(told);
    }
    ascending &= size == 0 || times[size - 1] <= time;
    times[size] = time;
    values[size++] = value;
    cameAgain = came;
    came = true;
  }

  /** Whether it had a sample before the last one. Of one scrape none has, and none will. */
  boolean cameAgain() {
    return cameAgain;
  }

  /** Keeps the facts of each sample, from the first on that has others. */
  private void note(int told) {
    if (allTold == null) {
      holdings.hold(4L * times.length);
      allTold = new int[times.length];
      Arrays.fill(allTold, 0, size, firstTold);
    } else if (allTold.length < times.length) {
      allTold = Arrays.copyOf(allTold, times.length);
    }
    allTold[size] = told;
  }

  /** The latest time of a sample; the least long where there is none. */
  long lastMs() {
    if (ascending) {
      return size == 0 ? Long.MIN_VALUE : times[size - 1];
    }
    return Arrays.stream(times, 0, size).max().orElse(Long.MIN_VALUE);
  }

  /** Takes the time of a sample, and the number of its facts. */
  public interface Sample {
    void take(long time, int told);
  }

  /** Tells the samples, in the order they came. */
  public void each(Sample sample) {
    for (int i = 0; i < size; i++) {
      sample.take(times[i], told(i));
    }
  }

  /**
   * The samples, told apart by their facts; none are left here.
   *
   * @param place whose those are with facts of a number
   */
  public Map<GpuId, Series> apart(IntFunction<GpuId> place) {
    Map<GpuId, Series> parts = new TreeMap<>();
    for (int i = 0; i < size; i++) {
      parts
          .computeIfAbsent(place.apply(told(i)), fresh -> new Series(metric, Holdings.uncounted()))
          .add(times[i], values[i], told(i));
    }
    size = 0;
    allTold = null;
    ascending = true;
    return parts;
  }

  /** Whether all samples have these facts. */
  public boolean allSay(int told) {
    return allTold == null && firstTold == told;
  }

  /**
   * The samples by time; where a time repeats, in the order they came. None are left.
   *
   * @param facts by number
   * @param said is told when the facts hold; null where they are the same for all series
   */
  public List<MetricColumn> take(List<GpuFacts> facts, FactTimes said) {
    if (!ascending) {
      sort();
    }
    int count = size;
    MetricColumn column =
        new MetricColumn(
            metric.series(), Arrays.copyOf(times, count), Arrays.copyOf(values, count));
    List<MetricColumn> series = List.of(column);
    if (said != null) {
      say(facts, said);
      if (allTold != null) {
        series =
            PodSeries.of(column, Arrays.stream(allTold, 0, count).mapToObj(facts::get).toList());
      }
    }
    size = 0;
    allTold = null;
    if (times.length > FIRST_SAMPLES) { // what was held is the column's from now on
      times = new long[FIRST_SAMPLES];
      values = new double[FIRST_SAMPLES];
    }
    return series;
  }

  private void say(List<GpuFacts> facts, FactTimes said) {
    int from = 0;
    for (int i = 1; i <= size; i++) {
      if (i == size || told(i) != told(from)) {
        said.add(times, from, i - 1, facts.get(told(from)));
        from = i;
      }
    }
  }

  private int told(int sample) {
    return allTold == null ? firstTold : allTold[sample];
  }

  /** Sorting objects is stable, sorting numbers is not. */
  private void sort() {
    Integer[] order = new Integer[size];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingLong(i -> times[i]));
    long[] sortedTimes = new long[size];
    double[] sortedValues = new double[size];
    int[] sortedTold = allTold == null ? null : new int[times.length];
    for (int i = 0; i < size; i++) {
      sortedTimes[i] = times[order[i]];
      sortedValues[i] = values[order[i]];
      if (sortedTold != null) {
        sortedTold[i] = allTold[order[i]];
      }
    }
    times = sortedTimes;
    values = sortedValues;
    allTold = sortedTold;
    ascending = true;
  }
}
