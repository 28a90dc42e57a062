package nexus.telemetry.unpack;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;
import nexus.telemetry.model.InvalidInputException;

/**
 * Frames of zstd, passed on as they are once their headers are read (RFC 8878, 3.1).
 *
 * <pre>
 * magic ─ header ─ block … last block ─ checksum     and frames that hold no data, left out
 * </pre>
 *
 * <p>So a frame that is cut off is told wherever it is cut, and so is what the library cannot read:
 * it takes a rest of a few bytes for the end.
 */
final class ZstdFrames extends InputStream {

  private static final long MAGIC = 0xfd2fb528L;
  private static final long SKIPPED = 0x184d2a50L;
  private static final long LARGEST_WINDOW = 8 << 20;
  private static final int LONGEST_HEADER = 18;
  private static final int BLOCKS = 512 << 10;
  private static final int[] BYTES_OF_SIZE = {0, 2, 4, 8};

  private final Source source;
  private final LongConsumer memory;
  private long windowMemory;
  private final byte[] header = new byte[LONGEST_HEADER];
  private int headerAt;
  private int headerLimit;

  /** Bytes to pass on behind the header. */
  private int left;

  private boolean begun;
  private boolean inFrame;
  private boolean last;
  private boolean checksum;

  /**
   * @param memory is told of the window, ahead of it
   */
  ZstdFrames(Source source, LongConsumer memory) {
    this.source = source;
    this.memory = memory;
  }

  /** Told through the library, which may make something else of what it does not know. */
  static final class Refused extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient RuntimeException reason;

    Refused(RuntimeException reason) {
      super(reason);
      this.reason = reason;
    }

    RuntimeException reason() {
      return reason;
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int at, int length) throws IOException {
    try {
      return pass(target, at, length);
    } catch (InvalidInputException e) {
      throw new Refused(e);
    }
  }

  private int pass(byte[] target, int at, int length) throws IOException {
    while (headerAt == headerLimit && left == 0) {
      if (!nextPart()) {
        return -1;
      }
    }
    if (headerAt < headerLimit) {
      int count = Math.min(length, headerLimit - headerAt);
      System.arraycopy(header, headerAt, target, at, count);
      headerAt += count;
      return count;
    }
    int count = source.read(target, at, Math.min(length, left));
    left -= count;
    return count;
  }

  /** Reads the header of the next frame or block; false at the end. */
  private boolean nextPart() throws IOException {
    headerAt = 0;
    headerLimit = 0;
    if (!inFrame) {
      return nextFrame();
    } else if (last) {
      inFrame = false;
      left = checksum ? 4 : 0;
    } else {
      nextBlock();
    }
    return true;
  }

  private boolean nextFrame() throws IOException {
    int first = begun ? source.next() : source.need();
    if (begun && first <= 0) {
      source.requireZeros();
      return false;
    }
    long magic = first | source.need() << 8 | (long) source.u16() << 16;
    if ((magic & ~0xfL) == SKIPPED) {
      source.skip(source.u32());
    } else if (magic == MAGIC) {
      for (int i = 0; i < 4; i++) {
        header[headerLimit++] = (byte) (magic >>> (8 * i));
      }
      readHeader();
      inFrame = true;
      last = false;
    } else {
      throw source.damaged(
          begun ? "what follows the compressed data is none" : "it does not begin as one");
    }
    begun = true;
    return true;
  }

  private void readHeader() throws IOException {
    int descriptor = keep();
    boolean single = (descriptor & 0x20) != 0;
    checksum = (descriptor & 4) != 0;
    if ((descriptor & 3) != 0) {
      throw new InvalidInputException(
          "body", "the body is compressed with a dictionary of zstd: compress it without");
    }
    long window = single ? 0 : window(keep());
    int sizeBytes = single && descriptor >>> 6 == 0 ? 1 : BYTES_OF_SIZE[descriptor >>> 6];
    long size = sizeBytes == 2 ? 256 : 0;
    for (int i = 0; i < sizeBytes; i++) {
      size += (long) keep() << (8 * i);
    }
    long needed = single ? size : window;
    if (Long.compareUnsigned(needed, LARGEST_WINDOW) > 0) {
      throw new InvalidInputException(
          "body",
          "the body is compressed by zstd with a window of more than 8 MiB: compress it without"
              + " --ultra and --long");
    }
    hold(2 * needed + BLOCKS);
  }

  /** The library keeps the window, moves it from array to array as it grows, and holds blocks. */
  private void hold(long bytes) throws Refused {
    if (bytes > windowMemory) {
      try {
        memory.accept(bytes - windowMemory);
      } catch (RuntimeException e) {
        throw new Refused(e);
      }
      windowMemory = bytes;
    }
  }

  private static long window(int descriptor) {
    long base = 1L << (10 + (descriptor >>> 3));
    return base + (base >>> 3) * (descriptor & 7);
  }

  private void nextBlock() throws IOException {
    int block = keep() | keep() << 8 | keep() << 16;
    last = (block & 1) != 0;
    int type = (block >>> 1) & 3;
    if (type == 3) {
      throw source.damaged("a block is of an unknown kind");
    }
    left = type == 1 ? 1 : block >>> 3;
  }

  /** Reads a byte that is passed on. */
  private int keep() throws IOException {
    int next = source.need();
    header[headerLimit++] = (byte) next;
    return next;
  }
}
