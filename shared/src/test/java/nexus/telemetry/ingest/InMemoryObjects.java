package nexus.telemetry.ingest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import nexus.telemetry.ingest.given.UploadDefaults;
import nexus.telemetry.ingest.objects.ObjectChangedException;
import nexus.telemetry.ingest.objects.ObjectStore;
import nexus.telemetry.ingest.objects.ObjectVersion;
import nexus.telemetry.ingest.objects.StoredObject;
import nexus.telemetry.model.Sha256;

/** One bucket without versions, in memory. */
final class InMemoryObjects implements ObjectStore {

  static final String BUCKET = "captures";

  private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
  private volatile boolean away;
  private volatile String zone;

  void put(String key, byte[] content) {
    objects.put(key, content.clone());
  }

  void put(String key, String content) {
    put(key, content.getBytes(StandardCharsets.UTF_8));
  }

  String text(String key) {
    return new String(objects.getOrDefault(key, new byte[0]), StandardCharsets.UTF_8);
  }

  /** What the metadata of every object says of the zone of its times. */
  void setZone(String tz) {
    zone = tz;
  }

  /** Whether every call fails. */
  void setAway(boolean now) {
    away = now;
  }

  /** The object as an event that has just been sent names it. */
  ObjectVersion version(String key) {
    return new ObjectVersion(BUCKET, key, null, etag(objects.get(key)));
  }

  private static String etag(byte[] content) {
    return Sha256.hex(new String(content, StandardCharsets.ISO_8859_1)).substring(0, 32);
  }

  @Override
  public StoredObject find(ObjectVersion wanted) throws IOException {
    return new StoredObject(
        new ObjectVersion(BUCKET, wanted.key(), null, etag(content(wanted))),
        content(wanted).length,
        UploadDefaults.of(zone));
  }

  @Override
  public InputStream read(ObjectVersion object, long from, long to) throws IOException {
    byte[] content = content(object);
    return new ByteArrayInputStream(content, (int) from, (int) (to - from));
  }

  @Override
  public void write(String bucket, String key, Content content) throws IOException {
    try (InputStream in = content.opener().open()) {
      objects.put(key, in.readNBytes((int) content.bytes()));
    }
  }

  private byte[] content(ObjectVersion wanted) throws IOException {
    if (away) {
      throw new IOException("the store is away");
    }
    byte[] content = objects.get(wanted.key());
    if (content == null || (wanted.etag() != null && !wanted.etag().equals(etag(content)))) {
      throw new ObjectChangedException(wanted, null);
    }
    return content;
  }
}
