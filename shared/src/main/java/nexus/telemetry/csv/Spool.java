package nexus.telemetry.csv;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Bytes kept to be read again, by several threads at once: in memory while they are few, in a
 * temporary file once they are more.
 */
final class Spool implements Closeable {

  private final Path tempDirectory;
  private final int memoryBytes;
  private byte[] memory = new byte[0];
  private long size;
  private FileChannel file;
  private boolean closed;

  /**
   * @param tempDirectory where a temporary file may be made
   * @param memoryBytes most bytes kept in memory
   */
  Spool(Path tempDirectory, int memoryBytes) {
    this.tempDirectory = tempDirectory;
    this.memoryBytes = memoryBytes;
  }

  long size() {
    return size;
  }

  /** Adds the first {@code length} bytes of {@code bytes}. */
  void write(byte[] bytes, int length) throws IOException {
    if (file == null && size + length <= memoryBytes) {
      remember(bytes, length);
    } else {
      if (file == null) {
        openFile();
      }
      writeFile(bytes, length);
    }
    size += length;
  }

  /** Reads {@code length} bytes from {@code offset} on. */
  InputStream open(long offset, long length) throws IOException {
    if (closed) {
      throw new IOException("the content is closed");
    }
    return file == null
        ? new ByteArrayInputStream(memory, (int) offset, (int) length)
        : new FileStretch(file, offset, length);
  }

  @Override
  public void close() throws IOException {
    closed = true;
    memory = new byte[0];
    if (file != null) {
      file.close();
    }
  }

  private void remember(byte[] bytes, int length) {
    int needed = (int) size + length;
    if (needed > memory.length) {
      int doubled = (int) Math.min(memoryBytes, 2L * needed);
      memory = Arrays.copyOf(memory, doubled);
    }
    System.arraycopy(bytes, 0, memory, (int) size, length);
  }

  /** The file's name is removed at once: even a killed process leaves nothing behind. */
  private void openFile() throws IOException {
    Path path = Files.createTempFile(tempDirectory, "upload-", ".csv");
    try {
      file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } finally {
      Files.delete(path);
    }
    writeFile(memory, (int) size);
    memory = new byte[0];
  }

  private void writeFile(byte[] bytes, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
    while (buffer.hasRemaining()) {
      file.write(buffer);
    }
  }

  /** Part of a file, read by position, so that readers do not disturb each other. */
  private static final class FileStretch extends InputStream {

    private final FileChannel file;
    private final long end;
    private long position;

    FileStretch(FileChannel file, long offset, long length) {
      this.file = file;
      this.position = offset;
      this.end = offset + length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      } else if (position >= end) {
        return -1;
      }
      int most = (int) Math.min(length, end - position);
      int count = file.read(ByteBuffer.wrap(bytes, offset, most), position);
      position += Math.max(count, 0);
      return count;
    }
  }
}
