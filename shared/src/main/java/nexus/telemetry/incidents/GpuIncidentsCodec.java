package nexus.telemetry.incidents;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import nexus.telemetry.json.Json;
import nexus.telemetry.model.StoredFormat;
import nexus.telemetry.model.Timestamps;
import nexus.telemetry.model.UnreadableException;

/**
 * The stored form of {@link GpuIncidents}: the value of {@code incidents/{host}/{gpu}}.
 *
 * <pre>
 * {"v":1,"runs":[
 *  {"rule":"xid","code":79,"span":1767225600000,"length":3600000,
 *   "from":1767226000000,"to":1767229190000,"lastFrom":1767226000000,
 *   "atStart":true,"atEnd":true,"count":1,"first":79,"last":79,
 *   "uuid":"GPU-1","namespace":"ml","pod":"train-0",
 *   "before":[[1767225990000,0],[1767226000000,79]],"after":[[1767229190000,79]]}]}
 * </pre>
 *
 * <p>Left out are {@code code} 0, what is false, texts that are empty, and a {@code lastFrom} that
 * is {@code from}. Times are epoch milliseconds.
 */
public final class GpuIncidentsCodec {

  private static final int VERSION = 1;
  private static final int MOST_RUNS = 1_000;
  private static final int MOST_SAMPLES = 16;

  private GpuIncidentsCodec() {}

  /** The stored form. */
  public static byte[] encode(GpuIncidents incidents) {
    return Json.write(
        json -> {
          json.writeStartObject();
          json.writeNumberField("v", VERSION);
          json.writeArrayFieldStart("runs");
          for (Run run : incidents.runs()) {
            write(json, run);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, Run run) throws IOException {
    json.writeStartObject();
    json.writeStringField("rule", run.rule());
    if (run.code() != 0) {
      json.writeNumberField("code", run.code());
    }
    json.writeNumberField("span", run.spanMs());
    json.writeNumberField("length", run.lengthMs());
    json.writeNumberField("from", run.fromMs());
    json.writeNumberField("to", run.toMs());
    if (run.lastFromMs() != run.fromMs()) {
      json.writeNumberField("lastFrom", run.lastFromMs());
    }
    writeTrue(json, "atStart", run.atStart());
    writeTrue(json, "atEnd", run.atEnd());
    json.writeNumberField("count", run.count());
    json.writeFieldName("first");
    Json.writeNumber(json, run.first());
    json.writeFieldName("last");
    Json.writeNumber(json, run.last());
    writeText(json, "uuid", run.whose().uuid());
    writeText(json, "namespace", run.whose().namespace());
    writeText(json, "pod", run.whose().pod());
    write(json, "before", run.before());
    write(json, "after", run.after());
    json.writeEndObject();
  }

  private static void writeTrue(JsonGenerator json, String field, boolean value)
      throws IOException {
    if (value) {
      json.writeBooleanField(field, true);
    }
  }

  private static void writeText(JsonGenerator json, String field, String text) throws IOException {
    if (!text.isEmpty()) {
      json.writeStringField(field, text);
    }
  }

  private static void write(JsonGenerator json, String field, List<Sample> samples)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (Sample sample : samples) {
      json.writeStartArray();
      json.writeNumber(sample.timeMs());
      Json.writeNumber(json, sample.value());
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  /**
   * What is in a stored value.
   *
   * @throws UnreadableException when it is none
   * @throws nexus.telemetry.model.NewerFormatException when it is of a newer version
   */
  public static GpuIncidents decode(byte[] value) {
    return Json.read(
        StoredFormat.INCIDENTS,
        value,
        json -> {
          Long[] version = new Long[1];
          List<Run> runs = new ArrayList<>();
          boolean[] told = new boolean[1];
          Json.readObject(
              json,
              (field, at) -> {
                switch (field) {
                  case "v" -> version[0] = Json.integer(at);
                  case "runs" -> {
                    readRuns(at, runs);
                    told[0] = true;
                  }
                  default -> at.skipChildren();
                }
              });
          Json.checkVersion(version[0], VERSION);
          return new GpuIncidents(Json.required("runs", told[0] ? runs : null));
        });
  }

  private static void readRuns(JsonParser json, List<Run> runs) throws IOException {
    Json.expect(json, JsonToken.START_ARRAY);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (runs.size() == MOST_RUNS) {
        throw UnreadableException.value("more than " + MOST_RUNS + " runs");
      }
      Fields fields = new Fields();
      Json.readObject(json, fields::read);
      runs.add(fields.run());
    }
  }

  /** The members of a run while it is read. */
  private static final class Fields {
    private String rule;
    private long code;
    private Long span;
    private Long length;
    private Long from;
    private Long to;
    private Long lastFrom;
    private boolean atStart;
    private boolean atEnd;
    private Long count;
    private Double first;
    private Double last;
    private String uuid = "";
    private String namespace = "";
    private String pod = "";
    private List<Sample> before = List.of();
    private List<Sample> after = List.of();

    void read(String field, JsonParser json) throws IOException {
      switch (field) {
        case "rule" -> rule = Json.text(json);
        case "code" -> code = Json.integer(json);
        case "span" -> span = Json.integer(json);
        case "length" -> length = Json.integer(json);
        case "from" -> from = Json.integer(json);
        case "to" -> to = Json.integer(json);
        case "lastFrom" -> lastFrom = Json.integer(json);
        case "atStart" -> atStart = truth(json);
        case "atEnd" -> atEnd = truth(json);
        case "count" -> count = Json.integer(json);
        case "first" -> first = Json.number(json);
        case "last" -> last = Json.number(json);
        case "uuid" -> uuid = Json.text(json);
        case "namespace" -> namespace = Json.text(json);
        case "pod" -> pod = Json.text(json);
        case "before" -> before = samples(json);
        case "after" -> after = samples(json);
        default -> json.skipChildren();
      }
    }

    private static boolean truth(JsonParser json) {
      Json.expect(json, JsonToken.VALUE_TRUE);
      return true;
    }

    private static List<Sample> samples(JsonParser json) throws IOException {
      List<Sample> samples = new ArrayList<>();
      Json.expect(json, JsonToken.START_ARRAY);
      while (json.nextToken() != JsonToken.END_ARRAY) {
        Json.expect(json, JsonToken.START_ARRAY);
        json.nextToken();
        long timeMs = Json.integer(json);
        json.nextToken();
        samples.add(new Sample(timeMs, Json.number(json)));
        json.nextToken();
        Json.expect(json, JsonToken.END_ARRAY);
        if (samples.size() > MOST_SAMPLES) {
          throw UnreadableException.value("more than " + MOST_SAMPLES + " samples");
        }
      }
      return samples;
    }

    Run run() {
      Run run =
          new Run(
              Json.required("rule", rule),
              code,
              time("span", span),
              Json.required("length", length),
              time("from", from),
              time("to", to),
              lastFrom == null ? from : time("lastFrom", lastFrom),
              atStart,
              atEnd,
              Json.required("count", count),
              Json.required("first", first),
              Json.required("last", last),
              new Whose(uuid, namespace, pod),
              before,
              after);
      if (run.lengthMs() <= 0 || run.lengthMs() > Timestamps.MAX_MS || run.count() < 1) {
        throw UnreadableException.value("a run has no length or count");
      }
      return run;
    }

    private static long time(String field, Long value) {
      long time = Json.required(field, value);
      if (time < 0 || time > Timestamps.MAX_MS) {
        throw UnreadableException.value(field + " is no time");
      }
      return time;
    }
  }
}
