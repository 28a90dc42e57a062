package nexus.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** One file on its way to {@code POST /api/v1/csv/upload}, and how far it has come. */
final class Upload {

  /** Told now and then how many bytes of how many have gone, and once that the answer is here. */
  interface Watcher {
    void progress(long sent, long total, boolean answered);
  }

  private final Path file;
  private final AtomicLong sent = new AtomicLong();

  Upload(Path file) {
    this.file = file;
  }

  /**
   * Uploads the file and returns the answer.
   *
   * @param every how often {@code watcher} is told
   * @throws LocalFailure when the file cannot be read or the application refuses it
   */
  JsonNode run(Api api, Duration every, Watcher watcher) throws InterruptedException {
    try {
      long total = Files.size(file);
      boolean gzip = file.toString().endsWith(".gz");
      CompletableFuture<JsonNode> answer = api.upload("/api/v1/csv/upload", body(total), gzip);
      while (true) {
        watcher.progress(sent.get(), total, false);
        try {
          JsonNode result = answer.get(every.toMillis(), TimeUnit.MILLISECONDS);
          watcher.progress(total, total, true);
          return result;
        } catch (TimeoutException underWay) {
          // The next turn tells the watcher.
        }
      }
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof LocalFailure refused) {
        throw refused;
      }
      throw new LocalFailure("the upload of " + file + " failed: " + failure.getCause(), failure);
    } catch (IOException failure) {
      throw new LocalFailure("cannot read " + file + ": " + failure.getMessage(), failure);
    }
  }

  private BodyPublisher body(long total) {
    BodyPublisher counted = BodyPublishers.ofInputStream(this::open);
    return total == 0 ? BodyPublishers.noBody() : BodyPublishers.fromPublisher(counted, total);
  }

  private InputStream open() {
    try {
      return new FilterInputStream(Files.newInputStream(file)) {
        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
          int read = super.read(bytes, offset, length);
          sent.addAndGet(Math.max(0, read));
          return read;
        }
      };
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
