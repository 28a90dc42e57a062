package nexus.telemetry.model;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Name of a series of one GPU: a metric, and the labels that tell its series apart.
 *
 * <pre>
 * DCGM_FI_DEV_GPU_TEMP                    without labels: the metric's name
 * DCGM_EXP_XID_ERRORS_COUNT{xid="31"}     labels by name, with commas between them
 * </pre>
 *
 * <p>Text and labels are those of <a
 * href="https://prometheus.io/docs/concepts/data_model/">Prometheus</a>: in a value a quote, a
 * backslash and a newline are escaped by a backslash.
 *
 * @param metric the metric, a {@linkplain Names name}
 * @param labels values by name
 */
public record SeriesName(String metric, SortedMap<String, String> labels) {

  /** Most labels. */
  public static final int MAX_LABELS = 8;

  /** Most characters of the labels, braces included. */
  public static final int MAX_LENGTH = 256;

  /**
   * @throws InvalidInputException with field {@code metric} or {@code labels} when they are out of
   *     bounds
   */
  public SeriesName {
    Names.check("metric", metric);
    labels = checked(labels);
  }

  /**
   * The labels, of whichever metric.
   *
   * @throws InvalidInputException with field {@code labels} when they are out of bounds
   */
  public static SortedMap<String, String> checked(SortedMap<String, String> unchecked) {
    SortedMap<String, String> labels = Collections.unmodifiableSortedMap(new TreeMap<>(unchecked));
    if (labels.size() > MAX_LABELS) {
      throw invalid("there are more than " + MAX_LABELS + " labels that tell series apart");
    }
    for (Map.Entry<String, String> label : labels.entrySet()) {
      if (!isLabelName(label.getKey()) || label.getValue().isEmpty()) {
        throw invalid("a label needs a name and a value: " + label);
      }
      if (label.getValue().chars().anyMatch(c -> c < ' ' && c != '\n')) {
        throw invalid("label " + label.getKey() + " holds a control character");
      }
    }
    if (text(labels).length() > MAX_LENGTH) {
      throw invalid("the labels that tell series apart have more than 256 characters");
    }
    return labels;
  }

  private static InvalidInputException invalid(String message) {
    return new InvalidInputException("labels", message);
  }

  /** The name as one text, by which the store keeps the series. */
  public String text() {
    return labels.isEmpty() ? metric : metric + text(labels);
  }

  private static String text(SortedMap<String, String> labels) {
    StringBuilder text = new StringBuilder("{");
    labels.forEach(
        (name, value) -> {
          text.append(text.length() > 1 ? "," : "").append(name).append("=\"");
          for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            text.append(c == '\n' ? "\\n" : c == '"' || c == '\\' ? "\\" + c : String.valueOf(c));
          }
          text.append('"');
        });
    return text.append('}').toString();
  }

  /** The metric of a series' text. */
  public static String metricOf(String text) {
    int brace = text.indexOf('{');
    return brace < 0 ? text : text.substring(0, brace);
  }

  /** Whether a series' text has labels; else it is the metric's name. */
  public static boolean hasLabels(String text) {
    return text.indexOf('{') >= 0;
  }

  /** The labels of a series' text. */
  public static SortedMap<String, String> labelsOf(String text) {
    return hasLabels(text) ? of(text).labels() : Collections.emptySortedMap();
  }

  /** Whether a text is a series' name as {@link #text} writes it. */
  public static boolean isValid(String text) {
    return text != null
        && (hasLabels(text)
            ? parse(text).filter(name -> name.text().equals(text)).isPresent()
            : Names.isValid(text));
  }

  /**
   * The series that a text names, labels in any order.
   *
   * @throws InvalidInputException with field {@code metric} when it names none
   */
  public static SeriesName of(String text) {
    return parse(text)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "metric", "a series is METRIC or METRIC{label=\"value\",…}, not " + text));
  }

  private static Optional<SeriesName> parse(String text) {
    int brace = text.indexOf('{');
    try {
      return brace < 0
          ? Optional.of(new SeriesName(text, Collections.emptySortedMap()))
          : new Parser(text, brace + 1)
              .labels()
              .map(labels -> new SeriesName(text.substring(0, brace), labels));
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
  }

  private static boolean isLabelName(String name) {
    return name.matches("[A-Za-z_][A-Za-z0-9_]*");
  }

  /** Reads {@code name="value",…} up to a closing brace, which is the last character. */
  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text, int from) {
      this.text = text;
      this.at = from;
    }

    Optional<SortedMap<String, String>> labels() {
      SortedMap<String, String> labels = new TreeMap<>();
      do {
        int equals = text.indexOf("=\"", at);
        if (equals < 0) {
          return Optional.empty();
        }
        String name = text.substring(at, equals).strip();
        at = equals + 2;
        Optional<String> value = value();
        if (value.isEmpty() || labels.put(name, value.get()) != null) {
          return Optional.empty();
        }
      } while (at < text.length() && text.charAt(at++) == ',');
      boolean closed = at == text.length() && text.charAt(at - 1) == '}';
      return closed ? Optional.of(labels) : Optional.empty();
    }

    private Optional<String> value() {
      StringBuilder value = new StringBuilder();
      while (at < text.length()) {
        char c = text.charAt(at++);
        if (c == '"') {
          return Optional.of(value.toString());
        }
        if (c == '\\' && at < text.length()) {
          char escaped = text.charAt(at++);
          c = escaped == 'n' ? '\n' : escaped;
        }
        value.append(c);
      }
      return Optional.empty();
    }
  }
}
