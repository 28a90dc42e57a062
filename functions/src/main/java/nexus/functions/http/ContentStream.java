package nexus.functions.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends what is written to it as the body of a response, in constant memory: a writer is as fast as
 * its reader. For one thread, which may block.
 *
 * <p>Nothing is sent, not even the status, before {@value #PIECE} bytes are written or this is
 * closed, so that until then a failure can still be answered.
 */
final class ContentStream extends OutputStream {

  private static final int PIECE = 64 << 10;

  /** Longest that a reader may take for a piece. */
  private static final long STALLED_SECONDS = 30;

  /** Time that a reader may be waited for, at whatever rate it reads. */
  private static final long GRACE_SECONDS = 30;

  private static final int LEAST_BYTES_PER_SECOND = 16 << 10;

  /** Longest that an answer may take, as it holds a thread. */
  private static final long LONGEST_MINUTES = 60;

  private final HttpServerResponse response;
  private final Map<String, String> headers;
  private Buffer piece = Buffer.buffer(PIECE);
  private Future<Void> sent = Future.succeededFuture();
  private final Pace pace =
      new Pace(TimeUnit.SECONDS.toNanos(GRACE_SECONDS), LEAST_BYTES_PER_SECOND);
  private final long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(LONGEST_MINUTES);
  private boolean begun;

  ContentStream(HttpServerResponse response, Map<String, String> headers) {
    this.response = response;
    this.headers = headers;
  }

  /** Whether it is too late to answer something else. */
  boolean hasBegun() {
    return begun;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    piece.appendBytes(bytes, from, length);
    if (piece.length() >= PIECE) {
      begin(true);
      await(sent);
      sent = response.write(piece);
      piece = Buffer.buffer(PIECE);
    }
  }

  private void begin(boolean chunked) {
    if (!begun) {
      begun = true;
      headers.forEach(response::putHeader);
      response.setChunked(chunked);
    }
  }

  /** Sends the rest and waits until all is sent. */
  @Override
  public void close() throws IOException {
    begin(false);
    await(sent);
    await(response.end(piece));
  }

  private void await(Future<Void> sent) throws IOException {
    long from = System.nanoTime();
    try {
      sent.toCompletionStage().toCompletableFuture().get(STALLED_SECONDS, TimeUnit.SECONDS);
      pace.waited(System.nanoTime() - from);
      pace.moved(PIECE);
      if (pace.isTooSlow() || System.nanoTime() - end > 0) {
        throw new IOException("the reader is too slow");
      }
    } catch (ExecutionException e) {
      throw new IOException("the reader is gone: " + e.getCause().getMessage(), e);
    } catch (TimeoutException e) {
      throw new IOException("nothing was read for " + STALLED_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException stopped = new InterruptedIOException("the process ends");
      stopped.initCause(e);
      throw stopped;
    }
  }
}
