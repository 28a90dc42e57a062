package nexus.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import nexus.local.LocalFailure;

/** What Linux tells of a process in {@code /proc}. */
public final class ProcessFigures {

  /** Ticks a second of {@code /proc/PID/stat}: the same on every Linux that runs a JVM. */
  private static final double TICKS = 100;

  private static final int USER_TICKS = 11;

  private ProcessFigures() {}

  /** Seconds of processor time that process {@code pid} has used. */
  public static double processorSeconds(long pid) {
    return ticks(read(pid, "stat")) / TICKS;
  }

  /** Most bytes of memory that process {@code pid} has had resident at a time. */
  static long mostResidentBytes(long pid) {
    return mostResident(read(pid, "status"));
  }

  /** User and system ticks of a line of {@code stat}: the name in it may hold anything. */
  static long ticks(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[USER_TICKS + 1]);
  }

  /** Bytes of memory that process {@code pid} has resident now. */
  static long residentBytes(long pid) {
    return bytes("VmRSS:", read(pid, "status"));
  }

  /** {@code VmHWM} of a {@code status}, in bytes. */
  static long mostResident(String status) {
    return bytes("VmHWM:", status);
  }

  private static long bytes(String name, String status) {
    return status
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .findFirst()
        .orElseThrow(() -> new LocalFailure("no " + name + " in " + status));
  }

  private static String read(long pid, String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), file));
    } catch (IOException gone) {
      throw new LocalFailure("process " + pid + " is gone", gone);
    }
  }
}
