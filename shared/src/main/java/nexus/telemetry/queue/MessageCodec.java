package nexus.telemetry.queue;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import nexus.telemetry.json.Json;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.MetricColumn;
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
 * </pre>
 *
 * <p>Doubles survive exactly: integral ones below 10<sup>15</sup> are written as integers, −0.0 as
 * {@code -0.0}, all others as {@link Double#toString(double)} does.
 */
public final class MessageCodec {

  static final int VERSION = 1;

  private MessageCodec() {}

  /** The message as UTF-8 JSON. */
  public static byte[] encode(Message message) {
    return Json.write(json -> write(json, message));
  }

  private static void write(JsonGenerator json, Message message) throws IOException {
    GpuSamples samples = message.samples();
    json.writeStartObject();
    json.writeNumberField("v", VERSION);
    json.writeNumberField("publishedMs", message.publishedMs());
    json.writeStringField("host", samples.gpu().host());
    json.writeStringField("gpu", samples.gpu().gpu());
    writeFacts(json, samples.facts());
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
   */
  public static Message decode(byte[] bytes) {
    return new MessageReader(bytes).read();
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
      json.writeStringField("metric", column.metric());
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
}
