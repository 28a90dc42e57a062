package nexus.telemetry.store;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import nexus.telemetry.json.Json;
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
 * </pre>
 */
public final class GpuMetadataCodec {

  private static final int VERSION = 1;

  private GpuMetadataCodec() {}

  /** The stored form, in the newest version that this release writes. */
  public static byte[] encode(GpuMetadata metadata) {
    return encode(metadata, VERSION);
  }

  /**
   * The stored form.
   *
   * @param version the version to write: {@value #VERSION}, as there is no other yet
   */
  public static byte[] encode(GpuMetadata metadata, int version) {
    return Json.write(json -> write(json, metadata, version));
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

  private static void write(JsonGenerator json, GpuMetadata metadata, int version)
      throws IOException {
    GpuFacts facts = metadata.facts();
    json.writeStartObject();
    json.writeNumberField("v", version);
    json.writeStringField("uuid", facts.uuid());
    json.writeStringField("device", facts.device());
    json.writeStringField("model", facts.model());
    json.writeStringField("driver", facts.driver());
    json.writeObjectFieldStart("labels");
    for (Map.Entry<String, String> label : facts.labels().entrySet()) {
      json.writeStringField(label.getKey(), label.getValue());
    }
    json.writeEndObject();
    json.writeNumberField("firstSeenMs", metadata.firstSeenMs());
    json.writeNumberField("factsAsOfMs", metadata.factsAsOfMs());
    json.writeEndObject();
  }

  /** What was read so far. */
  private static final class Fields {
    private final Map<String, String> labels = new TreeMap<>();
    private Long version;
    private String uuid;
    private String device;
    private String model;
    private String driver;
    private Long firstSeenMs;
    private Long factsAsOfMs;

    GpuMetadata read(JsonParser json) throws IOException {
      Json.readObject(json, this::field);
      Json.checkVersion(version, VERSION);
      return new GpuMetadata(
          new GpuFacts(uuid, device, model, driver, labels),
          Json.required("firstSeenMs", firstSeenMs),
          Json.required("factsAsOfMs", factsAsOfMs));
    }

    private void field(String field, JsonParser json) throws IOException {
      switch (field) {
        case "v" -> version = Json.integer(json);
        case "uuid" -> uuid = Json.text(json);
        case "device" -> device = Json.text(json);
        case "model" -> model = Json.text(json);
        case "driver" -> driver = Json.text(json);
        case "labels" -> Json.readObject(json, (name, at) -> labels.put(name, Json.text(at)));
        case "firstSeenMs" -> firstSeenMs = Json.integer(json);
        case "factsAsOfMs" -> factsAsOfMs = Json.integer(json);
        default -> json.skipChildren();
      }
    }
  }
}
