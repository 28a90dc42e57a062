package nexus.faults;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import nexus.local.LocalFailure;

/** What Linux says of a process. */
record ProcessState(Child process) {

  /** Resident memory, MiB. */
  double residentMegabytes() {
    return status("VmRSS:") / 1024.0;
  }

  long threads() {
    return status("Threads:");
  }

  private long status(String field) {
    try (Stream<String> lines = Files.lines(folder().resolve("status"))) {
      return lines
          .filter(line -> line.startsWith(field))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .sum();
    } catch (IOException gone) {
      throw new LocalFailure("no process " + process.name(), gone);
    }
  }

  /** Open files and connections. */
  long descriptors() {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(folder().resolve("fd"))) {
      long count = 0;
      for (Path unused : open) {
        count++;
      }
      return count;
    } catch (IOException gone) {
      throw new LocalFailure("no process " + process.name(), gone);
    }
  }

  private Path folder() {
    return Path.of("/proc", Long.toString(process.pid()));
  }
}
