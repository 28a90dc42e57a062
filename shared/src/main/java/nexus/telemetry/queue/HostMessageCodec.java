package nexus.telemetry.queue;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import nexus.telemetry.json.ColumnNames;
import nexus.telemetry.json.Json;
import nexus.telemetry.json.RowTimes;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.Names;
import nexus.telemetry.model.SeriesName;
import nexus.telemetry.model.StoredFormat;
import nexus.telemetry.model.UnreadableException;

/**
 * A message with one scrape of several GPUs of a host, as JSON that people can read with {@code
 * etcdctl}: a table, a row a GPU, a column a series.
 *
 * <pre>
 * {"v":4,"publishedMs":1767225600000,"host":"dgx-a01",
 *  "series":["DCGM_EXP_XID_ERRORS_COUNT{xid=\"31\"}","DCGM_FI_DEV_GPU_TEMP"],     ascending
 *  "all":{"model":"NVIDIA H100 80GB HBM3","driver":"535.129.03",     facts that all GPUs share
 *         "labels":{"job":"dcgm"}},                                  and labels, where all do
 *  "t":1767225600000,                                                times of GPUs that say none
 *  "gpus":[
 *   {"gpu":"0","uuid":"GPU-…","device":"nvidia0","x":[1,41]},        its own facts
 *   {"gpu":"1","uuid":"GPU-…","device":"nvidia1","t":[null,1767225600250],"x":[null,40.5]}]}
 * </pre>
 *
 * <p>{@code t}, epoch milliseconds, is one number when all samples were taken together, else one a
 * series. {@code null} stands where a GPU has no sample of a series. Numbers are written as those
 * of {@link MessageCodec}.
 */
public final class HostMessageCodec {

  static final int VERSION = 4;

  /**
   * One queue entry: one scrape of several GPUs of a host.
   *
   * @param publishedMs when it was published, epoch milliseconds
   * @param gpus the samples, one a series, of at least one GPU; each GPU once, with one set of
   *     facts
   */
  public record HostMessage(long publishedMs, List<GpuSamples> gpus) {

    public HostMessage {
      gpus = List.copyOf(gpus);
    }
  }

  private HostMessageCodec() {}

