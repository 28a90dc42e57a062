package nexus.telemetry.csv;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import nexus.telemetry.model.InvalidInputException;

/**
 * Reads a CSV file from a stream of any size, in chunks of whole rows, and hashes it on the way.
 *
 * <pre>
 * header \n row \n row \n … row \n row \n …
 *           └─ chunk 0: the first newline at or after ─┘└─ chunk 1 …
 *              chunkBytes bytes ends it
 * </pre>
 *
 * <p>Where chunks begin and end is told by the content and {@code chunkBytes} alone, not by how the
 * stream hands it out. One thread reads; chunks may be parsed and released by others.
 */
public final class CsvChunks {

  private static final int READ = 256 << 10;
  private static final int MAX_HEADER = LineReader.MAX_LINE;

  /** Of a line that begins within a chunk, this much is kept behind the chunk's bytes. */
  private static final int KEPT_OF_LINE = LineReader.MAX_LINE + 2;

  private final InputStream in;
  private final int chunkBytes;
  private final long maxBytes;
  private final int capacity;
  private final MessageDigest digest = sha256Digest();
  private final Queue<byte[]> free = new ConcurrentLinkedQueue<>();

  /** The chunk that is read next, up to {@code limit}. */
  private byte[] buffer;

  private int limit;
  private boolean atEnd;
  private long size;
  private CsvHeader header;
  private int number;
  private long offset;
  private long line = 2;

  /**
   * @param in the content, plain CSV; not closed
   * @param chunkBytes about how many bytes a chunk has: it ends at the first newline from there on
   * @param maxBytes most bytes that are taken; 0 means any number
   */
  public CsvChunks(InputStream in, int chunkBytes, long maxBytes) {
    if (chunkBytes < 1) {
      throw new IllegalArgumentException("a chunk needs a byte at least, not " + chunkBytes);
    }
    this.in = in;
    this.chunkBytes = chunkBytes;
    this.maxBytes = maxBytes;
    this.capacity = (int) Math.min((long) chunkBytes + KEPT_OF_LINE + READ, Integer.MAX_VALUE - 8);
    this.buffer = new byte[Math.min(capacity, READ)];
  }

  /**
   * The header, read when it is first asked for.
   *
   * @throws InvalidInputException with field {@code csv} when there is none
   * @throws BodyTooLargeException when there are more than {@code maxBytes}
   * @throws IOException when the stream fails
   */
  public CsvHeader header() throws IOException {
    if (header == null) {
      int newline = readTo(0, MAX_HEADER + 1);
      int end = newline < 0 ? limit : newline;
      if (end > MAX_HEADER) {
        throw new InvalidInputException(
            "csv", "the header, the first line, is longer than " + MAX_HEADER + " bytes");
      }
      header = parseHeader(Arrays.copyOf(buffer, end));
      drop(newline < 0 ? limit : newline + 1);
    }
    return header;
  }

  /**
   * The next chunk, or null when there is none: then all of the content was read.
   *
   * @throws InvalidInputException as {@link #header()}
   * @throws BodyTooLargeException when there are more than {@code maxBytes}
   * @throws IOException when the stream fails
   */
  public CsvChunk next() throws IOException {
    header();
    int most = capacity - READ;
    int newline = readTo(chunkBytes - 1, most);
    if (newline >= 0) {
      return chunk(newline + 1, newline + 1);
    } else if (atEnd) {
      return limit == 0 ? null : chunk(limit, limit);
    }
    return chunkOfTooLongLine(most);
  }

  /** Gives back the memory of a chunk that was parsed: it will hold other rows. */
  public void release(CsvChunk chunk) {
    if (chunk.bytes().length == capacity) {
      free.add(chunk.bytes());
    }
  }

  /** Bytes read so far. */
  public long size() {
    return size;
  }

  /**
   * SHA-256 of the whole content, header included, in small hexadecimal digits. Asked once, when
   * there are no more chunks.
   */
  public String sha256() {
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * Reads on until there is a newline at or behind {@code from}.
   *
   * @return where it is; −1 when there is none before the end or before {@code most}
   */
  private int readTo(int from, int most) throws IOException {
    int searched = from;
    while (true) {
      if (searched < limit) {
        int newline = Newlines.find(buffer, searched, limit);
        if (newline >= 0) {
          return newline;
        }
        searched = limit;
      }
      if (atEnd || limit >= most) {
        return -1;
      }
      read();
    }
  }

  /** Reads some more behind what is there. */
  private void read() throws IOException {
    if (limit == buffer.length) {
      buffer = Arrays.copyOf(buffer, (int) Math.min(2L * buffer.length, capacity));
    }
    int count = in.read(buffer, limit, Math.min(buffer.length - limit, READ));
    if (count < 0) {
      atEnd = true;
      return;
    }
    size += count;
    if (maxBytes > 0 && size > maxBytes) {
      throw new BodyTooLargeException(maxBytes);
    }
    digest.update(buffer, limit, count);
    limit += count;
  }

  /**
   * The chunk whose rows end at {@code end}; what is read from {@code next} on is the next one's.
   */
  private CsvChunk chunk(int end, int next) {
    CsvChunk chunk = new CsvChunk(number++, offset, next, line, buffer, end);
    line += Newlines.count(buffer, 0, end);
    byte[] following = free.poll();
    if (following == null) {
      following = new byte[atEnd ? limit - next : capacity];
    }
    System.arraycopy(buffer, next, following, 0, limit - next);
    buffer = following;
    limit -= next;
    offset += next;
    return chunk;
  }

  /** Keeps of the last line as much as shows that it is too long, and reads past its end. */
  private CsvChunk chunkOfTooLongLine(int kept) throws IOException {
    long dropped = 0;
    int newline = -1;
    while (newline < 0 && !atEnd) {
      dropped += limit - kept;
      limit = kept;
      read();
      newline = Newlines.find(buffer, kept, limit);
    }
    int next = newline < 0 ? limit : newline + 1;
    CsvChunk chunk = chunk(kept, next);
    line += newline < 0 ? 0 : 1;
    offset += dropped;
    return new CsvChunk(
        chunk.number(),
        chunk.offset(),
        chunk.length() + dropped,
        chunk.firstLine(),
        chunk.bytes(),
        chunk.end());
  }

  private void drop(int count) {
    System.arraycopy(buffer, count, buffer, 0, limit - count);
    limit -= count;
    offset += count;
  }

  private static CsvHeader parseHeader(byte[] bytes) {
    try {
      return CsvHeader.parse(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw new InvalidInputException("csv", "the header, the first line, is not UTF-8");
    }
  }

  private static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
