package nexus.telemetry.fields;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Words for units, and what a number in one of them is worth in another.
 *
 * <p>Sizes are binary, whatever they are called: nvidia-smi and most people say MB and mean MiB.
 * Rates are decimal, but for those with an {@code i}. Case tells bits from bytes and milli from
 * mega, and nothing else.
 */
final class Units {

  /** What is measured. Units of one kind can be converted. */
  private enum Kind {
    SHARE,
    SIZE,
    RATE,
    TEMPERATURE,
    POWER,
    FREQUENCY,
    ENERGY,
    TIME,
    COUNT
  }

  /**
   * A unit.
   *
   * @param kind what it measures
   * @param size how many of the kind's smallest it is: whole numbers, which divide exactly
   */
  private record Unit(Kind kind, double size) {}

  /** In small letters, but for those that case tells apart. */
  private static final Map<String, Unit> WORDS = new HashMap<>();

  static {
    put(Kind.SHARE, 1, "%", "percent", "pct");
    put(Kind.SHARE, 100, "ratio", "fraction");
    put(Kind.SIZE, 1, "b", "byte", "bytes");
    put(Kind.SIZE, 0x1p10, "kb", "kib");
    put(Kind.SIZE, 0x1p20, "mb", "mib");
    put(Kind.SIZE, 0x1p30, "gb", "gib");
    put(Kind.SIZE, 0x1p40, "tb", "tib");
    put(Kind.RATE, 8, "b/s", "bytes/s", "Bps");
    put(Kind.RATE, 8e3, "kb/s", "KBps", "kBps");
    put(Kind.RATE, 8e6, "mb/s", "MBps");
    put(Kind.RATE, 8e9, "gb/s", "GBps");
    put(Kind.RATE, 0x1p13, "kib/s");
    put(Kind.RATE, 0x1p23, "mib/s");
    put(Kind.RATE, 0x1p33, "gib/s");
    put(Kind.RATE, 1, "bps", "bit/s");
    put(Kind.RATE, 1e3, "Kb/s", "kbps", "kbit/s");
    put(Kind.RATE, 1e6, "Mb/s", "mbps", "mbit/s");
    put(Kind.RATE, 1e9, "Gb/s", "gbps", "gbit/s");
    put(Kind.TEMPERATURE, 1, "c", "°c", "ºc", "℃", "degc", "deg.c", "degreesc", "celsius");
    // What is left of the sign for degrees in a text of another encoding.
    put(Kind.TEMPERATURE, 1, "\uFFFDc", "\u00E2\u00B0c", "degreescelsius");
    put(Kind.POWER, 1, "mw", "milliwatts");
    put(Kind.POWER, 1e3, "w", "watt", "watts");
    put(Kind.POWER, 1e6, "kw", "kilowatts");
    put(Kind.POWER, 1e9, "MW");
    put(Kind.FREQUENCY, 1, "hz", "hertz");
    put(Kind.FREQUENCY, 1e3, "khz");
    put(Kind.FREQUENCY, 1e6, "mhz", "megahertz");
    put(Kind.FREQUENCY, 1e9, "ghz", "gigahertz");
    put(Kind.ENERGY, 1, "mj", "millijoules");
    put(Kind.ENERGY, 1e3, "j", "joule", "joules");
    put(Kind.ENERGY, 1e3, "ws", "wattseconds");
    put(Kind.ENERGY, 1e6, "kj", "kilojoules");
    put(Kind.ENERGY, 1e9, "MJ", "megajoules");
    put(Kind.ENERGY, 3.6e3, "mwh");
    put(Kind.ENERGY, 3.6e6, "wh", "watthours", "watt-hours");
    put(Kind.ENERGY, 3.6e9, "kwh", "kilowatthours", "kilowatt-hours");
    put(Kind.ENERGY, 3.6e12, "MWh", "MWH");
    put(Kind.TIME, 1, "ns", "nanoseconds");
    put(Kind.TIME, 1e3, "us", "\u00B5s", "\u03BCs", "usec", "microseconds");
    put(Kind.TIME, 1e6, "ms", "msec", "milliseconds");
    put(Kind.TIME, 1e9, "s", "sec", "secs", "second", "seconds");
    put(Kind.COUNT, 1, "", "#", "count", "errs", "errors", "bool");
  }

  private Units() {}

  private static void put(Kind kind, double size, String... words) {
    Unit unit = new Unit(kind, size);
    for (String word : words) {
      WORDS.put(word, unit);
    }
  }

  /** The unit of that word; null where it is none. */
  private static Unit find(String word) {
    Unit exact = WORDS.get(word);
    if (exact != null) {
      return exact;
    }
    StringBuilder letters = new StringBuilder(word.length());
    for (int i = 0; i < word.length(); i++) {
      if (!Character.isWhitespace(word.charAt(i))) {
        letters.append(word.charAt(i));
      }
    }
    Unit found = WORDS.get(letters.toString());
    return found == null ? WORDS.get(letters.toString().toLowerCase(Locale.ROOT)) : found;
  }

  /**
   * What a number in the unit {@code word} is multiplied with to be one in the unit {@code in}; NaN
   * where one of them is none, or they measure different things.
   */
  static double factor(String word, String in) {
    Unit from = find(word);
    Unit to = find(in);
    return from == null || to == null || from.kind() != to.kind()
        ? Double.NaN
        : from.size() / to.size();
  }

  /** Whether the word is a unit of something that is measured, not counted. */
  static boolean isMeasure(String word) {
    Unit unit = find(word);
    return unit != null && unit.kind() != Kind.COUNT;
  }

  /** Whether the word says that numbers have no unit. */
  static boolean isNone(String word) {
    Unit unit = find(word);
    return (unit != null && unit.kind() == Kind.COUNT) || word.strip().equals("1");
  }

  /** A unit in the letters that a name may have. */
  static String inName(String word) {
    return word.strip()
        .replace("%", "percent")
        .replace("/", "_per_")
        .replaceAll("[\u00B0\u00BA\uFFFD\u00C2]", "")
        .replace('\u2103', 'C')
        .replaceAll("[\u00B5\u03BC]", "u")
        .replace('(', '_')
        .replace(')', '_');
  }
}
