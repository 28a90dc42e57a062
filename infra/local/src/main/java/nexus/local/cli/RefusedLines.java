package nexus.local.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file of what the server did not take, with the heads that say how to read it, so that it can be
 * mended and uploaded. It is there once there is something in it.
 */
final class RefusedLines {

  /** What comes behind so many bytes is not kept. */
  private static final long MOST_BYTES = 64 << 20;

  private final Path file;
  private final Console console;

  RefusedLines(Path file, Console console) {
    this.file = file;
    this.console = console;
  }

  /**
   * Adds a piece, and says where it is.
   *
   * @throws CommandFailure when it cannot be written
   */
  void add(Piece piece) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      if (Files.exists(file) && Files.size(file) >= MOST_BYTES) {
        console.note("  not kept: " + file + " is full");
        return;
      }
      append(piece.head());
      append(piece.lines());
      console.note("  kept in " + file);
    } catch (IOException failure) {
      throw new CommandFailure("cannot write " + file + ": " + failure.getMessage(), failure);
    }
  }

  private void append(byte[] bytes) throws IOException {
    Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
