package nexus.telemetry.model;

import java.util.Optional;

/**
 * Something stored is of a version that a newer release wrote and this one does not read yet.
 *
 * <p>Nothing is wrong with it. So it is no {@link UnreadableException}, and nobody who sets aside,
 * replaces or passes over what is damaged catches this: the value stays as it is, and whoever needs
 * it waits for a newer release.
 */
public final class NewerFormatException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final StoredFormat format;
  private final String version;
  private final String key;

  /**
   * @param format what it is
   * @param version its version, an integer above {@link StoredFormat#read()}
   */
  public NewerFormatException(StoredFormat format, String version) {
    this(format, version, null, null);
  }

  private NewerFormatException(
      StoredFormat format, String version, String key, NewerFormatException cause) {
    super(sentence(format, version, key), cause);
    this.format = format;
    this.version = version;
    this.key = key;
  }

  private static String sentence(StoredFormat format, String version, String key) {
    String what = key == null ? format.sentence() : key + " holds " + format.sentence();
    return "%s of version %s; this release reads up to version %d: a newer release is needed"
        .formatted(what, version, format.read());
  }

  /** The same exception, which also says where the value lies; itself where it says so already. */
  public NewerFormatException at(String foundKey) {
    return key == null ? new NewerFormatException(format, version, foundKey, this) : this;
  }

  /** What is of a newer version. */
  public StoredFormat format() {
    return format;
  }

  /** The key of it; empty while only the bytes are known. */
  public Optional<String> key() {
    return Optional.ofNullable(key);
  }
}
