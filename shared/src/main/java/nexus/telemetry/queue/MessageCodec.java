package nexus.telemetry.queue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import nexus.telemetry.json.Json;
import nexus.telemetry.json.StoredVersion;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.Names;
import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.model.Runs;
import nexus.telemetry.model.SeriesName;
import nexus.telemetry.model.StoredFormat;
import nexus.telemetry.model.UnreadableException;

/**
 * A message as JSON that people can read with {@code etcdctl}: columnar, so that it stays small.
 *
 * <pre>
 * {"v":1,                                  format version
 *  "publishedMs":1767225600000,            when it was published
 *  "host":"dgx-a01","gpu":"0",             the GPU's place; the key says the same
 *  "uuid":"GPU-…","device":"nvidia0","model":"NVIDIA H100 80GB HBM3","driver":"535.129.03",
 *  "labels":{"job":"dgx_dcgm_exporter"},   left out when there are none, like every unknown fact
 *  "times":[[1767225600000,15000,15000]],  each time column once: the first time, then steps
 *  "series":[{"metric":"DCGM_FI_DEV_GPU_TEMP","t":0,"values":[41,41.5,42]}]}   t: which time column
 *
 * version 3, written only where there is such a thing:
 *  "runs":[{"uuid":"GPU-…",…},           facts of the first samples on; those above are the last
 *          {"fromMs":1767225615000,"uuid":"GPU-…",…}],       and of those from that time on
 *  "series":[{"metric":"DCGM_EXP_XID_ERRORS_COUNT","labels":{"xid":"31"},"t":0,"values":[1,1,1]}]}
 * </pre>
 *
 * <p>Doubles survive exactly: integral ones below 10<sup>15</sup> are written as integers, −0.0 as
 * {@code -0.0}, all others as {@link Double#toString(double)} does.
 *
 * <p>This class is long because the writer and the reader of the format stand in one place.
 */
public final class MessageCodec {

  /**
   * One queue entry: all samples of one GPU in one ingested chunk, or a part of them where they
   * would make it too large.
   *
   * @param publishedMs when it was published, epoch milliseconds
   * @param samples the samples, at least one
   */
  public record Message(long publishedMs, GpuSamples samples) {}

  private static final int VERSION = 1;

  /** Version of a message with labels of series, or with facts that change. */
  private static final int WITH_RUNS = 3;

  /** Most labels of a GPU that are read. */
  static final int MAX_LABELS = 64;

  /** As long as a fact from a CSV can be: facts stand beside those of the host's other GPUs. */
  static final int MAX_TEXT = 256;

  private MessageCodec() {}

  /** The message as UTF-8 JSON, in the newest version that this release writes. */
  public static byte[] encode(Message message) {
    return encode(message, StoredFormat.MESSAGE.written());
  }

  /**
   * The message as UTF-8 JSON.
   *
   * @param version the newest version that may be written. The first tells neither labels of series
   *     nor facts that change; they are left out then.
   */
  public static byte[] encode(Message message, int version) {
    GpuSamples samples = message.samples();
    boolean plain = samples.isPlain();
    Message written =
        plain || version >= WITH_RUNS
            ? message
            : new Message(message.publishedMs(), samples.plain());
    return Json.write(json -> write(json, written, written.samples().isPlain()));
  }

