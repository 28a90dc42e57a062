package nexus.telemetry.store;

import java.util.function.Function;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.model.UnreadableException;

/**
 * Decodes what answers need of the store, naming the key of a value that cannot be read, or that is
 * of a newer version.
 */
public final class StoredValues {

  private StoredValues() {}

  /**
   * What is known of a GPU.
   *
   * @param metadata the entry that holds it
   * @throws UnreadableException when the entry's value cannot be read
   */
  public static GpuMetadata metadata(Entry metadata) {
    return decode(metadata, GpuMetadataCodec::decode);
  }

  /**
   * The newest values of a host.
   *
   * @param latest the entry that holds them
   * @throws UnreadableException when the entry's value cannot be read
   */
  public static HostLatest newest(Entry latest) {
    return decode(
        latest, value -> HostLatestCodec.decode(value, Keyspace.latestHost(latest.key())));
  }

  /**
   * Where the GPU that has a UUID is, and was.
   *
   * @param uuid the entry that points there
   * @throws UnreadableException when the entry's value cannot be read
   */
  public static UuidPointer pointer(Entry uuid) {
    return decode(uuid, UuidPointer::decode);
  }

  /**
   * The value of an entry.
   *
   * @throws UnreadableException when it cannot be read
   * @throws NewerFormatException naming the key, when it is of a newer version
   */
  public static <T> T decode(Entry entry, Function<byte[], T> codec) {
    try {
      return codec.apply(entry.value());
    } catch (UnreadableException e) {
      throw UnreadableException.answer(entry.key(), e.getMessage(), e);
    } catch (NewerFormatException e) {
      throw e.at(entry.key());
    }
  }
}
