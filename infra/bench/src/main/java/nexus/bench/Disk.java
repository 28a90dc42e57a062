package nexus.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * The disk below a folder.
 *
 * @param type kind of file system, such as {@code ext4}
 * @param device what holds it, such as {@code /dev/vda}
 */
public record Disk(String type, String device) {

  private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs", "hugetlbfs");
  private static final int BYTES = 4096;

  /** The disk below {@code folder}. */
  public static Disk below(Path folder) throws IOException {
    FileStore store = Files.getFileStore(folder);
    return new Disk(store.type(), store.name());
  }

  /** Whether what is written is still there after the machine stopped. */
  public boolean durable() {
    return !IN_MEMORY.contains(type);
  }

  /** {@code ext4 on /dev/vda}. */
  public String describe() {
    return durable() ? type + " on " + device : type + ", which is NO DISK";
  }

  /** Milliseconds that {@code count} appends of 4 KiB take, each until it is on the disk. */
  public static Timings syncs(Path folder, int count) throws IOException {
    Path file = Files.createTempFile(folder, "sync", null);
    double[] milliseconds = new double[count];
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int i = 0; i < count; i++) {
        long begun = System.nanoTime();
        channel.write(ByteBuffer.allocate(BYTES));
        channel.force(false);
        milliseconds[i] = (System.nanoTime() - begun) / 1e6;
      }
    } finally {
      Files.delete(file);
    }
    return Timings.of(milliseconds);
  }
}
