package nexus.telemetry.capture.prometheus;

import static nexus.telemetry.capture.series.SeriesText.malformed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import nexus.telemetry.capture.file.RowStream;
import nexus.telemetry.capture.series.Families;
import nexus.telemetry.capture.series.HardwareSeries;
import nexus.telemetry.capture.series.LabelledRows;
import nexus.telemetry.capture.series.RowBytes;
import nexus.telemetry.capture.series.SeriesLabelsText;
import nexus.telemetry.csv.Ignored;
import nexus.telemetry.csv.labels.LabelledPlace;
import nexus.telemetry.model.InvalidInputException;

/**
 * The samples of answers of Prometheus's API, a row each, in the order of the file: the number of a
 * row is that of the sample.
 *
 * <pre>
 * {"status":"success","data":{"resultType":"matrix","result":[            ENVELOPE
 *   {"metric":{"__name__":"DCGM_FI_DEV_GPU_UTIL","gpu":"0"},              RESULT, SERIES
 *    "values":[[1795896000,"55"],[1795896015.5,"56"]]}]}}                 VALUES
 *
 * 1795896000   DCGM_FI_DEV_GPU_UTIL  55  gpu="0"
 * 1795896015.5 DCGM_FI_DEV_GPU_UTIL  56  gpu="0"
 * </pre>
 *
 * <p>{@code data} and {@code result} may stand alone, and answers one behind the other. Memory is
 * bounded: by one series' labels, and where these come behind its values by {@value #MAX_WAITING}
 * characters of values. A series of a name the dictionary does not have, that has no GPU either, is
 * ignored.
 *
 * <p>What is no such JSON, or ends too early, makes reading fail with an {@link
 * InvalidInputException}: so nothing is taken of a half answer.
 */
public final class JsonRows extends RowStream {

  /** Most characters of values that come before the labels of their series. */
  private static final int MAX_WAITING = 4 << 20;

