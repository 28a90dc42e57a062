package nexus.telemetry.store;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import nexus.telemetry.json.Json;
import nexus.telemetry.model.Bounds;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.StoredFormat;
import nexus.telemetry.model.UnreadableException;

/**
 * The stored form of {@link GpuMetadata}:
 *
 * <pre>
 * {"v":1,"uuid":"GPU-5fd4f087","device":"nvidia0","model":"NVIDIA H100 80GB HBM3",
 *  "driver":"535.129.03","labels":{"job":"dcgm"},"firstSeenMs":1752845053000,
 *  "factsAsOfMs":1752845113000}
 * {"v":3,…,"sets":[{"uuid":"GPU-5fd4f087",…,"labels":{}},…]}   sets of facts by number, from 0;
 *                                                              {} is one of which nothing is known
 * </pre>
 */
public final class GpuMetadataCodec {

  private static final int VERSION = 1;

  /** Version with the sets of facts that blocks hold the numbers of. */
  static final int WITH_SETS = 3;

  private GpuMetadataCodec() {}

  /** The stored form: of version 3 where there are sets. */
  public static byte[] encode(GpuMetadata metadata) {
    return Json.write(json -> write(json, metadata));
  }

  /**
   * The metadata in a stored value.
   *
   * @throws UnreadableException when there is none, or it is of no known version
   * @throws nexus.telemetry.model.NewerFormatException when it is of a newer version
   */
  public static GpuMetadata decode(byte[] value) {
    return Json.read(StoredFormat.METADATA, value, json -> new Fields().read(json));
  }

  private static void write(JsonGenerator json, GpuMetadata metadata) throws IOException {
    boolean sets = !metadata.sets().isEmpty();
    json.writeStartObject();
    json.writeNumberField("v", sets ? WITH_SETS : VERSION);
    writeFacts(json, metadata.facts());
    json.writeNumberField("firstSeenMs", metadata.firstSeenMs());
    json.writeNumberField("factsAsOfMs", metadata.factsAsOfMs());
    if (sets) {
      json.writeArrayFieldStart("sets");
      for (GpuFacts set : metadata.sets()) {
        json.writeStartObject();
        if (!set.equals(GpuFacts.UNKNOWN)) {
          writeFacts(json, set);
        }
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void writeFacts(JsonGenerator json, GpuFacts facts) throws IOException {
    json.writeStringField("uuid", facts.uuid());
    json.writeStringField("device", facts.device());
    json.writeStringField("model", facts.model());
    json.writeStringField("driver", facts.driver());
    json.writeObjectFieldStart("labels");
    for (Map.Entry<String, String> label : facts.labels().entrySet()) {
      json.writeStringField(label.getKey(), label.getValue());
    }
    json.writeEndObject();
  }

  /** What was read so far. */
  private static final class Fields {
    private final Facts facts = new Facts();
    private final List<GpuFacts> sets = new ArrayList<>();
    private Long version;
    private Long firstSeenMs;
    private Long factsAsOfMs;

    GpuMetadata read(JsonParser json) throws IOException {
      Json.readObject(json, this::field);
      Json.checkVersion(version, VERSION, WITH_SETS);
      return new GpuMetadata(
          facts.facts(), time("firstSeenMs", firstSeenMs), time("factsAsOfMs", factsAsOfMs), sets);
    }

    /** Facts of a time that never comes would never be brought up to date. */
    private static long time(String field, Long ms) {
      long time = Json.required(field, ms);
      Bounds.checkTimes(time);
      return time;
    }

    private void field(String field, JsonParser json) throws IOException {
      switch (field) {
        case "v" -> version = Json.integer(json);
        case "firstSeenMs" -> firstSeenMs = Json.integer(json);
        case "factsAsOfMs" -> factsAsOfMs = Json.integer(json);
        case "sets" -> readSets(json);
        default -> facts.field(field, json);
      }
    }

    private void readSets(JsonParser json) throws IOException {
      Json.expect(json, JsonToken.START_ARRAY);
      while (json.nextToken() != JsonToken.END_ARRAY) {
        Facts set = new Facts();
        Json.readObject(json, set::field);
        sets.add(set.facts());
      }
    }
  }

  /** Facts that were read so far. */
  private static final class Facts {
    private final Map<String, String> labels = new TreeMap<>();
    private String uuid;
    private String device;
    private String model;
    private String driver;

    GpuFacts facts() {
      return new GpuFacts(uuid, device, model, driver, labels);
    }

    void field(String field, JsonParser json) throws IOException {
      switch (field) {
        case "uuid" -> uuid = Json.text(json);
        case "device" -> device = Json.text(json);
        case "model" -> model = Json.text(json);
        case "driver" -> driver = Json.text(json);
        case "labels" -> Json.readObject(json, (name, at) -> labels.put(name, Json.text(at)));
        default -> json.skipChildren();
      }
    }
  }
}
