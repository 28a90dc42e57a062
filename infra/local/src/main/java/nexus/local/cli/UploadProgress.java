package nexus.local.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/** The line that tells how far an upload is. */
final class UploadProgress {

  private final String name;
  private final long size;
  private final InstantSource clock;
  private final long begunMs;

  /**
   * @param size bytes there are to send; -1 where nobody knows
   */
  UploadProgress(String name, long size) {
    this(name, size, InstantSource.system());
  }

  UploadProgress(String name, long size, InstantSource clock) {
    this.name = shortened(name);
    this.size = size;
    this.clock = clock;
    this.begunMs = clock.millis();
  }

  private static String shortened(String name) {
    Path file = Path.of(name).getFileName();
    String last = Fields.plain(file == null ? name : file.toString());
    return last.length() <= 24 ? last : last.substring(0, 23) + "…";
  }

  /** {@code a.csv [######------] 50 % 206.1 MB of 412.3 MB 310.2 MB/s}. */
  String line(long sent) {
    if (size >= 0 && sent >= size) {
      return name + "  " + Units.bar(1, 1) + "  " + Units.bytes(size) + "  being queued";
    }
    String rate = Units.rate(sent, Duration.ofMillis(clock.millis() - begunMs));
    return size < 0
        ? name + "  " + Units.bytes(sent) + "  " + rate
        : name
            + ("  " + Units.bar(sent, size))
            + ("  " + Units.bytes(sent) + " of " + Units.bytes(size))
            + ("  " + rate);
  }
}
