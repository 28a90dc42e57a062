package nexus.telemetry.unpack;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Optional;
import java.util.Set;

/**
 * What is said of bytes beside them.
 *
 * @param container what they must be packed in; empty where the bytes alone tell
 * @param charset encoding of the text; a byte order mark in the text, or UTF-16 that shows, goes
 *     before
 */
public record Hint(Optional<Container> container, Optional<Charset> charset) {

  /** Nothing is said. */
  public static final Hint NONE = new Hint(Optional.empty(), Optional.empty());

  /** As UTF-16 is written where its name says no more and it has no byte order mark. */
  private static final Charset UTF_16 = StandardCharsets.UTF_16LE;

  private static final Set<Charset> SINGLE_BYTES =
      Set.of(StandardCharsets.ISO_8859_1, Charset.forName("windows-1252"));

  /**
   * The encoding that has this name: UTF-8, US-ASCII, UTF-16, UTF-16LE, UTF-16BE, ISO-8859-1 or
   * windows-1252, or an alias of one. Empty for any other.
   */
  public static Optional<Charset> charset(String name) {
    try {
      Charset named = Charset.forName(name);
      if (named.equals(StandardCharsets.UTF_8) || named.equals(StandardCharsets.US_ASCII)) {
        return Optional.of(StandardCharsets.UTF_8);
      } else if (named.equals(StandardCharsets.UTF_16)) {
        return Optional.of(UTF_16);
      }
      return Optional.of(named).filter(one -> SINGLE_BYTES.contains(one) || Recoded.isUtf16(one));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return Optional.empty();
    }
  }
}
