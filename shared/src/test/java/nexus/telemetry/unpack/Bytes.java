package nexus.telemetry.unpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.testing.SlowStream;
import org.assertj.core.api.AbstractStringAssert;

/** What becomes of bytes; the same whether they come at once or one by one. */
final class Bytes {

  private static final int EVERY = 120;

  private Bytes() {}

  static Hint saidToBe(Container container) {
    return new Hint(Optional.of(container), Optional.empty());
  }

  /** Bytes of a file of {@code src/test/resources/unpack}, made by the tools that people have. */
  static byte[] file(String name) throws IOException {
    try (InputStream in = Bytes.class.getResourceAsStream("/unpack/" + name)) {
      return in.readAllBytes();
    }
  }

  /** The text in all those files: a quarter of a megabyte. */
  static String textOfFiles() {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 400; i++) {
      rows.append(1795896000 + i).append(',').append(i % 8);
      rows.append(",node-").append(i * 7919 % 13).append(',').append(60 + i * i % 97);
      rows.append(".5\n");
    }
    return "timestamp,gpu_id,hostname,power\n" + rows.toString().repeat(25);
  }

  static String text(byte[] bytes) throws IOException {
    return text(bytes, Hint.NONE);
  }

  static String text(byte[] bytes, Hint hint) throws IOException {
    return new String(unpacked(bytes, hint), StandardCharsets.UTF_8);
  }

  static byte[] unpacked(byte[] bytes, Hint hint) throws IOException {
    byte[] atOnce = Unpacked.of(new ByteArrayInputStream(bytes), hint).readAllBytes();
    byte[] slowly = Unpacked.of(new SlowStream(bytes), hint).readAllBytes();
    assertThat(slowly).isEqualTo(atOnce);
    return atOnce;
  }

  /** What is said of bytes that are refused. */
  static AbstractStringAssert<?> refusal(byte[] bytes) {
    return refusal(bytes, Hint.NONE);
  }

  static AbstractStringAssert<?> refusal(byte[] bytes, Hint hint) {
    String slowly = reason(new SlowStream(bytes), hint);
    return assertThat(reason(new ByteArrayInputStream(bytes), hint)).isEqualTo(slowly);
  }

  private static String reason(InputStream in, Hint hint) {
    InvalidInputException refused =
        catchThrowableOfType(
            InvalidInputException.class, () -> Unpacked.of(in, hint).readAllBytes());
    assertThat(refused).as("nothing was refused").isNotNull();
    assertThat(refused.field()).isEqualTo("body");
    return refused.getMessage();
  }

  /** Every place of headers and trailers, and some of the data between them. */
  private static IntStream places(int from, int length) {
    return IntStream.range(from, length)
        .filter(at -> at < EVERY || at >= length - EVERY || at % 31 == 0);
  }

  /** Beginnings, from {@code from} bytes on, are told to end too early. */
  static void everyCutShows(byte[] whole, int from) {
    places(from, whole.length)
        .forEach(
            length ->
                refusal(Arrays.copyOf(whole, length))
                    .as("cut at %d of %d", length, whole.length)
                    .contains("ends too early"));
  }

  /** However a byte is changed, an answer comes: the content, another one, or a refusal. */
  static void noChangedByteDoesMoreThanSpoil(byte[] whole) throws IOException {
    for (int at : places(0, whole.length).toArray()) {
      for (int change : new int[] {0x01, 0x10, 0x80, 0xff}) {
        byte[] changed = whole.clone();
        changed[at] ^= (byte) change;
        try {
          Unpacked.of(new ByteArrayInputStream(changed), Hint.NONE).skip(Long.MAX_VALUE);
        } catch (InvalidInputException e) {
          assertThat(e.getMessage()).hasSizeLessThan(1_000);
        }
      }
    }
  }
}
