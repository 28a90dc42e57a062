package nexus.telemetry.store;

import nexus.telemetry.json.Json;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.StoredFormat;
import nexus.telemetry.model.UnreadableException;

/**
 * Where the GPU with a UUID is: the value of a {@code uuids/{uuid}} key.
 *
 * <pre>{"host":"node-1","gpu":"0"}</pre>
 */
public final class UuidPointer {

  private UuidPointer() {}

  /** The stored form. */
  public static byte[] encode(GpuId gpu) {
    return Json.write(
        json -> {
          json.writeStartObject();
          json.writeStringField("host", gpu.host());
          json.writeStringField("gpu", gpu.gpu());
          json.writeEndObject();
        });
  }

  /**
   * The GPU a stored value points to.
   *
   * @throws UnreadableException when it points to none
   * @throws nexus.telemetry.model.NewerFormatException when it is of a newer version
   */
  public static GpuId decode(byte[] value) {
    String[] found = new String[2];
    return Json.read(
        StoredFormat.UUID,
        value,
        json -> {
          Json.readObject(
              json,
              (field, at) -> {
                switch (field) {
                  case "host" -> found[0] = Json.text(at);
                  case "gpu" -> found[1] = Json.text(at);
                  default -> Json.skip(StoredFormat.UUID, field, at);
                }
              });
          return new GpuId(found[0], found[1]);
        });
  }
}
