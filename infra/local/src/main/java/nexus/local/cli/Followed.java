package nexus.local.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A file that is open, and stays the same file when it gets another name. */
final class Followed implements AutoCloseable {

  /** So many bytes at the beginning tell whether a file is the one it was. */
  static final int PRINT = 4096;

  private final FileChannel channel;
  private final String id;

  private Followed(FileChannel channel, String id) {
    this.channel = channel;
    this.id = id;
  }

  /** Opens what has this name now; empty where there is nothing. */
  static Optional<Followed> open(Path path) throws IOException {
    while (true) {
      Optional<String> id = id(path);
      if (id.isEmpty()) {
        return Optional.empty();
      }
      try {
        FileChannel channel = FileChannel.open(path);
        if (id.equals(id(path))) {
          return Optional.of(new Followed(channel, id.get()));
        }
        channel.close();
      } catch (NoSuchFileException gone) {
        return Optional.empty();
      }
    }
  }

  /** Opens the file that a mark is of, under whichever name it has in that folder now. */
  static Optional<Followed> open(Path path, Mark mark) throws IOException {
    for (Path candidate : candidates(path)) {
      if (id(candidate).equals(Optional.of(mark.file()))) {
        Optional<Followed> found = open(candidate);
        if (found.isPresent() && found.get().is(mark)) {
          return found;
        } else if (found.isPresent()) {
          found.get().close();
        }
      }
    }
    return Optional.empty();
  }

  private static List<Path> candidates(Path path) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    try (Stream<Path> all = Files.list(folder)) {
      return Stream.concat(Stream.of(path), all.filter(Files::isRegularFile)).toList();
    }
  }

  /** What tells this file from others, whatever their names; empty where there is none. */
  static Optional<String> id(Path path) throws IOException {
    try {
      Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
      return Optional.of(key == null ? "" : inode(path));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }

  /** The number of a device may be another after a start of the machine, that of a file is not. */
  private static String inode(Path path) throws IOException {
    try {
      return Files.getAttribute(path, "unix:ino").toString();
    } catch (UnsupportedOperationException elsewhere) {
      return "";
    }
  }

  String id() {
    return id;
  }

  long size() throws IOException {
    return channel.size();
  }

  /** Whether this is the file the mark is of, with all that it had then. */
  boolean is(Mark mark) throws IOException {
    long sent = mark.next() == null ? mark.offset() : mark.next().to();
    return size() >= sent && print(mark.printed()).equals(mark.print());
  }

  /** A hash of so many of the first bytes; of none it is empty. */
  String print(int length) throws IOException {
    return length == 0 ? "" : MarkFile.hash(read(0, length));
  }

  /** So many bytes at most. */
  byte[] read(long from, long most) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.max(0, Math.min(most, size() - from)));
    while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
      // Goes on until all is there.
    }
    byte[] read = new byte[bytes.position()];
    bytes.flip().get(read);
    return read;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
