package nexus.telemetry.store;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import nexus.telemetry.json.ColumnNames;
import nexus.telemetry.json.Json;
import nexus.telemetry.json.RowTimes;
import nexus.telemetry.model.Bounds;
import nexus.telemetry.model.StoredFormat;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.store.HostLatest.Gpu;
import nexus.telemetry.store.HostLatest.LatestSample;

/**
 * The stored form of {@link HostLatest}: one table a host, a row a GPU, a column a metric.
 *
 * <pre>
 * {"v":1,"host":"node-1",
 *  "metrics":["DCGM_FI_DEV_GPU_TEMP","DCGM_FI_DEV_GPU_UTIL"],
 *  "gpus":[
 *   {"gpu":"0","uuid":"GPU-5fd4f087","device":"nvidia0","model":"NVIDIA H100 80GB HBM3",
 *    "t":1752845053000,"x":[41,97]},
 *   {"gpu":"1","uuid":"","device":"","model":"",
 *    "t":[1752845053000,null],"x":[40.5,null]}]}
 * </pre>
 *
 * <p>{@code t}, epoch milliseconds, is one number when all of a GPU's newest samples were taken
 * together, else one a metric. {@code null} stands where a GPU has no sample of a metric.
 *
 * <pre>
 * version 2, written only where a GPU has samples that are in no block yet:
 *  "t":[1752845053000,1752845051000],                  times of GPUs that say none
 *  "gpus":[
 *   {…,"open":{"fromMs":1752845053000,"block":"BFw…"}   those samples: a block
 * </pre>
 *
 * <p>Its bytes are written in Base64 (RFC 4648).
 */
public final class HostLatestCodec {

  private static final int VERSION = 1;

  /** Version of newest values with samples that are in no block. */
  static final int WITH_OPEN = 2;

  private HostLatestCodec() {}

  /**
   * The stored form, in the oldest version that says all of it. Who may not write the second has no
   * open blocks.
   */
  public static byte[] encode(HostLatest latest) {
    boolean open = latest.gpus().stream().anyMatch(gpu -> gpu.open().isPresent());
    return Json.write(json -> write(json, latest, open ? WITH_OPEN : VERSION));
  }

  /**
   * The newest values in a stored value.
   *
   * @throws UnreadableException when there are none, or they are of no known version
   * @throws nexus.telemetry.model.NewerFormatException when they are of a newer version
   */
  public static HostLatest decode(byte[] value) {
    return Json.read(StoredFormat.LATEST, value, json -> new Reader().read(json));
  }

  /**
   * The newest values of a host in a stored value.
   *
   * @param host whose they must be
   * @throws UnreadableException when there are none, or they are another host's
   * @throws nexus.telemetry.model.NewerFormatException when they are of a newer version
   */
  public static HostLatest decode(byte[] value, String host) {
    HostLatest latest = decode(value);
    if (!latest.host().equals(host)) {
      throw UnreadableException.value("they are those of host " + latest.host());
    }
    return latest;
  }