  private static void write(JsonGenerator json, Message message, boolean plain) throws IOException {
    GpuSamples samples = message.samples();
    json.writeStartObject();
    json.writeNumberField("v", plain ? VERSION : WITH_RUNS);
    json.writeNumberField("publishedMs", message.publishedMs());
    json.writeStringField("host", samples.gpu().host());
    json.writeStringField("gpu", samples.gpu().gpu());
    writeFacts(json, samples.facts());
    if (samples.factRuns().size() > 1) {
      writeRuns(json, samples.factRuns());
    }
    List<long[]> timeColumns = new ArrayList<>();
    int[] timeColumnOf = shareTimes(samples.columns(), timeColumns);
    writeTimes(json, timeColumns);
    writeSeries(json, samples.columns(), timeColumnOf);
    json.writeEndObject();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws UnreadableException when the bytes are no message
   * @throws NewerFormatException when they are one of a newer version
   */
  public static Message decode(byte[] bytes) {
    try {
      return new Reader(bytes).read();
    } catch (UnreadableException e) {
      StoredVersion.check(StoredFormat.MESSAGE, bytes);
      throw e;
    }
  }

  /** Whether the bytes are a message of a version that only a newer release reads. */
  public static boolean isNewer(byte[] bytes) {
    return StoredVersion.newer(StoredFormat.MESSAGE, bytes).isPresent();
  }

  /**
   * Checks a message that is about to be replaced, whether or not it can be read.
   *
   * @throws NewerFormatException naming the key, when it is of a newer version
   */
  static void checkNotNewer(Entry message) {
    StoredVersion.newer(StoredFormat.MESSAGE, message.value())
        .ifPresent(
            newer -> {
              throw newer.at(message.key());
            });
  }

  private static void writeFacts(JsonGenerator json, GpuFacts facts) throws IOException {
    writeUnlessEmpty(json, "uuid", facts.uuid());
    writeUnlessEmpty(json, "device", facts.device());
    writeUnlessEmpty(json, "model", facts.model());
    writeUnlessEmpty(json, "driver", facts.driver());
    if (!facts.labels().isEmpty()) {
      json.writeObjectFieldStart("labels");
      for (Map.Entry<String, String> label : facts.labels().entrySet()) {
        json.writeStringField(label.getKey(), label.getValue());
      }
      json.writeEndObject();
    }
  }

  private static void writeRuns(JsonGenerator json, Runs<GpuFacts> runs) throws IOException {
    json.writeArrayFieldStart("runs");
    for (int i = 0; i < runs.size(); i++) {
      json.writeStartObject();
      if (i > 0) {
        json.writeNumberField("fromMs", runs.start(i));
      }
      writeFacts(json, runs.value(i));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeUnlessEmpty(JsonGenerator json, String field, String text)
      throws IOException {
    if (!text.isEmpty()) {
      json.writeStringField(field, text);
    }
  }

  /** Fills {@code distinct} and returns, for each column, the index of its times in there. */
  private static int[] shareTimes(List<MetricColumn> columns, List<long[]> distinct) {
    int[] which = new int[columns.size()];
    for (int i = 0; i < which.length; i++) {
      long[] times = columns.get(i).times();
      int found = distinct.size() - 1;
      while (found >= 0 && !Arrays.equals(distinct.get(found), times)) {
        found--;
      }
      if (found < 0) {
        found = distinct.size();
        distinct.add(times);
      }
      which[i] = found;
    }
    return which;
  }

  private static void writeTimes(JsonGenerator json, List<long[]> timeColumns) throws IOException {
    json.writeArrayFieldStart("times");
    for (long[] times : timeColumns) {
      json.writeStartArray();
      long previous = 0;
      for (long time : times) {
        json.writeNumber(time - previous);
        previous = time;
      }
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  private static void writeSeries(
      JsonGenerator json, List<MetricColumn> columns, int[] timeColumnOf) throws IOException {
    json.writeArrayFieldStart("series");
    for (int i = 0; i < timeColumnOf.length; i++) {
      MetricColumn column = columns.get(i);
      json.writeStartObject();
      writeName(json, column.metric());
      json.writeNumberField("t", timeColumnOf[i]);
      json.writeArrayFieldStart("values");
      for (double value : column.values()) {
        Json.writeNumber(json, value);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeName(JsonGenerator json, String series) throws IOException {
    if (!SeriesName.hasLabels(series)) {
      json.writeStringField("metric", series);
      return;
    }
    SeriesName name = SeriesName.of(series);
    json.writeStringField("metric", name.metric());
    json.writeObjectFieldStart("labels");
    for (Map.Entry<String, String> label : name.labels().entrySet()) {
      json.writeStringField(label.getKey(), label.getValue());
    }
    json.writeEndObject();
  }

  /**
   * Reads one message's JSON, trusting nothing: anybody can put bytes into the queue. Every array
   * is bounded by the bytes it was read from.
   */
  private static final class Reader {

    private static final JsonFactory JSON = new JsonFactory();

    private final byte[] bytes;

    private int version;
    private long publishedMs;
    private String host;
    private String gpu;
    private final Facts facts = new Facts();
    private final List<Facts> runs = new ArrayList<>();
    private final List<long[]> times = new ArrayList<>();
    private final List<Series> series = new ArrayList<>();

    /** Facts while they are read. */
    private static final class Facts {
      private long fromMs;
      private String uuid = "";
      private String device = "";
      private String model = "";
      private String driver = "";
      private Map<String, String> labels = Map.of();

      /** Takes a field; false when it is none of facts. */
      boolean read(JsonParser json, String field) throws IOException {
        switch (field) {
          case "uuid" -> uuid = text(json, field);
          case "device" -> device = text(json, field);
          case "model" -> model = text(json, field);
          case "driver" -> driver = text(json, field);
          case "labels" -> labels = readLabels(json);
          default -> {
            return false;
          }
        }
        return true;
      }

      GpuFacts facts() {
        if (!uuid.isEmpty()) {
          Names.check("uuid", uuid);
        }
        return new GpuFacts(uuid, device, model, driver, labels);
      }
    }

    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    private record Series(String metric, int timeColumn, double[] values) {}

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    Message read() {
      try (JsonParser json = JSON.createParser(bytes)) {
        expect(json.nextToken(), JsonToken.START_OBJECT, "message");
        while (json.nextToken() != JsonToken.END_OBJECT) {
          readField(json, json.currentName());
        }
        if (json.nextToken() != null) {
          throw UnreadableException.message("more than one JSON value");
        }
      } catch (JsonParseException e) {
        throw UnreadableException.message("not JSON: " + e.getOriginalMessage(), e);
      } catch (IOException e) {
        throw UnreadableException.message("not a message: " + e.getMessage(), e);
      }
      return message();
    }

    private void readField(JsonParser json, String field) throws IOException {
      json.nextToken();
      switch (field) {
        case "v" -> readVersion(json);
        case "publishedMs" -> publishedMs = integer(json, field);
        case "host" -> host = text(json, field);
        case "gpu" -> gpu = text(json, field);
        case "times" -> readTimes(json);
        case "series" -> readSeries(json);
        case "runs" -> readRuns(json);
        default -> {
          if (!facts.read(json, field)) {
            throw UnreadableException.message("unknown field " + field);
          }
        }
      }
    }

    private void readVersion(JsonParser json) throws IOException {
      long read = integer(json, "v");
      if (read != VERSION && read != WITH_RUNS) {
        throw UnreadableException.message("unknown message version " + read);
      }
      version = (int) read;
    }

    private static Map<String, String> readLabels(JsonParser json) throws IOException {
      expect(json.currentToken(), JsonToken.START_OBJECT, "labels");
      Map<String, String> labels = new TreeMap<>();
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        json.nextToken();
        labels.put(name, text(json, "labels"));
        if (labels.size() > MAX_LABELS) {
          throw UnreadableException.message("more than " + MAX_LABELS + " labels");
        }
      }
      return labels;
    }

    private void readRuns(JsonParser json) throws IOException {
      expect(json.currentToken(), JsonToken.START_ARRAY, "runs");
      while (json.nextToken() != JsonToken.END_ARRAY) {
        expect(json.currentToken(), JsonToken.START_OBJECT, "runs");
        Facts run = new Facts();
        while (json.nextToken() != JsonToken.END_OBJECT) {
          String field = json.currentName();
          json.nextToken();
          if (field.equals("fromMs")) {
            run.fromMs = integer(json, field);
          } else if (!run.read(json, field)) {
            throw UnreadableException.message("unknown field " + field + " in runs");
          }
        }
        runs.add(run);
      }
    }

    private void readTimes(JsonParser json) throws IOException {
      expect(json.currentToken(), JsonToken.START_ARRAY, "times");
      while (json.nextToken() != JsonToken.END_ARRAY) {
        expect(json.currentToken(), JsonToken.START_ARRAY, "times");
        times.add(readTimeColumn(json));
      }
    }

    private static long[] readTimeColumn(JsonParser json) throws IOException {
      long[] column = new long[16];
      int size = 0;
      long time = 0;
      while (json.nextToken() != JsonToken.END_ARRAY) {
        long step = integer(json, "times");
        if (step < 0 || step > Keyspace.MAX_TIME_MS - time) {
          throw UnreadableException.message("times do not ascend within bounds at entry " + size);
        }
        time += step;
        if (size == column.length) {
          column = Arrays.copyOf(column, 2 * size);
        }
        column[size++] = time;
      }
      return Arrays.copyOf(column, size);
    }

    private void readSeries(JsonParser json) throws IOException {
      expect(json.currentToken(), JsonToken.START_ARRAY, "series");
      while (json.nextToken() != JsonToken.END_ARRAY) {
        expect(json.currentToken(), JsonToken.START_OBJECT, "series");
        series.add(readOneSeries(json));
      }
    }

    private static Series readOneSeries(JsonParser json) throws IOException {
      String metric = null;
      Map<String, String> labels = Map.of();
      long timeColumn = -1;
      double[] values = new double[0];
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String field = json.currentName();
        json.nextToken();
        switch (field) {
          case "metric" -> metric = text(json, field);
          case "labels" -> labels = readLabels(json);
          case "t" -> timeColumn = integer(json, field);
          case "values" -> values = readValues(json);
          default -> throw UnreadableException.message("unknown field " + field + " in series");
        }
      }
      if (!Names.isValid(metric)) {
        throw UnreadableException.message("series without a valid metric name");
      }
      return new Series(
          name(metric, labels),
          (int) Math.max(-1, Math.min(timeColumn, Integer.MAX_VALUE)),
          values);
    }

    private static String name(String metric, Map<String, String> labels) {
      try {
        return labels.isEmpty() ? metric : new SeriesName(metric, new TreeMap<>(labels)).text();
      } catch (InvalidInputException e) {
        throw UnreadableException.message(e.getMessage(), e);
      }
    }

    private static double[] readValues(JsonParser json) throws IOException {
      expect(json.currentToken(), JsonToken.START_ARRAY, "values");
      double[] values = new double[16];
      int size = 0;
      while (json.nextToken() != JsonToken.END_ARRAY) {
        if (!json.currentToken().isNumeric()) {
          throw UnreadableException.message("a value is no number");
        }
        double value = json.getDoubleValue();
        if (!Double.isFinite(value)) {
          throw UnreadableException.message("a value is not finite");
        }
        if (size == values.length) {
          values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
      }
      return Arrays.copyOf(values, size);
    }

    private Message message() {
      if (version == 0) {
        throw UnreadableException.message("no message version");
      }
      if (series.isEmpty()) {
        throw UnreadableException.message("no series");
      }
      try {
        return new Message(
            publishedMs, new GpuSamples(new GpuId(host, gpu), factRuns(), columns()));
      } catch (InvalidInputException | IllegalArgumentException e) {
        throw UnreadableException.message(e.getMessage(), e);
      }
    }

    private Runs<GpuFacts> factRuns() {
      if (runs.isEmpty()) {
        return Runs.always(facts.facts());
      }
      Runs.Builder<GpuFacts> all = new Runs.Builder<>();
      runs.forEach(run -> all.from(run.fromMs, run.facts()));
      return all.build();
    }

    private List<MetricColumn> columns() {
      List<MetricColumn> columns = new ArrayList<>(series.size());
      Set<String> metrics = new HashSet<>();
      for (Series one : series) {
        if (!metrics.add(one.metric())) {
          throw UnreadableException.message("metric " + one.metric() + " is there twice");
        }
        if (one.timeColumn() < 0 || one.timeColumn() >= times.size()) {
          throw UnreadableException.message("metric " + one.metric() + " has no times");
        }
        long[] columnTimes = times.get(one.timeColumn());
        if (columnTimes.length != one.values().length || columnTimes.length == 0) {
          throw UnreadableException.message(
              "metric "
                  + one.metric()
                  + " has "
                  + one.values().length
                  + " values at "
                  + columnTimes.length
                  + " times");
        }
        columns.add(new MetricColumn(one.metric(), columnTimes, one.values()));
      }
      return columns;
    }

    private static void expect(JsonToken token, JsonToken expected, String field) {
      if (token != expected) {
        throw UnreadableException.message(field + " is not what it should be: " + token);
      }
    }

    private static String text(JsonParser json, String field) throws IOException {
      expect(json.currentToken(), JsonToken.VALUE_STRING, field);
      if (json.getTextLength() > MAX_TEXT) {
        throw UnreadableException.message(field + " is longer than " + MAX_TEXT + " characters");
      }
      return json.getText();
    }

    private static long integer(JsonParser json, String field) throws IOException {
      expect(json.currentToken(), JsonToken.VALUE_NUMBER_INT, field);
      return json.getLongValue();
    }
  }
}