  /** Bytes of rows that are made at a time, about. */
  private static final int BATCH = 16 << 10;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(64)
                  .maxStringLength(64 << 10)
                  .maxNameLength(8 << 10)
                  .maxNumberLength(100)
                  .build())
          .build();

  /** Where in an answer the next token is. */
  private enum Where {
    ENVELOPE,
    RESULT,
    SERIES,
    VALUES
  }

  private final JsonParser json;
  private final Families families = new Families();
  private final RowBytes rows = new RowBytes();
  private Where where = Where.ENVELOPE;
  private int depth;
  private boolean failed;
  private String failure = "";
  private boolean hasResult;

  /** Whether there was a result, empty or not. */
  private boolean began;

  private SeriesLabelsText labels;
  private boolean hasValues;
  private boolean ignoring;
  private final StringBuilder waiting = new StringBuilder();
  private int waitingAt;
  private long samples;
  private long ignored;
  private final Set<String> ignoredNames = new LinkedHashSet<>();

  JsonRows(InputStream in) {
    try {
      json = FACTORY.createParser(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Ignored ignored() {
    return new Ignored(ignored, List.copyOf(ignoredNames));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int at, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    boolean more = true;
    while (rows.isEmpty() && more) {
      while (rows.size() < BATCH && more) {
        more = step();
      }
    }
    return rows.take(target, at, length);
  }

  /** Reads a little further, which may make a row; false at the end. */
  private boolean step() throws IOException {
    try {
      if (waitingAt < waiting.length() && labels != null) {
        releaseOne();
        return true;
      }
      return switch (where) {
        case ENVELOPE -> envelope();
        case RESULT -> result();
        case SERIES -> series();
        case VALUES -> values();
      };
    } catch (JsonEOFException e) {
      throw broken("the JSON ends before it is whole, behind " + samples + " samples", e);
    } catch (StreamConstraintsException e) {
      throw broken(
          "the JSON has a text, a name or a number that is too long, or too many levels", e);
    } catch (JsonProcessingException e) {
      throw broken("the JSON is malformed or ends too early", e);
    } catch (CharacterCodingException e) {
      throw malformed("the JSON is not UTF-8, behind " + samples + " samples; nothing was taken");
    }
  }

  private static InvalidInputException broken(String what, JsonProcessingException cause) {
    String place =
        cause.getLocation() == null
            ? ""
            : ", in line %d, column %d"
                .formatted(cause.getLocation().getLineNr(), cause.getLocation().getColumnNr());
    return malformed(what + place + "; nothing was taken");
  }

  /** What stands around the result. */
  private boolean envelope() throws IOException {
    JsonToken token = json.nextToken();
    if (token == null) {
      requireSeries();
      return false;
    }
    switch (token) {
      case START_OBJECT -> depth++;
      case END_OBJECT -> endObject();
      case FIELD_NAME -> envelopeField(json.currentName());
      case START_ARRAY -> beginResult();
      default -> throw other();
    }
    return true;
  }

  private void requireSeries() {
    if (began && samples == 0 && ignored == 0) {
      throw malformed(
          "the answer of Prometheus has no series: its query found nothing at that time; ask for a"
              + " metric that is there, over a time in which it was");
    }
  }

  private void endObject() {
    depth--;
    if (depth == 0) {
      if (failed) {
        throw malformed("the file is an error that Prometheus answered: " + failure);
      } else if (!hasResult) {
        throw other();
      }
      hasResult = false;
    }
  }

  private void envelopeField(String name) throws IOException {
    JsonToken token = json.nextToken();
    switch (name) {
      case "status" -> failed |= text(token).equals("error");
      case "error" -> failure = shortened(text(token));
      case "resultType" -> checkType(text(token));
      case "data", "result" -> {
        if (token == JsonToken.START_ARRAY) {
          beginResult();
        } else if (token == JsonToken.START_OBJECT && name.equals("data") && depth == 1) {
          depth++;
        } else if (token != JsonToken.VALUE_NULL) {
          throw other();
        }
      }
      default -> json.skipChildren();
    }
  }

  private static void checkType(String type) {
    if (type.equals("scalar") || type.equals("string")) {
      throw malformed(
          "the file is a "
              + type
              + " that Prometheus answered, which is of no GPU: ask for a metric with its labels");
    }
  }

  private void beginResult() {
    where = Where.RESULT;
    hasResult = true;
    began = true;
  }

  private boolean result() throws IOException {
    JsonToken token = json.nextToken();
    if (token == JsonToken.END_ARRAY) {
      where = Where.ENVELOPE;
    } else if (token == JsonToken.START_OBJECT) {
      where = Where.SERIES;
      labels = null;
      hasValues = false;
    } else {
      throw other();
    }
    return true;
  }

  private boolean series() throws IOException {
    if (json.nextToken() == JsonToken.END_OBJECT) {
      endSeries();
      return true;
    }
    String name = json.currentName();
    JsonToken token = json.nextToken();
    switch (name) {
      case "metric" -> take(readLabels(token));
      case "value" -> sample(token);
      case "values" -> {
        expect(token, JsonToken.START_ARRAY);
        where = Where.VALUES;
        hasValues = true;
      }
      case "histogram", "histograms" -> {
        json.skipChildren();
        hasValues = true;
        ignore(labels == null || labels.name().isEmpty() ? name : labels.name());
      }
      default -> json.skipChildren();
    }
    return true;
  }

  private void endSeries() {
    if (!hasValues) {
      throw other();
    } else if (labels == null) {
      take(new SeriesLabelsText());
    }
    where = Where.RESULT;
  }

  private boolean values() throws IOException {
    JsonToken token = json.nextToken();
    if (token == JsonToken.END_ARRAY) {
      where = Where.SERIES;
    } else {
      sample(token);
    }
    return true;
  }

  private SeriesLabelsText readLabels(JsonToken token) throws IOException {
    expect(token, JsonToken.START_OBJECT);
    SeriesLabelsText read = new SeriesLabelsText();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      read.add(key, scalar());
    }
    return read;
  }

  private void take(SeriesLabelsText read) {
    labels = read;
    String name = read.name();
    String text = read.text();
    if (HardwareSeries.is(name)) {
      HardwareSeries hardware = HardwareSeries.of(name, text);
      name = hardware.name();
      text = hardware.labels();
    }
    String metric = families.metric(name);
    ignoring = metric.isEmpty() && !name.isEmpty() && !LabelledPlace.of(text).hasGpu();
    rows.series(metric.isEmpty() ? name : metric, text);
    waitingAt = 0;
  }

  /** Reads {@code [time, value]}. */
  private void sample(JsonToken token) throws IOException {
    expect(token, JsonToken.START_ARRAY);
    String time = LabelledRows.withoutExponent(scalar());
    String value = scalar();
    expect(json.nextToken(), JsonToken.END_ARRAY);
    hasValues = true;
    if (labels != null) {
      row(time, value);
    } else if (waiting.length() + time.length() + value.length() > MAX_WAITING) {
      throw malformed(
          "the values of a series come before its labels, and are more than "
              + MAX_WAITING
              + " characters; nothing was taken");
    } else {
      waiting.append(RowBytes.cleaned(time)).append('\t');
      waiting.append(RowBytes.cleaned(value)).append('\n');
    }
  }

  private String scalar() throws IOException {
    return text(json.nextToken());
  }

  private String text(JsonToken token) throws IOException {
    if (!token.isScalarValue()) {
      throw other();
    }
    return json.getText();
  }

  /** Makes a row of the first value that waited for its labels. */
  private void releaseOne() {
    int tab = waiting.indexOf("\t", waitingAt);
    int end = waiting.indexOf("\n", tab);
    row(waiting.substring(waitingAt, tab), waiting.substring(tab + 1, end));
    waitingAt = end + 1;
    if (waitingAt == waiting.length()) {
      waiting.setLength(0);
      waitingAt = 0;
    }
  }

  private void row(String time, String value) {
    samples++;
    if (ignoring) {
      ignore(labels.name());
      rows.blank();
    } else {
      rows.row(time, value);
    }
  }

  private void ignore(String name) {
    ignored++;
    if (ignoredNames.size() < Ignored.MAX_NAMES) {
      ignoredNames.add(name);
    }
  }

  private static void expect(JsonToken token, JsonToken expected) {
    if (token != expected) {
      throw other();
    }
  }

  /** The file is well-formed JSON, and no answer of Prometheus. */
  public static final class OtherJsonException extends InvalidInputException {

    private static final long serialVersionUID = 1L;

    private OtherJsonException() {
      super(
          "csv",
          "the file is JSON, and no answer of Prometheus's /api/v1/query or /api/v1/query_range;"
              + " nothing was taken");
    }
  }

  private static InvalidInputException other() {
    return new OtherJsonException();
  }

  private static String shortened(String text) {
    return text.length() > 300 ? text.substring(0, 300) + "…" : text;
  }
}
