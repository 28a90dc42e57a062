package nexus.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Where one run keeps what it has. Its file {@code lock} is held while the run lasts, so that no
 * two share a folder.
 */
final class DataFolder implements AutoCloseable {

  private final Path path;
  private final boolean throwAway;
  private final FileChannel lock;

  private DataFolder(Path path, boolean throwAway, FileChannel lock) {
    this.path = path;
    this.throwAway = throwAway;
    this.lock = lock;
  }

  /**
   * Makes it where it is not there.
   *
   * @param throwAway whether it is deleted at the end
   * @throws LocalFailure when another run has it, or it cannot be used
   */
  static DataFolder hold(Path path, boolean throwAway) {
    try {
      Files.createDirectories(path);
      FileChannel lock =
          FileChannel.open(
              path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock.tryLock() == null) {
        lock.close();
        throw new LocalFailure(path + " is in use by another run: set DATA_DIR to another folder");
      }
      return new DataFolder(path, throwAway, lock);
    } catch (IOException failure) {
      throw new LocalFailure("cannot use " + path + ": " + failure.getMessage(), failure);
    }
  }

  @Override
  public void close() {
    try {
      lock.close();
      if (throwAway && Files.exists(path)) {
        delete();
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot tidy " + path, failure);
    }
  }

  private void delete() throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
