package nexus.local.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What is kept of a file that is followed, in a folder: its {@link Mark} as {@code NAME.json}, what
 * the server refused as {@code NAME.refused}, and a lock for as long as it is followed.
 */
final class MarkFile implements AutoCloseable {

  private final Path mark;
  private final Path refused;
  private final FileChannel lock;

  /**
   * @param what the names of what is followed, and for whom
   * @throws CommandFailure when another process follows the same, or the folder cannot be written
   */
  MarkFile(Path folder, String... what) {
    String name = hash(String.join("\0", what).getBytes(StandardCharsets.UTF_8)).substring(0, 32);
    this.mark = folder.resolve(name + ".json");
    this.refused = folder.resolve(name + ".refused");
    try {
      Files.createDirectories(folder);
      this.lock = locked(folder.resolve(name + ".lock"), what[0]);
    } catch (IOException failure) {
      throw new CommandFailure("cannot write in " + folder + ": " + failure, failure);
    }
  }

  private static FileChannel locked(Path file, String what) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException ofThisProcess) {
      // As any other's.
    }
    channel.close();
    throw new CommandFailure(what + " is followed already, by another process");
  }

  /** SHA-256 in hexadecimal. */
  static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /** What was written last; empty where nothing was, or nothing that can be read. */
  Optional<Mark> read() throws IOException {
    try {
      return Optional.of(Server.JSON.readValue(Files.readString(mark), Mark.class));
    } catch (NoSuchFileException | JsonProcessingException none) {
      return Optional.empty();
    }
  }

  /** Puts another mark in place of the one before, at once. */
  void write(Mark now) throws IOException {
    Path beside = mark.resolveSibling(mark.getFileName() + ".new");
    Files.writeString(beside, Server.JSON.writeValueAsString(now));
    Files.move(beside, mark, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Where what the server refused is to be kept. */
  Path refused() {
    return refused;
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException theLockEndsWithTheProcess) {
      // Nothing is lost.
    }
  }
}
