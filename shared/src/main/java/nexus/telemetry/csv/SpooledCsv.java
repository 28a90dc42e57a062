package nexus.telemetry.csv;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import nexus.telemetry.model.InvalidInputException;

/**
 * A CSV file received from a stream of any size, ready to be parsed in chunks side by side.
 *
 * <p>The stream is read once, in constant memory: content up to the size of a chunk stays in
 * memory, more goes to a temporary file. Chunks are cut at newlines, so that each begins with a
 * row.
 */
public final class SpooledCsv implements Closeable {

  private static final int BUFFER = 64 << 10;

  private final Spool spool;
  private final CsvHeader header;
  private final String sha256;
  private final List<Chunk> chunks;

  /**
   * Some rows of the file.
   *
   * @param number 0, 1, … in the file's order
   * @param offset where the first row begins, in bytes from the beginning of the content
   * @param length bytes
   * @param firstLine line number of the first row, the header being line 1
   */
  public record Chunk(int number, long offset, long length, long firstLine) {}

  private SpooledCsv(Spool spool, CsvHeader header, String sha256, List<Chunk> chunks) {
    this.spool = spool;
    this.header = header;
    this.sha256 = sha256;
    this.chunks = List.copyOf(chunks);
  }

  /**
   * Reads a stream to its end. Nothing is left behind when it throws.
   *
   * @param in the content, plain CSV; not closed
   * @param tempDirectory where a temporary file may be made
   * @param chunkBytes about how many bytes a chunk has: it ends at the first newline from there on
   * @param maxBytes most bytes that are taken; 0 means any number
   * @throws InvalidInputException with field {@code csv} when it is empty or has no header
   * @throws BodyTooLargeException when there are more than {@code maxBytes}
   * @throws IOException when the stream or the temporary file fails
   */
  public static SpooledCsv receive(
      InputStream in, Path tempDirectory, int chunkBytes, long maxBytes) throws IOException {
    if (chunkBytes < 1) {
      throw new IllegalArgumentException("a chunk needs a byte at least, not " + chunkBytes);
    }
    Spool spool = new Spool(tempDirectory, chunkBytes);
    try {
      return receive(in, spool, new ChunkCutter(chunkBytes), maxBytes);
    } catch (IOException | RuntimeException | Error e) {
      try {
        spool.close();
      } catch (IOException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  public CsvHeader header() {
    return header;
  }

  /** SHA-256 of the whole content, header included, in small hexadecimal digits. */
  public String sha256() {
    return sha256;
  }

  /** Bytes of the whole content. */
  public long size() {
    return spool.size();
  }

  /** The chunks, none when there is only a header. */
  public List<Chunk> chunks() {
    return chunks;
  }

  /**
   * The rows of a chunk. Several may be open at once, each read by a thread of its own.
   *
   * <p>Interrupting a thread that reads closes the temporary file under all of them, as {@link
   * java.nio.channels.InterruptibleChannel} says.
   *
   * @throws IOException when this is closed
   */
  public InputStream open(Chunk chunk) throws IOException {
    return spool.open(chunk.offset(), chunk.length());
  }

  /** Forgets the content. */
  @Override
  public void close() throws IOException {
    spool.close();
  }

  private static SpooledCsv receive(InputStream in, Spool spool, ChunkCutter cutter, long maxBytes)
      throws IOException {
    MessageDigest digest = sha256Digest();
    byte[] buffer = new byte[BUFFER];
    int count;
    while ((count = in.read(buffer)) >= 0) {
      if (maxBytes > 0 && spool.size() + count > maxBytes) {
        throw new BodyTooLargeException(maxBytes);
      }
      digest.update(buffer, 0, count);
      cutter.accept(buffer, count);
      spool.write(buffer, count);
    }
    List<Chunk> chunks = cutter.finish();
    String sha256 = HexFormat.of().formatHex(digest.digest());
    return new SpooledCsv(spool, cutter.header(), sha256, chunks);
  }

  private static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