  private static void write(JsonGenerator json, HostLatest latest, int version) throws IOException {
    List<String> metrics = metrics(latest);
    json.writeStartObject();
    json.writeNumberField("v", version);
    json.writeStringField("host", latest.host());
    json.writeArrayFieldStart("metrics");
    for (String metric : metrics) {
      json.writeString(metric);
    }
    json.writeEndArray();
    Long[] usual = {};
    if (version >= WITH_OPEN) {
      usual = times(row(latest.gpus().get(0), metrics));
      RowTimes.write(json, usual);
    }
    json.writeArrayFieldStart("gpus");
    for (Gpu gpu : latest.gpus()) {
      writeGpu(json, gpu, metrics, usual);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static List<String> metrics(HostLatest latest) {
    ColumnNames metrics = new ColumnNames();
    for (Gpu gpu : latest.gpus()) {
      for (LatestSample sample : gpu.samples()) {
        metrics.add(sample.metric());
      }
    }
    return metrics.all();
  }

  private static void writeGpu(JsonGenerator json, Gpu gpu, List<String> metrics, Long[] usual)
      throws IOException {
    List<LatestSample> row = row(gpu, metrics);
    json.writeStartObject();
    json.writeStringField("gpu", gpu.gpu());
    json.writeStringField("uuid", gpu.uuid());
    json.writeStringField("device", gpu.device());
    json.writeStringField("model", gpu.model());
    if (gpu.open().isPresent()) {
      json.writeObjectFieldStart("open");
      json.writeNumberField("fromMs", gpu.open().get().firstMs());
      json.writeBinaryField("block", gpu.open().get().bytes());
      json.writeEndObject();
    }
    Long[] times = times(row);
    if (usual.length == 0 || !Arrays.equals(times, usual)) {
      RowTimes.write(json, times);
    }
    json.writeArrayFieldStart("x");
    for (LatestSample sample : row) {
      if (sample == null) {
        json.writeNull();
      } else {
        Json.writeNumber(json, sample.value());
      }
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static Long[] times(List<LatestSample> row) {
    Long[] times = new Long[row.size()];
    for (int i = 0; i < times.length; i++) {
      times[i] = row.get(i) == null ? null : Long.valueOf(row.get(i).timeMs());
    }
    return RowTimes.of(times);
  }

  /** The GPU's sample of each metric, null where it has none. */
  private static List<LatestSample> row(Gpu gpu, List<String> metrics) {
    List<LatestSample> row = new ArrayList<>(metrics.size());
    int next = 0;
    for (String metric : metrics) {
      boolean has = next < gpu.samples().size() && gpu.samples().get(next).metric().equals(metric);
      row.add(has ? gpu.samples().get(next++) : null);
    }
    if (next < gpu.samples().size()) {
      throw new IllegalArgumentException("metrics of GPU " + gpu.gpu() + " do not ascend");
    }
    return row;
  }

  /** Reads one stored form; used once. */
  private static final class Reader {

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
    private Optional<OpenBlock> open = Optional.empty();
    private long[] times = {};
    private boolean[] hasTime = {};
    private double[] values = {};
    private boolean[] hasValue = {};
    private int timeCount;
    private int valueCount;

    // What holds of GPUs that say no times.
    private long[] usualTimes = {};
    private boolean[] usualHas = {};
    private int usualCount = -1;

    HostLatest read(JsonParser json) throws IOException {
      Json.readObject(json, this::field);
      Json.checkVersion(version, VERSION, WITH_OPEN);
      return new HostLatest(Json.required("host", host), gpus);
    }

    private void field(String field, JsonParser json) throws IOException {
      switch (field) {
        case "v" -> version = Json.integer(json);
        case "host" -> host = Json.text(json);
        case "metrics" -> readMetrics(json);
        case "t" -> {
          timeCount = 0;
          readTimes(json);
          usualTimes = times.clone();
          usualHas = hasTime.clone();
          usualCount = timeCount;
        }
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
        open = Optional.empty();
        timeCount = valueCount = -1;
        Json.readObject(json, this::gpuField);
        gpus.add(
            new Gpu(
                Json.required("gpu", gpu),
                Json.required("uuid", uuid),
                Json.required("device", device),
                Json.required("model", model),
                samples(),
                open));
      }
    }

    private void gpuField(String field, JsonParser json) throws IOException {
      switch (field) {
        case "gpu" -> gpu = Json.text(json);
        case "uuid" -> uuid = Json.text(json);
        case "device" -> device = Json.text(json);
        case "model" -> model = Json.text(json);
        case "open" -> open = Optional.of(readOpen(json));
        case "t" -> readTimes(json);
        case "x" -> readValues(json);
        default -> json.skipChildren();
      }
    }

    private OpenBlock readOpen(JsonParser json) throws IOException {
      Long[] fromMs = new Long[1];
      byte[][] block = new byte[1][];
      Json.readObject(
          json,
          (field, at) -> {
            switch (field) {
              case "fromMs" -> fromMs[0] = Json.integer(at);
              case "block" -> {
                Json.expect(at, JsonToken.VALUE_STRING);
                block[0] = at.getBinaryValue();
              }
              default -> at.skipChildren();
            }
          });
      Bounds.checkTimes(Json.required("fromMs", fromMs[0]));
      return OpenBlock.read(fromMs[0], Json.required("block", block[0]));
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
      if (timeCount < 0 && usualCount >= 0) {
        System.arraycopy(usualTimes, 0, times, 0, times.length);
        System.arraycopy(usualHas, 0, hasTime, 0, hasTime.length);
        timeCount = usualCount;
      }
      if (timeCount != metrics.size() || valueCount != metrics.size()) {
        throw UnreadableException.value("GPU " + gpu + " lacks columns");
      }
      List<LatestSample> samples = new ArrayList<>(valueCount);
      for (int i = 0; i < valueCount; i++) {
        if (hasValue[i]) {
          if (!hasTime[i]) {
            throw UnreadableException.value("GPU " + gpu + " has a value without a time");
          }
          Bounds.checkTimes(times[i]);
          samples.add(new LatestSample(metrics.get(i), times[i], values[i]));
        }
      }
      return samples;
    }
  }
}
