package nexus.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Holds the lock of a data folder as another run would, until it is killed. */
final class LockHolder {

  private LockHolder() {}

  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0], "lock");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.lock();
      System.out.println("locked");
      System.in.read();
    }
  }
}
