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
 * Keeps the messages of an upload that is still being received: in memory while they are few, else
 * in a temporary file without a name. Threads park and take side by side.
 */
final class MessageSpill implements Closeable {

  private final Path folder;
  private final long memoryBytes;
  private final UploadMemory memory;
  private long inMemory;
  private FileChannel file;
  private long fileSize;
  private boolean closed;

  /** The messages of one chunk. */
  interface Spilled {

    /** Bytes of all messages. */
    long bytes();

    /** Bytes that are read into memory when they are taken. */
    long toRead();

    List<UnpublishedMessage> take() throws IOException;
  }

  private record InMemory(List<UnpublishedMessage> messages, long bytes) implements Spilled {

    @Override
    public long toRead() {
      return 0;
    }

    @Override
    public List<UnpublishedMessage> take() {
      return messages;
    }
  }

  private record OnDisk(List<Stub> stubs, FileChannel file, long bytes) implements Spilled {

    @Override
    public long toRead() {
      return bytes;
    }

    @Override
    public List<UnpublishedMessage> take() throws IOException {
      List<UnpublishedMessage> messages = new ArrayList<>();
      for (Stub stub : stubs) {
        messages.add(stub.read(file));
      }
      return messages;
    }
  }

  /**
   * @param folder where a temporary file may be made
   * @param memoryBytes most bytes of messages that are kept in memory, where there is room for them
   * @param memory of which that is taken
   */
  MessageSpill(Path folder, long memoryBytes, UploadMemory memory) {
    this.memory = memory;
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
      if (inMemory + bytes <= memoryBytes && memory.tryGrow(bytes)) {
        inMemory += bytes;
        return new InMemory(messages, bytes);
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
    return new OnDisk(stubs, file, end - position);
  }

  /** All of a message but its bytes, which are in the file. */
  private record Stub(UnpublishedMessage blank, long position, int length) {

    Stub(UnpublishedMessage message, long position) {
      this(message.with(new byte[0]), position, message.json().length);
    }

    UnpublishedMessage read(FileChannel file) throws IOException {
      ByteBuffer json = ByteBuffer.allocate(length);
      while (json.hasRemaining()) {
        if (file.read(json, position + json.position()) < 0) {
          throw new EOFException("the temporary file of an upload is cut");
        }
      }
      return blank.with(json.array());
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
