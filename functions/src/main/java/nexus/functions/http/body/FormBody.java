package nexus.functions.http.body;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;
import nexus.telemetry.model.InvalidInputException;

/** The body of a form, {@code application/x-www-form-urlencoded}. */
public final class FormBody {

  /** Most bytes of one. */
  static final int MAX_BYTES = 1 << 20;

  private FormBody() {}

  /**
   * Each name with every value it has.
   *
   * @throws InvalidInputException when it is too long, or is none
   */
  public static Map<String, List<String>> parse(byte[] body) {
    if (body.length > MAX_BYTES) {
      throw new InvalidInputException(null, "a form has " + MAX_BYTES + " bytes at most");
    }
    try {
      return new QueryStringDecoder(new String(body, UTF_8), UTF_8, false).parameters();
    } catch (IllegalArgumentException e) {
      InvalidInputException bad = new InvalidInputException(null, "the body is no form");
      bad.initCause(e);
      throw bad;
    }
  }
}
