package nexus.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Processes whose date is wrong, by libfaketime (Debian's package {@code faketime}): it stands
 * between them and the system's clock. How long things last they know as well as others.
 */
final class FakeTime {

  /** What the package is called. */
  static final String PACKAGE = "faketime";

  private static final String LIBRARY = "libfaketimeMT.so.1";

  private FakeTime() {}

  /** The library; empty where it is not installed. */
  static Optional<Path> library() {
    return Stream.of(Path.of("/usr/lib"), Path.of("/usr/local/lib"))
        .flatMap(FakeTime::folders)
        .map(folder -> folder.resolve("faketime").resolve(LIBRARY))
        .filter(Files::isReadable)
        .findFirst();
  }

  private static Stream<Path> folders(Path parent) {
    try (Stream<Path> below = Files.list(parent)) {
      return Stream.concat(Stream.of(parent), below.filter(Files::isDirectory)).toList().stream();
    } catch (IOException none) {
      return Stream.empty();
    }
  }

  /** Variables of a process whose clock is off; none for no time. */
  static Map<String, String> environment(Duration off) {
    if (off.isZero()) {
      return Map.of();
    }
    String seconds = "%+d".formatted(off.toSeconds());
    return Map.of(
        "LD_PRELOAD", library().orElseThrow().toString(),
        "FAKETIME", seconds,
        "NO_FAKE_STAT", "1",
        "FAKETIME_DONT_FAKE_MONOTONIC", "1",
        "DONT_FAKE_MONOTONIC", "1",
        // Meant for an older C library: with it a JVM takes ten times as long for everything.
        "FAKETIME_FORCE_MONOTONIC_FIX", "0");
  }
}
