package nexus.telemetry.csv;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import nexus.telemetry.csv.lines.LineReader;
import nexus.telemetry.csv.lines.Newlines;
import nexus.telemetry.model.InvalidInputException;

/**
 * Cuts a CSV file, read from a stream of any size, into pieces of whole rows.
 *
 * <pre>
 * header \n row \n row \n … row \n row \n …
 *           └─ piece: the first newline at or ──┘└─ piece …
 *              after pieceBytes bytes ends it
 * </pre>
 *
 * <p>The content and {@code pieceBytes} alone decide where pieces begin and end, however the stream
 * hands out its bytes. The memory of one piece is used for the next.
 */
public final class CsvPieces {

  private static final int READ = 256 << 10;
  private static final int MAX_HEADER = LineReader.MAX_LINE;

  /** Bytes kept behind {@code pieceBytes} of a line that begins within a piece. */
  private static final int KEPT_OF_LINE = LineReader.MAX_LINE + 2;

  private final InputStream in;
  private final int pieceBytes;
  private final long maxBytes;
  private final int capacity;

  private byte[] buffer;

  /** Where the piece handed out last ends, and what is read of the next one begins. */
  private int start;

  private int limit;
  private boolean atEnd;
  private long size;
  private CsvHeader header;
  private long offset;

  /**
   * @param in the content, plain CSV; not closed
   * @param pieceBytes about how many bytes a piece has: it ends at the first newline from there on
   * @param maxBytes most bytes that are taken; 0 means any number
   */
  public CsvPieces(InputStream in, int pieceBytes, long maxBytes) {
    if (pieceBytes < 1) {
      throw new IllegalArgumentException("a piece needs a byte at least, not " + pieceBytes);
    }
    this.in = in;
    this.pieceBytes = pieceBytes;
    this.maxBytes = maxBytes;
    this.capacity = (int) Math.min((long) pieceBytes + KEPT_OF_LINE + READ, Integer.MAX_VALUE - 8);
    this.buffer = new byte[Math.min(capacity, READ)];
  }

  /**
   * The rows of a part of a file, whose header is known.
   *
   * @param rows whole rows, the header not among them; not closed
   * @param offset where they begin in the file, bytes
   * @param pieceBytes as above
   * @param maxBytes most bytes that are taken, those before the rows included; 0 means any number
   */
  public CsvPieces(CsvHeader header, InputStream rows, long offset, int pieceBytes, long maxBytes) {
    this(rows, pieceBytes, maxBytes);
    this.header = header;
    this.offset = offset;
    this.size = offset;
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
      start = newline < 0 ? limit : newline + 1;
      offset = start;
    }
    return header;
  }

  /**
   * The next piece, or null when there is none: then all of the content was read. The piece before
   * is no longer there.
   *
   * @throws InvalidInputException as {@link #header()}
   * @throws BodyTooLargeException when there are more than {@code maxBytes}
   * @throws IOException when the stream fails
   */
  public CsvPiece next() throws IOException {
    header();
    shift();
    int most = capacity - READ;
    int newline = readTo(pieceBytes - 1, most);
    if (newline >= 0) {
      return piece(newline + 1, newline + 1, 0);
    } else if (atEnd) {
      return limit == 0 ? null : piece(limit, limit, 0);
    }
    return pieceOfTooLongLine(most);
  }

  /** Bytes read so far. */
  public long size() {
    return size;
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
    limit += count;
  }

  /** The rows up to {@code end}; what is read from {@code next} on is the next piece's. */
  private CsvPiece piece(int end, int next, long dropped) {
    CsvPiece piece = new CsvPiece(offset, next + dropped, buffer, end);
    start = next;
    offset += piece.length();
    return piece;
  }

  /** Keeps of the last line as much as shows that it is too long, and reads past its end. */
  private CsvPiece pieceOfTooLongLine(int kept) throws IOException {
    long dropped = 0;
    int newline = -1;
    while (newline < 0 && !atEnd) {
      dropped += limit - kept;
      limit = kept;
      read();
      newline = Newlines.find(buffer, kept, limit);
    }
    return piece(kept, newline < 0 ? limit : newline + 1, dropped);
  }

  /** Moves what is read of the next piece to the front. */
  private void shift() {
    System.arraycopy(buffer, start, buffer, 0, limit - start);
    limit -= start;
    start = 0;
  }

  private static CsvHeader parseHeader(byte[] bytes) {
    try {
      return CsvHeader.parse(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw new InvalidInputException("csv", "the header, the first line, is not UTF-8");
    }
  }
}
