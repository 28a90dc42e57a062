package nexus.telemetry.ingest;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import nexus.telemetry.queue.UnpublishedMessage;

/**
 * Messages of an upload that is still being received: in memory while they are few, in a temporary
 * file, which has no name, once they are more. Threads park and take side by side.
 */
final class MessageSpill implements Closeable {

  private final Path folder;
  private final long memoryBytes;
  private long inMemory;
  private FileChannel file;
  private long fileSize;
  private boolean closed;

  /** The messages of one chunk. */
  interface Spilled {
    List<UnpublishedMessage> take() throws IOException;
  }

  /**
   * @param folder where a temporary file may be made
   * @param memoryBytes most bytes of messages that are kept in memory
   */
  MessageSpill(Path folder, long memoryBytes) {
    this.folder = folder;
    this.memoryBytes = memoryBytes;
  }

  /**
   * @throws IOException when the temporary file fails, or this is closed
   */
  Spilled park(List<UnpublishedMessage> messages) throws IOException {
    long bytes = messages.stream().mapToLong(message -> message.json().length).sum();
    FileChannel to;
    long position;
    synchronized (this) {
      if (closed) {
        throw new IOException("the upload has ended");
      }
      if (inMemory + bytes <= memoryBytes) {
        inMemory += bytes;
        return () -> messages;
      }
      to = openFile();
      position = fileSize;
      fileSize += bytes;
    }
    return write(messages, to, position);
  }

  private FileChannel openFile() throws IOException {
    if (file == null) {
      Path path = Files.createTempFile(folder, "upload-", ".messages");
      try {
        file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
      } finally {
        Files.delete(path);
      }
    }
    return file;
  }

  private static Spilled write(List<UnpublishedMessage> messages, FileChannel file, long position)
      throws IOException {
    List<Stub> stubs = new ArrayList<>();
    long end = position;
    for (UnpublishedMessage message : messages) {
      stubs.add(new Stub(message, end));
      ByteBuffer json = ByteBuffer.wrap(message.json());
      while (json.hasRemaining()) {
        end += file.write(json, end);
      }
    }
    return () -> read(stubs, file);
  }

  private static List<UnpublishedMessage> read(List<Stub> stubs, FileChannel file)
      throws IOException {
    List<UnpublishedMessage> messages = new ArrayList<>();
    for (Stub stub : stubs) {
      messages.add(stub.read(file));
    }
    return messages;
  }

  /** All of a message but its bytes, which are in the file. */
  private record Stub(UnpublishedMessage blank, long position, int length) {

    Stub(UnpublishedMessage message, long position) {
      this(
          new UnpublishedMessage(message.gpu(), message.firstMs(), message.part(), new byte[0]),
          position,
          message.json().length);
    }

    UnpublishedMessage read(FileChannel file) throws IOException {
      ByteBuffer json = ByteBuffer.allocate(length);
      while (json.hasRemaining()) {
        if (file.read(json, position + json.position()) < 0) {
          throw new EOFException("the temporary file of an upload is cut");
        }
      }
      return new UnpublishedMessage(blank.gpu(), blank.firstMs(), blank.part(), json.array());
    }
  }

  /** Forgets the messages. */
  @Override
  public void close() throws IOException {
    FileChannel toClose;
    synchronized (this) {
      closed = true;
      toClose = file;
    }
    if (toClose != null) {
      toClose.close();
    }
  }
}
