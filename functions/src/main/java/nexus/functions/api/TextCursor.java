package nexus.functions.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import nexus.telemetry.model.InvalidInputException;

/** A cursor that is base64url of a position as text. */
public final class TextCursor {

  private TextCursor() {}

  /** The cursor of a position. */
  public static String of(String position) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(UTF_8));
  }

  /**
   * The position that a cursor stands for.
   *
   * @param position reads the position; empty where the text is none
   * @throws InvalidInputException when it is no cursor that an answer held
   */
  public static <P> P read(String cursor, Function<String, Optional<P>> position) {
    InvalidInputException bad =
        new InvalidInputException("cursor", "cursor is none that an answer held");
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), UTF_8);
      return position.apply(text).orElseThrow(() -> bad);
    } catch (IllegalArgumentException e) {
      bad.initCause(e);
      throw bad;
    }
  }
}
