package nexus.telemetry.csv;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import nexus.telemetry.model.InvalidInputException;

/**
 * Finds the header and where to cut what follows it, while the bytes go by.
 *
 * <pre>
 * header \n row \n row \n … row \n row \n …
 *           └─ chunk 0: the first newline at or after ─┘└─ chunk 1 …
 *              chunkBytes bytes ends it
 * </pre>
 */
final class ChunkCutter {

  private static final int MAX_HEADER = LineReader.MAX_LINE;

  private final int chunkBytes;
  private final ByteArrayOutputStream headerBytes = new ByteArrayOutputStream();
  private final List<SpooledCsv.Chunk> chunks = new ArrayList<>();
  private CsvHeader header;
  private long offset;
  private long chunkStart;
  private long chunkLine;
  private long line = 2;

  ChunkCutter(int chunkBytes) {
    this.chunkBytes = chunkBytes;
  }

  /** Takes the next bytes. */
  void accept(byte[] bytes, int length) {
    int i = header == null ? readHeader(bytes, length) : 0;
    while (i < length) {
      long beforeCut = chunkStart + chunkBytes - 1 - (offset + i);
      if (beforeCut > 0) {
        int to = (int) Math.min(length, i + beforeCut);
        line += Newlines.count(bytes, i, to);
        i = to;
      } else {
        int newline = Newlines.find(bytes, i, length);
        i = newline < 0 ? length : newline + 1;
        if (newline >= 0) {
          line++;
          cut(offset + i);
        }
      }
    }
    offset += length;
  }

  /** Ends the last chunk. Called once, after the last bytes. */
  List<SpooledCsv.Chunk> finish() {
    if (header == null) {
      parseHeader(offset);
    }
    if (offset > chunkStart) {
      cut(offset);
    }
    return chunks;
  }

  /** The header, once {@link #finish()} was called. */
  CsvHeader header() {
    return header;
  }

  private int readHeader(byte[] bytes, int length) {
    int newline = Newlines.find(bytes, 0, length);
    int end = newline < 0 ? length : newline;
    if (headerBytes.size() + end > MAX_HEADER) {
      throw new InvalidInputException(
          "csv", "the header, the first line, is longer than " + MAX_HEADER + " bytes");
    }
    headerBytes.write(bytes, 0, end);
    if (newline < 0) {
      return length;
    }
    parseHeader(offset + newline + 1);
    return newline + 1;
  }

  private void parseHeader(long rowsStart) {
    try {
      header =
          CsvHeader.parse(
              StandardCharsets.UTF_8
                  .newDecoder()
                  .decode(ByteBuffer.wrap(headerBytes.toByteArray()))
                  .toString());
    } catch (CharacterCodingException e) {
      throw new InvalidInputException("csv", "the header, the first line, is not UTF-8");
    }
    chunkStart = rowsStart;
    chunkLine = line;
  }

  private void cut(long end) {
    chunks.add(new SpooledCsv.Chunk(chunks.size(), chunkStart, end - chunkStart, chunkLine));
    chunkStart = end;
    chunkLine = line;
  }
}
