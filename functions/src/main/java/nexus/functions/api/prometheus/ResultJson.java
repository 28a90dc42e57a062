package nexus.functions.api.prometheus;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import nexus.telemetry.promql.Labels;
import nexus.telemetry.promql.eval.Points;
import nexus.telemetry.promql.eval.Series;
import nexus.telemetry.promql.eval.Steps;
import nexus.telemetry.promql.eval.Value;
import nexus.telemetry.promql.functions.PlainNumber;

/** Values of expressions as Prometheus writes them: a value is a text, a time is seconds. */
final class ResultJson {

  private final JsonGenerator json;

  private ResultJson(JsonGenerator json) {
    this.json = json;
  }

  /** Writes the value at a time. */
  static void instant(Value value, long timeMs, JsonGenerator json) throws IOException {
    new ResultJson(json).write(value, timeMs);
  }

  /** Writes the values at steps. */
  static void range(List<Series> series, Steps steps, JsonGenerator json) throws IOException {
    new ResultJson(json).write(series, steps);
  }

  private void write(Value value, long timeMs) throws IOException {
    if (value instanceof Value.Scalar scalar) {
      begin("scalar");
      json.writeFieldName("result");
      point(timeMs, PlainNumber.inAnswer(scalar.values()[0]));
    } else if (value instanceof Value.Text text) {
      begin("string");
      json.writeFieldName("result");
      point(timeMs, text.text());
    } else if (value instanceof Value.Vector vector) {
      begin("vector");
      json.writeArrayFieldStart("result");
      for (Series one : vector.series()) {
        json.writeStartObject();
        labels(one.labels());
        json.writeFieldName("value");
        point(timeMs, PlainNumber.inAnswer(one.values()[0]));
        json.writeEndObject();
      }
      json.writeEndArray();
    } else if (value instanceof Value.Matrix matrix) {
      begin("matrix");
      json.writeArrayFieldStart("result");
      for (Points one : matrix.series()) {
        json.writeStartObject();
        labels(one.labels());
        json.writeArrayFieldStart("values");
        for (int i = 0; i < one.size(); i++) {
          point(one.times()[i], PlainNumber.inAnswer(one.values()[i]));
        }
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private void write(List<Series> series, Steps steps) throws IOException {
    begin("matrix");
    json.writeArrayFieldStart("result");
    for (Series one : series) {
      json.writeStartObject();
      labels(one.labels());
      json.writeArrayFieldStart("values");
      for (int i = 0; i < steps.count(); i++) {
        if (one.isAt(i)) {
          point(steps.time(i), PlainNumber.inAnswer(one.values()[i]));
        }
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void begin(String type) throws IOException {
    json.writeStartObject();
    json.writeStringField("resultType", type);
  }

  private void labels(Labels labels) throws IOException {
    json.writeFieldName("metric");
    writeLabels(labels, json);
  }

  /** Writes labels as an object. */
  static void writeLabels(Labels labels, JsonGenerator json) throws IOException {
    json.writeStartObject();
    labels.forEach(
        (name, value) -> {
          try {
            json.writeStringField(name, value);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    json.writeEndObject();
  }

  private void point(long timeMs, String value) throws IOException {
    json.writeStartArray();
    json.writeNumber(seconds(timeMs));
    json.writeString(value);
    json.writeEndArray();
  }

  /** Seconds, with three digits behind the point where they are not whole. */
  private static String seconds(long timeMs) {
    long rest = Math.floorMod(timeMs, 1000L);
    if (rest == 0) {
      return Long.toString(timeMs / 1000);
    }
    String whole = timeMs < 0 && timeMs > -1000 ? "-0" : Long.toString(timeMs / 1000);
    return whole + "." + Long.toString(1000 + Math.abs(timeMs % 1000)).substring(1);
  }
}
