package nexus.local.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A capture to upload: a file, or standard input. */
interface Source {

  /** What it is called. */
  String name();

  /** Its bytes; -1 where nobody knows. */
  long size();

  /** Whether it can be read again from its start. */
  boolean isRepeatable();

  /** Its bytes from the start; of one that is not repeatable only once. */
  InputStream open() throws IOException;

  /** Standard input. */
  static Source of(InputStream in) {
    return new Source() {
      @Override
      public String name() {
        return "standard input";
      }

      @Override
      public long size() {
        return -1;
      }

      @Override
      public boolean isRepeatable() {
        return false;
      }

      @Override
      public InputStream open() {
        return in;
      }
    };
  }

  /**
   * A file, or a pipe that has a name.
   *
   * @throws CommandFailure when it cannot be read
   */
  static Source of(Path file) {
    if (Files.isDirectory(file) || !Files.isReadable(file)) {
      throw new CommandFailure(file + " is not a file that can be read");
    }
    return new OfFile(file, Files.isRegularFile(file));
  }

  /** A file; a pipe is not regular. */
  record OfFile(Path file, boolean regular) implements Source {

    @Override
    public String name() {
      return file.toString();
    }

    @Override
    public long size() {
      try {
        return regular ? Files.size(file) : -1;
      } catch (IOException failure) {
        throw new CommandFailure("cannot read " + file + ": " + failure.getMessage(), failure);
      }
    }

    @Override
    public boolean isRepeatable() {
      return regular;
    }

    @Override
    public InputStream open() throws IOException {
      return Files.newInputStream(file);
    }
  }
}
