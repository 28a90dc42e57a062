package nexus.telemetry.unpack;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.LongConsumer;
import nexus.telemetry.model.InvalidInputException;

/**
 * The text of a body or an object, by its first bytes and by what is said of it.
 *
 * <pre>
 * bytes ─gzip, zstd or zip, up to twice→ ─UTF-16, or the encoding that is named→ UTF-8
 * </pre>
 *
 * <p>What is plain UTF-8 already passes through, but for its first bytes, which are looked at.
 */
public final class Unpacked {

  /** A compressed file in a zip, or in a body that is compressed for the way. */
  private static final int MOST_LAYERS = 2;

  /** First bytes that tell whether something is packed. */
  public static final int HEAD_BYTES = Head.BYTES;

  private Unpacked() {}

  /**
   * The text in {@code in}, as UTF-8 without a byte order mark, in bounded memory. What does not
   * decode becomes a byte that UTF-8 does not have, so that its row is rejected.
   *
   * @param in read as far as the result is
   * @param hint what is said of it
   * @throws InvalidInputException with field {@code body}, here or by the stream, when it is not
   *     what it is said to be, is damaged or cut off, is packed in a way that is not read, or is a
   *     zip of none or several files
   * @throws IOException when {@code in} fails
   */
  public static InputStream of(InputStream in, Hint hint) throws IOException {
    return of(in, hint, memory -> {});
  }

  /**
   * The same.
   *
   * @param memory is told how many bytes more the unpacking is about to hold; may wait, and may
   *     refuse by an exception
   */
  public static InputStream of(InputStream in, Hint hint, LongConsumer memory) throws IOException {
    PushbackInputStream body = new PushbackInputStream(in, Head.BYTES);
    Optional<Container> container = hint.container().or(Head.peek(body)::container);
    for (int layer = 1; container.isPresent(); layer++) {
      if (layer > MOST_LAYERS) {
        throw new InvalidInputException("body", "the body is packed more than twice");
      }
      body = new PushbackInputStream(container.get().open(body, memory), Head.BYTES);
      container = Head.peek(body).container();
    }
    return text(body, hint);
  }

  /**
   * The bytes of a body that is packed once, and no text.
   *
   * @param in read as far as the result is
   * @param container how it is packed
   * @throws InvalidInputException with field {@code body}, by the stream, when it is damaged or cut
   *     off
   * @throws IOException when {@code in} fails
   */
  public static InputStream bytes(InputStream in, Container container) throws IOException {
    return container.open(in, memory -> {});
  }

  /** Name of the encoding that a text of {@link #of} had. */
  public static String encoding(InputStream text) {
    return text instanceof Recoded recoded ? recoded.encoding() : StandardCharsets.UTF_8.name();
  }

  /**
   * Whether an object that begins so must be read whole, as its bytes are not the text's.
   *
   * @param head its first bytes: 512, or all there are
   */
  public static boolean isPacked(byte[] head) {
    Head first = new Head(head);
    return first.container().isPresent()
        || first.unreadable().isPresent()
        || first.utf16().isPresent();
  }

  private static InputStream text(PushbackInputStream body, Hint hint) throws IOException {
    Head head = Head.peek(body);
    head.unreadable()
        .ifPresent(
            what -> {
              throw new ForeignFileException(what);
            });
    body.skipNBytes(head.markBytes());
    Charset charset = head.utf16().or(hint::charset).orElse(StandardCharsets.UTF_8);
    boolean plain = head.isMarkedUtf8() || charset.equals(StandardCharsets.UTF_8);
    return plain ? body : new Recoded(body, charset);
  }
}
