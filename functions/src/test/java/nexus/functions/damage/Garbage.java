package nexus.functions.damage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;

/** Values that are none. */
final class Garbage {

  private static final int HUGE = 1 << 20;

  /** A number of a JSON object, but its version: a larger one makes it newer, not damaged. */
  private static final Pattern NUMBER = Pattern.compile("(?<=[:\\[,])(?<!\"v\":)\\d+");

  private Garbage() {}

  /**
   * Garbage of every kind, by name.
   *
   * @param value the value whose place it takes
   */
  static Map<String, byte[]> instead(byte[] value) {
    String text = new String(value, UTF_8);
    Map<String, byte[]> all = new LinkedHashMap<>();
    all.put("empty", new byte[0]);
    all.put("random", random(300));
    all.put("truncated", Arrays.copyOf(value, value.length / 2));
    all.put("null", "null".getBytes(UTF_8));
    all.put("another kind", "[{\"a\":[1,2,null]},\"x\"]".getBytes(UTF_8));
    all.put("an object", "{\"host\":7,\"rejects\":{},\"v\":1}".getBytes(UTF_8));
    all.put("huge", random(HUGE));
    all.put(
        "large numbers", NUMBER.matcher(text).replaceAll("9223372036854775807").getBytes(UTF_8));
    all.put("larger numbers", NUMBER.matcher(text).replaceAll("9".repeat(20)).getBytes(UTF_8));
    all.put("negative numbers", NUMBER.matcher(text).replaceAll("-1").getBytes(UTF_8));
    all.put("digits", "9999999999999".getBytes(UTF_8));
    all.values().removeIf(garbage -> Arrays.equals(garbage, value));
    return all;
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(16).nextBytes(bytes);
    return bytes;
  }
}
