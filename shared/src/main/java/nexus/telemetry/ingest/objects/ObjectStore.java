package nexus.telemetry.ingest.objects;

import java.io.IOException;
import java.io.InputStream;

/** Where uploaded files are. Every call has a deadline. */
public interface ObjectStore {

  /**
   * What an object is to hold.
   *
   * @param bytes its size
   * @param opener opens it, each time from its beginning, one at a time
   */
  record Content(long bytes, Opener opener) {}

  /** Opens a content. */
  interface Opener {
    InputStream open() throws IOException;
  }

  /**
   * Looks an object up.
   *
   * @param wanted the object; of its version and tag, those that are given must be right
   * @throws ObjectChangedException when that content is not there, or no longer
   * @throws IOException when the store fails, which may pass
   */
  StoredObject find(ObjectVersion wanted) throws IOException;

  /**
   * Reads a part of an object.
   *
   * @param object which content, with a version or a tag
   * @param from first byte
   * @param to end, exclusive; not behind the object's
   * @return just those bytes, or an IOException; {@code available()} is 0 only at their end
   * @throws ObjectChangedException when that content is not there any more
   * @throws IOException when the store fails, which may pass
   */
  InputStream read(ObjectVersion object, long from, long to) throws IOException;

  /**
   * Writes an object, or replaces it.
   *
   * @throws IOException when the store fails; writing again is safe
   */
  void write(String bucket, String key, Content content) throws IOException;
}
