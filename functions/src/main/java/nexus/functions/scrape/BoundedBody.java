package nexus.functions.scrape;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Takes the body of an answer, and no more of it than there is room for. */
final class BoundedBody implements HttpResponse.BodySubscriber<byte[]> {

  private final Optional<ScrapeFailedException> refused;
  private final HeldBytes.Share share;
  private final int mostBytes;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private Flow.Subscription subscription;

  /**
   * @param refused why none of it is taken; empty where it is
   * @param share what it may take of the memory that all share
   * @param mostBytes its own bound
   */
  BoundedBody(Optional<ScrapeFailedException> refused, HeldBytes.Share share, int mostBytes) {
    this.refused = refused;
    this.share = share;
    this.mostBytes = mostBytes;
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription begun) {
    subscription = begun;
    refused.ifPresentOrElse(this::refuse, () -> subscription.request(1));
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    if (body.isDone()) {
      return;
    }
    int more = buffers.stream().mapToInt(ByteBuffer::remaining).sum();
    if (bytes.size() + (long) more > mostBytes) {
      refuse(ScrapeFailedException.ofTarget("its text has more than " + mostBytes + " bytes"));
    } else if (!share.take(more)) {
      refuse(ScrapeFailedException.noRoom());
    } else {
      for (ByteBuffer buffer : buffers) {
        byte[] part = new byte[buffer.remaining()];
        buffer.get(part);
        bytes.write(part, 0, part.length);
      }
      subscription.request(1);
    }
  }

  private void refuse(ScrapeFailedException why) {
    subscription.cancel();
    body.completeExceptionally(why);
  }

  @Override
  public void onError(Throwable problem) {
    body.completeExceptionally(problem);
  }

  @Override
  public void onComplete() {
    body.complete(bytes.toByteArray());
  }
}
