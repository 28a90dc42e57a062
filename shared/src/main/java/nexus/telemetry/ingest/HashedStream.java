package nexus.telemetry.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.Future;
import nexus.telemetry.model.Sha256;
import nexus.telemetry.work.WorkerPool;

/**
 * Passes a stream on and hashes it at the same time: while one block is read from here, a worker
 * hashes it. Blocks are hashed one after the other.
 */
final class HashedStream extends InputStream {

  private static final int FIRST_BLOCK = 64 << 10;
  private static final int BLOCK = 1 << 20;

  private final InputStream in;
  private final Runnable onLarge;
  private final WorkerPool workers;
  private final MessageDigest digest = Sha256.digest();
  private byte[] block = new byte[0];
  private byte[] spare = new byte[FIRST_BLOCK];
  private int next;
  private int limit;
  private boolean atEnd;
  private Future<?> hashing;

  HashedStream(InputStream in, WorkerPool workers) {
    this(in, workers, () -> {});
  }

  /**
   * @param onLarge is called before more than the first block is read
   */
  HashedStream(InputStream in, WorkerPool workers, Runnable onLarge) {
    this.onLarge = onLarge;
    this.in = in;
    this.workers = workers;
  }

  /**
   * SHA-256 of all that was read, in small hexadecimal digits. Asked once, at the end of the
   * stream.
   */
  String sha256() {
    awaitHash();
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int at, int length) throws IOException {
    if (length == 0) {
      return 0;
    } else if (next == limit && !nextBlock()) {
      return -1;
    }
    int count = Math.min(length, limit - next);
    System.arraycopy(block, next, target, at, count);
    next += count;
    return count;
  }

  /** Fills the spare block, which is no longer hashed, and begins to hash it. */
  private boolean nextBlock() throws IOException {
    if (atEnd) {
      return false;
    }
    if (block.length > 0) {
      onLarge.run();
    }
    byte[] filled = spare;
    limit = in.readNBytes(filled, 0, filled.length);
    atEnd = limit < filled.length;
    next = 0;
    awaitHash();
    spare = block.length < BLOCK ? new byte[Math.min(BLOCK, 4 * filled.length)] : block;
    block = filled;
    hash(filled, limit);
    return limit > 0;
  }

  /** Hashes a block. A body of one small block is not worth another thread. */
  private void hash(byte[] bytes, int length) {
    if (hashing == null && atEnd) {
      digest.update(bytes, 0, length);
    } else {
      hashing = workers.submit(() -> hashNow(bytes, length));
    }
  }

  private Void hashNow(byte[] bytes, int length) {
    digest.update(bytes, 0, length);
    return null;
  }

  private void awaitHash() {
    if (hashing != null) {
      workers.await(hashing);
    }
  }
}
