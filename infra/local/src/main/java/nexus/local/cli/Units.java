package nexus.local.cli;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import nexus.local.Report;

/** Figures as a person reads them. */
final class Units {

  private static final String[] SIZES = {"B", "kB", "MB", "GB", "TB", "PB"};
  private static final int BAR = 24;

  /** Units that lead to larger ones, by how many times each is the one before it. */
  private static final List<Ladder> LADDERS =
      List.of(
          new Ladder(1_024, List.of("B", "KiB", "MiB", "GiB", "TiB")),
          new Ladder(1_000, List.of("B/s", "KB/s", "MB/s", "GB/s", "TB/s")),
          new Ladder(1_000, List.of("mJ", "J", "kJ", "MJ", "GJ")),
          new Ladder(1_000, List.of("ns", "µs", "ms", "s")));

  private record Ladder(int times, List<String> units) {}

  private Units() {}

  /** {@code 412.3 MB}: powers of a thousand. */
  static String bytes(long bytes) {
    double size = bytes;
    int unit = 0;
    while (size >= 999.95 && unit < SIZES.length - 1) {
      size /= 1_000;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", size, SIZES[unit]);
  }

  /** {@code 310.2 MB/s}; empty before there is a time to speak of. */
  static String rate(long bytes, Duration time) {
    return time.toMillis() < 1 ? "" : bytes((long) (bytes * 1e3 / time.toMillis())) + "/s";
  }

  /** {@code 850ms}, {@code 3.2s}, {@code 4m10s}, {@code 2h5m}, {@code 3d4h}: one word. */
  static String age(long millis) {
    long seconds = millis / 1_000;
    if (millis < 1_000) {
      return millis + "ms";
    } else if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1fs", Math.floor(millis / 100.0) / 10);
    } else if (seconds < 3_600) {
      return seconds / 60 + "m" + seconds % 60 + "s";
    } else if (seconds < 86_400) {
      return seconds / 3_600 + "h" + seconds / 60 % 60 + "m";
    }
    return seconds / 86_400 + "d" + seconds / 3_600 % 24 + "h";
  }

  /** {@code 2,520}. */
  static String count(long number) {
    return Report.count(number);
  }

  /** {@code 1 host}, {@code 31 hosts}. */
  static String counted(long number, String noun) {
    return count(number) + " " + noun + (number == 1 ? "" : "s");
  }

  /** Three decimals at most; of numbers that would be nothing then, three digits. */
  static String value(double value) {
    return value != 0 && Math.abs(value) < 0.001
        ? String.format(Locale.ROOT, "%.2e", value)
        : Report.number(value);
  }

  /** A value and its unit, in the unit that fits: {@code 40} and {@code GiB} of 40960 MiB. */
  static String[] scaled(double value, String unit) {
    for (Ladder ladder : LADDERS) {
      if (ladder.units.contains(unit)) {
        return scaled(value, unit, ladder);
      }
    }
    return new String[] {value(value), unit};
  }

  private static String[] scaled(double value, String unit, Ladder ladder) {
    double left = value;
    int at = ladder.units.indexOf(unit);
    while (Math.abs(left) >= ladder.times && at < ladder.units.size() - 1) {
      left /= ladder.times;
      at++;
    }
    return new String[] {value(left), ladder.units.get(at)};
  }

  /** {@code [############------------] 50 %}; of a total of 0 all is done. */
  static String bar(long done, long total) {
    double share = total <= 0 ? 1 : Math.min(1, (double) done / total);
    int full = (int) (BAR * share);
    return String.format(
        Locale.ROOT,
        "[%s%s] %3d %%",
        "#".repeat(full),
        "-".repeat(BAR - full),
        (int) (100 * share));
  }
}
