package nexus.telemetry.store;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import nexus.telemetry.json.Json;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.store.HostLatest.Gpu;
import nexus.telemetry.store.HostLatest.LatestSample;

/** Reads one stored {@link HostLatest}; see {@link HostLatestCodec} for its form. */
final class HostLatestReader {

  private final List<String> metrics = new ArrayList<>();
  private final List<Gpu> gpus = new ArrayList<>();
  private Long version;
  private String host;

  // The GPU being read. The columns are as long as the metrics; only the first
  // timeCount and valueCount entries are of this GPU.
  private String gpu;
  private String uuid;
  private String device;
  private String model;
  private long[] times = {};
  private boolean[] hasTime = {};
  private double[] values = {};
  private boolean[] hasValue = {};
  private int timeCount;
  private int valueCount;

  HostLatest read(JsonParser json, long expectedVersion) throws IOException {
    Json.readObject(json, this::field);
    Json.checkVersion(version, expectedVersion);
    return new HostLatest(Json.required("host", host), gpus);
  }

  private void field(String field, JsonParser json) throws IOException {
    switch (field) {
      case "v" -> version = Json.integer(json);
      case "host" -> host = Json.text(json);
      case "metrics" -> readMetrics(json);
      case "gpus" -> readGpus(json);
      default -> json.skipChildren();
    }
  }

  private void readMetrics(JsonParser json) throws IOException {
    Json.expect(json, JsonToken.START_ARRAY);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      String metric = Json.text(json);
      if (!metrics.isEmpty() && metrics.get(metrics.size() - 1).compareTo(metric) >= 0) {
        throw UnreadableException.value("metrics do not ascend at " + metric);
      }
      metrics.add(metric);
    }
    times = new long[metrics.size()];
    hasTime = new boolean[metrics.size()];
    values = new double[metrics.size()];
    hasValue = new boolean[metrics.size()];
  }

  private void readGpus(JsonParser json) throws IOException {
    Json.expect(json, JsonToken.START_ARRAY);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      gpu = uuid = device = model = null;
      timeCount = valueCount = -1;
      Json.readObject(json, this::gpuField);
      gpus.add(
          new Gpu(
              Json.required("gpu", gpu),
              Json.required("uuid", uuid),
              Json.required("device", device),
              Json.required("model", model),
              samples()));
    }
  }

  private void gpuField(String field, JsonParser json) throws IOException {
    switch (field) {
      case "gpu" -> gpu = Json.text(json);
      case "uuid" -> uuid = Json.text(json);
      case "device" -> device = Json.text(json);
      case "model" -> model = Json.text(json);
      case "t" -> readTimes(json);
      case "x" -> readValues(json);
      default -> json.skipChildren();
    }
  }

  private void readTimes(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      Arrays.fill(times, json.getLongValue());
      Arrays.fill(hasTime, true);
      timeCount = times.length;
      return;
    }
    Json.expect(json, JsonToken.START_ARRAY);
    timeCount = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      int at = place(timeCount++);
      hasTime[at] = json.currentToken() != JsonToken.VALUE_NULL;
      times[at] = hasTime[at] ? Json.integer(json) : 0;
    }
  }

  private void readValues(JsonParser json) throws IOException {
    Json.expect(json, JsonToken.START_ARRAY);
    valueCount = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      int at = place(valueCount++);
      hasValue[at] = json.currentToken() != JsonToken.VALUE_NULL;
      values[at] = hasValue[at] ? Json.number(json) : 0;
    }
  }

  private int place(int index) {
    if (index >= metrics.size()) {
      throw UnreadableException.value("GPU " + gpu + " has more columns than there are metrics");
    }
    return index;
  }

  private List<LatestSample> samples() {
    if (timeCount != metrics.size() || valueCount != metrics.size()) {
      throw UnreadableException.value("GPU " + gpu + " lacks columns");
    }
    List<LatestSample> samples = new ArrayList<>(valueCount);
    for (int i = 0; i < valueCount; i++) {
      if (hasValue[i]) {
        if (!hasTime[i]) {
          throw UnreadableException.value("GPU " + gpu + " has a value without a time");
        }
        samples.add(new LatestSample(metrics.get(i), times[i], values[i]));
      }
    }
    return samples;
  }
}
