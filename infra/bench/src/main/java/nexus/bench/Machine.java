package nexus.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** The machine that a figure was measured on. */
public final class Machine {

  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final Path MEMORY = Path.of("/proc/meminfo");

  private Machine() {}

  /** One line: processors, memory, system and Java. */
  public static String describe() {
    return String.format(
        "%d x %s%s, %s %s, Java %s",
        Runtime.getRuntime().availableProcessors(),
        field("model name", read(PROCESSORS)).orElse(System.getProperty("os.arch")),
        memory(read(MEMORY)).map(size -> ", " + size).orElse(""),
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        System.getProperty("java.version"));
  }

  /** What stands behind {@code name :} in a file of {@code /proc}, where it first does. */
  static Optional<String> field(String name, String text) {
    return text.lines()
        .filter(line -> line.startsWith(name))
        .filter(line -> line.substring(name.length()).strip().startsWith(":"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst();
  }

  /** {@code 23 GiB}, of {@code MemTotal: 24684084 kB}. */
  static Optional<String> memory(String meminfo) {
    return field("MemTotal", meminfo)
        .map(total -> Long.parseLong(total.split(" ", 2)[0]) / (double) (1 << 20))
        .map(gibibytes -> String.format(Locale.ROOT, "%.0f GiB", gibibytes));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException notLinux) {
      return "";
    }
  }
}