  /** The message as UTF-8 JSON. */
  static byte[] encode(HostMessage message) {
    return Json.write(json -> write(json, message));
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws UnreadableException when the bytes are no such message
   * @throws nexus.telemetry.model.NewerFormatException when they are one of a newer version
   */
  public static HostMessage decode(byte[] bytes) {
    return Json.read(StoredFormat.MESSAGE, bytes, json -> new Reader().read(json));
  }

  private static void write(JsonGenerator json, HostMessage message) throws IOException {
    List<String> series = series(message);
    Map<String, String> shared = shared(message.gpus());
    json.writeStartObject();
    json.writeNumberField("v", VERSION);
    json.writeNumberField("publishedMs", message.publishedMs());
    json.writeStringField("host", message.gpus().get(0).gpu().host());
    json.writeArrayFieldStart("series");
    for (String name : series) {
      json.writeString(name);
    }
    json.writeEndArray();
    Map<String, String> labels = message.gpus().get(0).facts().labels();
    boolean sameLabels =
        message.gpus().stream().allMatch(gpu -> gpu.facts().labels().equals(labels));
    if (!shared.isEmpty() || (sameLabels && !labels.isEmpty())) {
      json.writeObjectFieldStart("all");
      for (Map.Entry<String, String> fact : shared.entrySet()) {
        json.writeStringField(fact.getKey(), fact.getValue());
      }
      if (sameLabels) {
        writeLabels(json, labels);
      }
      json.writeEndObject();
    }
    Long[] usual = times(row(message.gpus().get(0), series));
    RowTimes.write(json, usual);
    json.writeArrayFieldStart("gpus");
    for (GpuSamples gpu : message.gpus()) {
      json.writeStartObject();
      json.writeStringField("gpu", gpu.gpu().gpu());
      for (Map.Entry<String, String> fact : facts(gpu.facts()).entrySet()) {
        if (!shared.containsKey(fact.getKey())) {
          json.writeStringField(fact.getKey(), fact.getValue());
        }
      }
      if (!sameLabels) {
        writeLabels(json, gpu.facts().labels());
      }
      writeSamples(json, row(gpu, series), usual);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static List<String> series(HostMessage message) {
    ColumnNames series = new ColumnNames();
    for (GpuSamples gpu : message.gpus()) {
      gpu.columns().forEach(column -> series.add(column.metric()));
    }
    return series.all();
  }

  /** Facts but labels, by name, as far as they are known. */
  private static Map<String, String> facts(GpuFacts facts) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("uuid", facts.uuid());
    all.put("device", facts.device());
    all.put("model", facts.model());
    all.put("driver", facts.driver());
    all.values().removeIf(String::isEmpty);
    return all;
  }

  private static Map<String, String> shared(List<GpuSamples> gpus) {
    Map<String, String> shared = new LinkedHashMap<>(facts(gpus.get(0).facts()));
    gpus.forEach(gpu -> shared.entrySet().retainAll(facts(gpu.facts()).entrySet()));
    return shared;
  }

  private static void writeLabels(JsonGenerator json, Map<String, String> labels)
      throws IOException {
    if (!labels.isEmpty()) {
      json.writeObjectFieldStart("labels");
      for (Map.Entry<String, String> label : labels.entrySet()) {
        json.writeStringField(label.getKey(), label.getValue());
      }
      json.writeEndObject();
    }
  }

  private static void writeSamples(JsonGenerator json, MetricColumn[] row, Long[] usual)
      throws IOException {
    Long[] times = times(row);
    if (!Arrays.equals(times, usual)) {
      RowTimes.write(json, times);
    }
    json.writeArrayFieldStart("x");
    for (MetricColumn sample : row) {
      if (sample == null) {
        json.writeNull();
      } else {
        Json.writeNumber(json, sample.value(0));
      }
    }
    json.writeEndArray();
  }

  private static Long[] times(MetricColumn[] row) {
    Long[] times = new Long[row.length];
    for (int i = 0; i < row.length; i++) {
      times[i] = row[i] == null ? null : Long.valueOf(row[i].time(0));
    }
    return RowTimes.of(times);
  }

  /** The GPU's sample of each series, null where it has none. */
  private static MetricColumn[] row(GpuSamples gpu, List<String> series) {
    MetricColumn[] row = new MetricColumn[series.size()];
    int next = 0;
    for (MetricColumn column : gpu.columns()) {
      boolean follows = next < row.length && series.get(next).equals(column.metric());
      int at = follows ? next : Collections.binarySearch(series, column.metric());
      if (column.size() != 1 || row[at] != null) {
        throw new IllegalArgumentException("more than one sample of " + column.metric());
      }
      row[at] = column;
      next = at + 1;
    }
    return row;
  }

  /**
   * Reads one message, trusting nothing: anybody can put bytes into the queue. Every array is
   * bounded by the bytes it was read from.
   */
  private static final class Reader {

    private final List<String> series = new ArrayList<>();
    private final Map<String, String> shared = new TreeMap<>();
    private final Map<String, String> sharedLabels = new TreeMap<>();
    private final Row usual = new Row();
    private final List<Row> rows = new ArrayList<>();
    private Long version;
    private Long publishedMs;
    private String host;

    /** A row while it is read. */
    private static final class Row {
      private String gpu;
      private final Map<String, String> facts = new TreeMap<>();
      private final Map<String, String> labels = new TreeMap<>();
      private long time = -1;
      private final List<Long> times = new ArrayList<>();
      private final List<Double> values = new ArrayList<>();
    }

    HostMessage read(JsonParser json) throws IOException {
      Json.readObject(json, this::field);
      Json.checkVersion(version, VERSION);
      Names.check("host", Json.required("host", host));
      if (rows.isEmpty()) {
        throw UnreadableException.message("no GPU");
      }
      Set<String> seen = new HashSet<>();
      List<GpuSamples> gpus = new ArrayList<>();
      for (Row row : rows) {
        if (!seen.add(row.gpu)) {
          throw UnreadableException.message("GPU " + row.gpu + " is there twice");
        }
        gpus.add(samples(row));
      }
      return new HostMessage(Json.required("publishedMs", publishedMs), gpus);
    }

    private void field(String field, JsonParser json) throws IOException {
      switch (field) {
        case "v" -> version = Json.integer(json);
        case "publishedMs" -> publishedMs = Json.integer(json);
        case "host" -> host = text(json);
        case "series" -> readSeries(json);
        case "all" ->
            Json.readObject(
                json,
                (fact, at) -> {
                  if (fact.equals("labels")) {
                    readLabels(sharedLabels, at);
                  } else {
                    readFact(shared, fact, at);
                  }
                });
        case "t" -> readTimes(usual, json);
        case "gpus" -> {
          Json.expect(json, JsonToken.START_ARRAY);
          while (json.nextToken() != JsonToken.END_ARRAY) {
            Row row = new Row();
            Json.readObject(json, (name, at) -> readRow(row, name, at));
            rows.add(row);
          }
        }
        default -> throw UnreadableException.message("unknown field " + field);
      }
    }

    private void readSeries(JsonParser json) throws IOException {
      Json.expect(json, JsonToken.START_ARRAY);
      while (json.nextToken() != JsonToken.END_ARRAY) {
        String name = Json.text(json);
        if (!SeriesName.isValid(name)
            || (!series.isEmpty() && series.get(series.size() - 1).compareTo(name) >= 0)) {
          throw UnreadableException.message("series do not ascend, or one has no name");
        }
        series.add(name);
      }
    }

    private static void readFact(Map<String, String> facts, String fact, JsonParser json)
        throws IOException {
      switch (fact) {
        case "uuid", "device", "model", "driver" -> facts.put(fact, text(json));
        default -> throw UnreadableException.message("unknown field " + fact);
      }
    }

    private void readRow(Row row, String field, JsonParser json) throws IOException {
      switch (field) {
        case "gpu" -> row.gpu = text(json);
        case "labels" -> readLabels(row.labels, json);
        case "t" -> readTimes(row, json);
        case "x" -> {
          Json.expect(json, JsonToken.START_ARRAY);
          while (json.nextToken() != JsonToken.END_ARRAY) {
            row.values.add(json.currentToken() == JsonToken.VALUE_NULL ? null : Json.number(json));
          }
        }
        default -> readFact(row.facts, field, json);
      }
    }

    private static void readLabels(Map<String, String> labels, JsonParser json) throws IOException {
      Json.readObject(
          json,
          (name, at) -> {
            labels.put(name, text(at));
            if (labels.size() > MessageCodec.MAX_LABELS) {
              throw UnreadableException.message("more than " + MessageCodec.MAX_LABELS + " labels");
            }
          });
    }

    private static void readTimes(Row row, JsonParser json) throws IOException {
      if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
        row.time = time(json);
        return;
      }
      Json.expect(json, JsonToken.START_ARRAY);
      while (json.nextToken() != JsonToken.END_ARRAY) {
        row.times.add(json.currentToken() == JsonToken.VALUE_NULL ? null : time(json));
      }
    }

    private GpuSamples samples(Row row) {
      Row timed = row.time < 0 && row.times.isEmpty() ? usual : row;
      if (row.values.size() != series.size()
          || (timed.time < 0 && timed.times.size() != series.size())) {
        throw UnreadableException.message("GPU " + row.gpu + " lacks columns");
      }
      List<MetricColumn> columns = new ArrayList<>();
      for (int i = 0; i < series.size(); i++) {
        Double value = row.values.get(i);
        Long time = timed.time >= 0 ? Long.valueOf(timed.time) : timed.times.get(i);
        if (value != null && time == null) {
          throw UnreadableException.message("GPU " + row.gpu + " has a value without a time");
        }
        if (value != null) {
          columns.add(new MetricColumn(series.get(i), new long[] {time}, new double[] {value}));
        }
      }
      if (columns.isEmpty()) {
        throw UnreadableException.message("GPU " + row.gpu + " has no sample");
      }
      return new GpuSamples(new GpuId(host, row.gpu), facts(row), columns);
    }

    private GpuFacts facts(Row row) {
      String uuid = fact(row, "uuid");
      if (!uuid.isEmpty()) {
        Names.check("uuid", uuid);
      }
      return new GpuFacts(
          uuid,
          fact(row, "device"),
          fact(row, "model"),
          fact(row, "driver"),
          row.labels.isEmpty() ? sharedLabels : row.labels);
    }

    private String fact(Row row, String name) {
      return row.facts.getOrDefault(name, shared.getOrDefault(name, ""));
    }

    private static long time(JsonParser json) throws IOException {
      long time = Json.integer(json);
      if (time < 0 || time > Keyspace.MAX_TIME_MS) {
        throw UnreadableException.message("no time: " + time);
      }
      return time;
    }

    private static String text(JsonParser json) throws IOException {
      String text = Json.text(json);
      if (text.length() > MessageCodec.MAX_TEXT) {
        throw UnreadableException.message(
            "a text is longer than " + MessageCodec.MAX_TEXT + " characters");
      }
      return text;
    }
  }
}
