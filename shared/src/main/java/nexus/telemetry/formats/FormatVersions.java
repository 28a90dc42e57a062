package nexus.telemetry.formats;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import nexus.telemetry.json.Json;
import nexus.telemetry.model.StoredFormat;
import nexus.telemetry.model.UnreadableException;

/**
 * The newest version of each format that may be written: the value of {@code /telemetry/formats}.
 *
 * <pre>{"v":1,"block":2,"latest":1,"message":1, …}</pre>
 *
 * <p>A format that is not named, and a store without the key, may be written as release 1.0 did.
 * Each number is an upper bound: whoever knows no version as new writes the newest that it knows.
 * Names that this release does not know are kept, as a newer one put them.
 *
 * @param byWord the newest version that may be written, by the format's name
 */
public record FormatVersions(SortedMap<String, Long> byWord) {

  /** What may be written where nothing is said. */
  static final FormatVersions FIRST = new FormatVersions(new TreeMap<>());

  public FormatVersions {
    byWord = Collections.unmodifiableSortedMap(new TreeMap<>(byWord));
  }

  /** The version to write: the newest of those that may be, and that this release can. */
  public int of(StoredFormat format) {
    return (int) Math.min(allowed(format), format.written());
  }

  private long allowed(StoredFormat format) {
    return byWord.getOrDefault(format.word(), (long) format.first());
  }

  /** The same with all that this release can write; nothing is lowered. */
  FormatVersions raised() {
    SortedMap<String, Long> raised = new TreeMap<>(byWord);
    for (StoredFormat format : StoredFormat.raisable()) {
      raised.put(format.word(), Math.max(allowed(format), format.written()));
    }
    return new FormatVersions(raised);
  }

  byte[] encode() {
    return Json.write(this::write);
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("v", StoredFormat.FORMATS.written());
    for (Map.Entry<String, Long> format : byWord.entrySet()) {
      json.writeNumberField(format.getKey(), format.getValue());
    }
    json.writeEndObject();
  }

  /**
   * The versions in a stored value.
   *
   * @throws UnreadableException when there are none
   * @throws nexus.telemetry.model.NewerFormatException when they are said in a newer form
   */
  static FormatVersions decode(byte[] value) {
    return Json.read(StoredFormat.FORMATS, value, FormatVersions::read);
  }

  private static FormatVersions read(JsonParser json) throws IOException {
    SortedMap<String, Long> found = new TreeMap<>();
    Json.readObject(json, (field, at) -> found.put(field, version(field, at)));
    Json.checkVersion(found.remove("v"), StoredFormat.FORMATS.read());
    return new FormatVersions(found);
  }

  private static long version(String field, JsonParser json) throws IOException {
    long version = Json.integer(json);
    if (version < 1) {
      throw UnreadableException.value("no version of " + field + ": " + version);
    }
    return version;
  }
}
