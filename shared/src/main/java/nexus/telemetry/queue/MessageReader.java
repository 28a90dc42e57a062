package nexus.telemetry.queue;

import com.fasterxml.jackson.core.JsonFactory;
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
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.Names;
import nexus.telemetry.model.UnreadableException;

/**
 * Reads one message's JSON, trusting nothing: anybody can put bytes into the queue. Every array is
 * bounded by the bytes it was read from.
 */
final class MessageReader {

  private static final int MAX_LABELS = 64;

  /** As long as a fact from a CSV can be: facts stand beside those of the host's other GPUs. */
  private static final int MAX_TEXT = 256;

  private static final JsonFactory JSON = new JsonFactory();

  private final byte[] bytes;

  private int version;
  private long publishedMs;
  private String host;
  private String gpu;
  private String uuid = "";
  private String device = "";
  private String model = "";
  private String driver = "";
  private final Map<String, String> labels = new TreeMap<>();
  private final List<long[]> times = new ArrayList<>();
  private final List<Series> series = new ArrayList<>();

  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  private record Series(String metric, int timeColumn, double[] values) {}

  MessageReader(byte[] bytes) {
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
      case "uuid" -> uuid = text(json, field);
      case "device" -> device = text(json, field);
      case "model" -> model = text(json, field);
      case "driver" -> driver = text(json, field);
      case "labels" -> readLabels(json);
      case "times" -> readTimes(json);
      case "series" -> readSeries(json);
      default -> throw UnreadableException.message("unknown field " + field);
    }
  }

  private void readVersion(JsonParser json) throws IOException {
    long read = integer(json, "v");
    if (read != MessageCodec.VERSION) {
      throw UnreadableException.message("unknown message version " + read);
    }
    version = MessageCodec.VERSION;
  }

  private void readLabels(JsonParser json) throws IOException {
    expect(json.currentToken(), JsonToken.START_OBJECT, "labels");
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      labels.put(name, text(json, "labels"));
      if (labels.size() > MAX_LABELS) {
        throw UnreadableException.message("more than " + MAX_LABELS + " labels");
      }
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
    long timeColumn = -1;
    double[] values = new double[0];
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "metric" -> metric = text(json, field);
        case "t" -> timeColumn = integer(json, field);
        case "values" -> values = readValues(json);
        default -> throw UnreadableException.message("unknown field " + field + " in series");
      }
    }
    if (!Names.isValid(metric)) {
      throw UnreadableException.message("series without a valid metric name");
    }
    return new Series(metric, (int) Math.max(-1, Math.min(timeColumn, Integer.MAX_VALUE)), values);
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
      GpuFacts facts = new GpuFacts(uuid, device, model, driver, labels);
      if (!uuid.isEmpty()) {
        Names.check("uuid", uuid);
      }
      return new Message(publishedMs, new GpuSamples(new GpuId(host, gpu), facts, columns()));
    } catch (InvalidInputException e) {
      throw UnreadableException.message(e.getMessage(), e);
    }
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
