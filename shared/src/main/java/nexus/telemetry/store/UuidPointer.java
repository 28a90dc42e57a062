package nexus.telemetry.store;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import nexus.telemetry.json.Json;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.StoredFormat;
import nexus.telemetry.model.UnreadableException;

/**
 * Where the GPU with a UUID is, and where it was before: the value of a {@code uuids/{uuid}} key.
 *
 * <pre>
 * {"host":"node-1","gpu":"0"}
 * {"host":"node-2","gpu":"3","before":[{"host":"node-1","gpu":"0"}]}
 * </pre>
 *
 * @param place where it was seen first last
 * @param before other places, the newest first
 */
public record UuidPointer(GpuId place, List<GpuId> before) {

  /** Most places that are kept. */
  static final int MAX_PLACES = 24;

  public UuidPointer {
    before = List.copyOf(before);
  }

  /**
   * A pointer to some places.
   *
   * @param places one or more, that of now first; of more than are kept the first
   */
  public static UuidPointer of(List<GpuId> places) {
    return new UuidPointer(places.get(0), places.stream().skip(1).limit(MAX_PLACES - 1L).toList());
  }

  /** Every place, that of now first. */
  public List<GpuId> places() {
    List<GpuId> all = new ArrayList<>(before.size() + 1);
    all.add(place);
    all.addAll(before);
    return all;
  }

  /**
   * The pointer once the GPU was seen somewhere.
   *
   * @param stands what is known; null where nothing is
   */
  static UuidPointer moved(UuidPointer stands, GpuId to) {
    if (stands == null) {
      return new UuidPointer(to, List.of());
    }
    return new UuidPointer(
        to,
        stands.places().stream()
            .filter(place -> !place.equals(to))
            .limit(MAX_PLACES - 1L)
            .toList());
  }

  /** The stored form. */
  public byte[] encode() {
    return Json.write(
        json -> {
          json.writeStartObject();
          write(json, place);
          if (!before.isEmpty()) {
            json.writeArrayFieldStart("before");
            for (GpuId one : before) {
              json.writeStartObject();
              write(json, one);
              json.writeEndObject();
            }
            json.writeEndArray();
          }
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, GpuId place) throws IOException {
    json.writeStringField("host", place.host());
    json.writeStringField("gpu", place.gpu());
  }

  /**
   * The pointer in a stored value.
   *
   * @throws UnreadableException when it points nowhere
   * @throws nexus.telemetry.model.NewerFormatException when it is of a newer version
   */
  public static UuidPointer decode(byte[] value) {
    return Json.read(
        StoredFormat.UUID,
        value,
        json -> {
          List<GpuId> before = new ArrayList<>();
          GpuId place = read(json, before);
          return new UuidPointer(place, before);
        });
  }

  private static GpuId read(JsonParser json, List<GpuId> before) throws IOException {
    String[] found = new String[2];
    Json.readObject(
        json,
        (field, at) -> {
          switch (field) {
            case "host" -> found[0] = Json.text(at);
            case "gpu" -> found[1] = Json.text(at);
            case "before" -> readPlaces(at, before);
            default -> Json.skip(StoredFormat.UUID, field, at);
          }
        });
    return new GpuId(found[0], found[1]);
  }

  private static void readPlaces(JsonParser json, List<GpuId> places) throws IOException {
    Json.expect(json, JsonToken.START_ARRAY);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      places.add(read(json, new ArrayList<>()));
    }
  }
}
