package nexus.telemetry.capture.series;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import nexus.telemetry.csv.CsvPiece;
import nexus.telemetry.csv.Dialect;
import nexus.telemetry.csv.Given;
import nexus.telemetry.csv.Ignored;
import nexus.telemetry.csv.labels.LabelledPlace;
import nexus.telemetry.fields.Field;
import nexus.telemetry.fields.FieldName;
import nexus.telemetry.fields.Fields;
import nexus.telemetry.model.InvalidInputException;

/**
 * Samples that come with their series' labels, as a live sender sends them, made rows for {@code
 * CsvParser}.
 *
 * <p>A series of a name that the dictionary does not have is ignored, unless any field is taken and
 * its labels name a GPU. Where no cluster is given the label {@code cluster} says it.
 */
public final class SampleRows {

  private static final String CLUSTER = "cluster";

  /** A unit that senders name also where they mean none. */
  private static final String WITHOUT_DIMENSION = "ratio";

  private final Map<String, RowBytes> rows = new LinkedHashMap<>();
  private final Families families = new Families();
  private final Set<String> ignoredNames = new LinkedHashSet<>();
  private final Clusters clusters;
  private final boolean anyField;
  private SeriesLabelsText labels = new SeriesLabelsText();
  private String cluster;

  /** Why the samples of the series are rejected; null where they are not. It stands for a value. */
  private String fault;

  /** The word for the series' unit; empty where it is not said. */
  private String unit = "";

  /** What stands behind each value: a blank and the unit, where the name does not say it. */
  private String behind = "";

  private RowBytes current;
  private boolean begun;
  private long ignored;

  /**
   * @param clusters which cluster series are of
   * @param anyField whether series of other names are taken as well where they name a GPU
   */
  public SampleRows(Clusters clusters, boolean anyField) {
    this.clusters = clusters;
    this.anyField = anyField;
    this.cluster = clusters.of("");
  }

  /** The samples from here on are of another series, whose labels follow. */
  public void series() {
    labels = new SeriesLabelsText();
    cluster = clusters.of("");
    fault = null;
    unit = "";
    behind = "";
    begun = false;
  }

  /**
   * The values of the series are in this unit, whatever its name says. Where it is none of the
   * field's, they are rejected; where no field has the name, or it has no unit, it does not count.
   */
  public void unit(String word) {
    unit = word;
  }

  /**
   * Adds a label of the series; the one called {@code __name__} is its metric. An empty value is
   * none. Where its labels are longer than is taken, the samples of the series are rejected.
   */
  public void label(String key, String value) {
    if (value.isEmpty() || fault != null) {
      return;
    }
    try {
      labels.add(key, value);
      if (key.equals(CLUSTER)) {
        cluster = clusters.of(value);
      }
    } catch (InvalidInputException e) {
      fault = key.equals(CLUSTER) ? "(the cluster is no name)" : "(the labels are too long)";
    }
  }

  /** The samples of the series are rejected, whatever they are. */
  public void refuse(String reason) {
    fault = "(" + reason + ")";
  }

  /**
   * Adds a sample of the series.
   *
   * @param timeMs epoch milliseconds
   * @param value NaN for none
   * @throws InvalidInputException with field {@code cluster} when the request is of too many
   */
  public void sample(long timeMs, double value) {
    begin();
    if (current == null) {
      ignored++;
    } else {
      current.row(
          Long.toString(timeMs),
          fault == null ? text(value) + (Double.isNaN(value) ? "" : behind) : fault);
    }
  }

  /**
   * Adds a sample of the series that is to be rejected: what stands for its time or its value in
   * brackets is none, and says so.
   */
  public void bad(String time, String value) {
    begin();
    if (current == null) {
      ignored++;
    } else {
      current.row(time, value);
    }
  }

  /** Counts a value of the series that is of no kind that is kept. */
  public void ignore() {
    ignored++;
    remember(labels.name());
  }

  private void begin() {
    if (begun) {
      return;
    }
    begun = true;
    String name = labels.name();
    String text = labels.text();
    if (HardwareSeries.is(name)) {
      HardwareSeries hardware = HardwareSeries.of(name, text);
      name = hardware.name();
      text = hardware.labels();
    }
    String metric = families.metric(name);
    if (metric.isEmpty() && !(anyField && !name.isEmpty() && hasGpu(text))) {
      current = null;
      remember(name);
    } else {
      current = rows.computeIfAbsent(cluster, key -> new RowBytes());
      clusters.checkCount(rows.size());
      current.series(metric.isEmpty() ? name : metric, fault == null ? text : "");
      if (!unit.isEmpty() && fault == null) {
        readUnit(Fields.named(metric));
      }
    }
  }

  private static boolean hasGpu(String labels) {
    return LabelledPlace.of(labels).hasGpu();
  }

  private void readUnit(FieldName name) {
    String own = name.field().map(Field::unit).orElse("");
    if (own.isEmpty() || own.equalsIgnoreCase(unit) || name.isUnit(unit)) {
      return;
    } else if (name.inUnit(unit).isPresent()) {
      behind = " " + unit;
    } else if (!unit.equals(WITHOUT_DIMENSION)) {
      fault = "(the unit " + unit + " is none of " + name.metric() + ", which is in " + own + ")";
    }
  }

  private void remember(String name) {
    if (ignoredNames.size() < Ignored.MAX_NAMES) {
      ignoredNames.add(name.isEmpty() ? "(a series without a name)" : name);
    }
  }

  private static String text(double value) {
    long whole = (long) value;
    return whole == value && Math.abs(whole) < 1L << 53
        ? Long.toString(whole)
        : Double.toString(value);
  }

  /**
   * All rows, once, each cluster's by themselves.
   *
   * @param given what they leave unsaid
   */
  public LiveRows rows(Given given) {
    Map<String, CsvPiece> pieces = new LinkedHashMap<>();
    rows.forEach(
        (name, bytes) -> {
          byte[] all = new byte[bytes.size()];
          int length = Math.max(0, bytes.take(all, 0, all.length));
          pieces.put(name, new CsvPiece(0, length, all, length));
        });
    return new LiveRows(
        LabelledRows.header(Dialect.MADE, null, given),
        pieces,
        new Ignored(ignored, List.copyOf(ignoredNames)));
  }
}
